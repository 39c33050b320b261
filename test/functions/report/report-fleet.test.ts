import { describe, expect, test } from '@jest/globals';
import { groupScope, ORGANISATION } from '../../../functions/domain/costs/scope.ts';
import { alertKey } from '../../../functions/domain/judging/alert.ts';
import type { ChannelTrouble } from '../../../functions/domain/messages/delivery.ts';
import type { SentNotification } from '../../../functions/domain/records/sent-notification.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { runNotify } from '../../../functions/notify/run-notify.ts';
import { reportPayload } from '../../../functions/report/payload.ts';
import { recordReport } from '../../../functions/report/record-report.ts';
import { type ReportDeps, type Reported, reportFleet } from '../../../functions/report/report-fleet.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { type AggregateFakes, aggregateFakes, seen, spent } from '../../fakes/aggregate-deps.ts';
import { type DeliveriesFake, fakeDeliveries } from '../../fakes/deliveries.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { aMute, anAlert, anEndpoint } from '../../fakes/samples.ts';
import { DENIED, fakeTopics } from '../../fakes/topics.ts';
import { documentIn } from '../../fixtures/documents.ts';

/** At seven in the morning of a day in mid-month. */
const SEVEN = new Date('2026-10-14T07:00:00.000Z');
const today = { fetchedAt: '2026-10-14T06:00:00.000Z' };

type ReportFakes = AggregateFakes & { deliveries: DeliveriesFake } & Pick<ReportDeps, 'subscriptions' | 'recipients'>;

function reportFakes(budgets: object[] = [{ name: 'every-device', limit: 5 }], more: object = {}): ReportFakes {
  return Object.assign(aggregateFakes(budgets, more), {
    deliveries: fakeDeliveries(),
    clock: SEVEN,
    subscriptions: async () => [
      {
        topic: 'mail' as const,
        protocol: 'email',
        endpoint: 'ops@example.com',
        isConfirmed: true,
        wasAuthenticated: true,
      },
      { topic: 'mail' as const, protocol: 'email', endpoint: 'kim@example.com', isConfirmed: false },
      { topic: 'event' as const, protocol: 'sqs', endpoint: 'trucks', isConfirmed: true },
    ],
    recipients: [
      { channel: 'mail' as const, address: 'ops@example.com', from: 'warning' as const },
      { channel: 'mail' as const, address: 'kim@example.com', from: 'warning' as const },
      { channel: 'text' as const, address: '+15555550100', from: 'critical' as const },
    ],
  });
}

const report = (fakes: ReportFakes, payload: object = {}): Promise<Reported> =>
  withPayload(reportPayload, (known) => reportFleet(fakes, known))(payload);

/** The mail of the one report that was stored. */
function mailIn({ deliveries }: ReportFakes): string {
  const mails = deliveries.messages().filter(({ channel }) => channel === 'mail');
  if (!mails[0] || mails.length > 1) throw new Error(`there are ${mails.length} mails`);
  return mails[0].message.body;
}

function sentAt(at: string, more: Partial<SentNotification> = {}): SentNotification {
  const notificationId = at.slice(-8, -2);
  return { key: `${at}#${notificationId}`, notificationId, sentAt: at, alerts: 1, subject: `sent at ${at}`, ...more };
}

const FAILING: ChannelTrouble = {
  channel: 'text',
  failures: 7,
  since: '2026-10-13T22:00:00.000Z',
  code: 'AuthorizationError',
  reason: 'AuthorizationError: not allowed to publish',
  notBefore: '2026-10-14T07:30:00.000Z',
};

/** Three devices, a group and the organisation, in mid-month. */
async function aFleet(): Promise<ReportFakes> {
  const fakes = reportFakes(
    [
      { name: 'fleet', scope: 'group', limit: 10 },
      { name: 'emnify-stops-us', scope: 'organisation', limit: 'emnify' },
      { name: 'every-device', limit: 5 },
    ],
    { mutes: [aMute({ match: { ids: ['1'] }, until: '2026-10-15' }), aMute({ until: '2026-10-14T07:00Z' })] },
  );
  const about = { meter: 'total' as const, currency: 'EUR', reason: 'why', budget: 'every-device', limit: '5' };
  const yesterday = (cost: number) => ({ dayCosts: { day: '2026-10-14', atStart: {}, before: { total: [cost] } } });
  const decisions = [{ kind: 'already-sent' as const, ...about, spend: '6', ratioPct: 120 }];
  await fakes.costHistory.write(seen('1', spent({ EUR: '6' }), { ...today, ...yesterday(3.5), decisions }), {});
  await fakes.costHistory.write(seen('2', spent({ EUR: '2.5', USD: '9' }), { ...today, ...yesterday(0.25) }), {});
  await fakes.costHistory.write(seen('3', spent({ EUR: '1' }), { fetchedAt: '2026-10-12T06:00:00.000Z' }), {});
  const group = { period: '2026-10', ...today, spend: spent({ EUR: '9.5' }) };
  await fakes.costHistory.writeGroup({ kind: 'group', id: 'fleet' }, { ...group, limits: { fleet: '10' } }, {});
  const ours = { ...group, spend: spent({ EUR: '90' }), limits: { 'emnify-stops-us': '100' } };
  await fakes.costHistory.writeGroup({ kind: 'organisation', id: 'my' }, ours, {});
  await fakes.costHistory.writeSweep({ sweepId: '2026-10-14T06:00:00.000Z', listed: 3, missing: 0 });
  await fakes.notificationLog.claim(anAlert());
  return fakes;
}

describe('the daily report', () => {
  test('adds up what is stored, as one does by hand', async () => {
    const { report: found } = await report(await aFleet());
    expect(found).toMatchObject({
      period: '2026-10',
      composedAt: SEVEN.toISOString(),
      currency: 'EUR',
      endpoints: 3,
      spend: '9.5',
      yesterday: '3.75',
      otherCurrencies: [{ currency: 'USD', amount: '9' }],
      notSeen: { count: 1, names: ['tracker-3'] },
      waiting: 1,
      sweep: { listed: 3 },
    });
    expect(found.topByCost.map(({ scope, amount }) => [scope.id, amount])).toEqual([
      ['1', '6'],
      ['2', '2.5'],
      ['3', '1'],
    ]);
    expect(found.topByGrowth.map(({ scope, amount }) => [scope.id, amount])).toEqual([
      ['1', '3.5'],
      ['2', '0.25'],
    ]);
    expect(found.full.map(({ scope, ratioPct }) => [scope.kind, ratioPct])).toEqual([
      ['endpoint', 120],
      ['group', 95],
      ['organisation', 90],
    ]);
    expect(found.muted).toMatchObject([{ mute: { until: '2026-10-15T00:00:00.000Z' }, endpoints: 1 }]);
    expect(found.expired).toMatchObject([{ until: '2026-10-14T07:00:00.000Z' }]);
    // 13 days and 7 hours are over: 9.5 in all that time go on for the rest of 31 days.
    expect(Number(found.expectedAtEnd)).toBeCloseTo((9.5 * 31) / (13 + 7 / 24), 6);
  });

  test('is stored as a notification of its own kind: a mail and a document for machines, and no text', async () => {
    const fakes = await aFleet();
    const { subject, isOnItsWay, report: found } = await report(fakes);
    expect([subject, isOnItsWay]).toEqual([
      'Fleet report 14 Oct 2026: EUR 9.50 so far, about EUR 22.16 expected',
      true,
    ]);
    const state = await fakes.deliveries.state();
    const [{ head, lists } = { head: undefined, lists: [] }, ...others] = state.notifications;
    const composedAt = SEVEN.toISOString();
    expect([others, lists, state.abandoned]).toEqual([[], [], []]);
    const [mail, event, ...more] = fakes.deliveries.messages().sort((a, b) => (a.channel > b.channel ? -1 : 1));
    const ref = mail?.message.attributes.notification;
    expect(ref).toMatch(/^[0-9a-f]{6}$/);
    expect(head).toEqual({ key: `${composedAt}#${ref}`, composedAt, subject, alerts: 0, oldestAt: composedAt });
    const budget = ['every-device', 'fleet', 'emnify-stops-us'];
    const attributes = { severity: 'info', event: 'report', budget, notification: ref };
    const untried = { notification: head?.key, from: 0, to: 0, form: 'full', tries: 0 };
    expect([mail, more]).toEqual([
      { ...untried, channel: 'mail', message: { subject, body: mailIn(fakes), attributes } },
      [],
    ]);
    expect(event).toEqual({ ...untried, channel: 'event', message: { body: expect.any(String), attributes } });
    expect(mailIn(fakes)).toMatch(/^ {2}Waiting {11}1 alert to be /m);
    expect(documentIn(event?.message.body ?? '')).toEqual({
      schema: 'emnify-cost-report/1',
      event: 'report',
      ...JSON.parse(JSON.stringify(found)),
    });
  });

  test('is sent by the next run of notify, once', async () => {
    const fakes = await aFleet();
    const { subject } = await report(fakes);
    await fakes.notificationLog.markSent(alertKey(anAlert()), { at: SEVEN.toISOString(), notificationId: 'aaaaaa' });
    const topics = fakeTopics();
    const smsSpending = async () => ({ spentUsd: 0, limitUsd: 50 });
    const deps = { ...fakes, topics, smsSpending, settleSeconds: 90 };
    expect(await runNotify(deps)).toMatchObject({ kind: 'ran', composed: { kind: 'nothing' }, waiting: 0 });
    expect(topics.published.map(({ channel, message }) => [channel, message.subject])).toEqual([
      ['mail', subject],
      ['event', undefined],
    ]);
    expect(await runNotify(deps)).toEqual({ kind: 'nothing-waiting' });
    expect(topics.published).toHaveLength(2);
  });

  test('waits with its channel where that fails', async () => {
    const fakes = await aFleet();
    await report(fakes);
    const topics = fakeTopics();
    topics.answer = (channel) => (channel === 'mail' && DENIED.kind === 'refused' ? DENIED : undefined);
    const smsSpending = async () => ({ spentUsd: 0, limitUsd: 50 });
    const deps = { ...fakes, topics, smsSpending, settleSeconds: 0 };
    expect(await runNotify(deps)).toMatchObject({ failing: [{ channel: 'mail' }] });
    const ofReport = (body: string): boolean => body.includes('"event":"report"');
    expect([topics.bodies('mail'), topics.bodies('event').filter(ofReport).length]).toEqual([[], 1]);
    topics.answer = undefined;
    fakes.clock = new Date(SEVEN.getTime() + 120_000);
    expect(await runNotify(deps)).toMatchObject({ failing: [], waiting: 0 });
    expect(topics.bodies('mail').filter((body) => body.startsWith('Costs on emnify, October 2026'))).toHaveLength(1);
    expect(topics.bodies('event').filter(ofReport)).toHaveLength(1);
  });

  test('changes nothing: alerts still wait, and the next report is the same', async () => {
    const fakes = await aFleet();
    const first = await report(fakes);
    expect((await report(fakes)).report).toEqual(first.report);
    expect(await waitingIn(fakes.notificationLog)).toHaveLength(1);
  });

  test('of a fleet that was never checked says so', async () => {
    const fakes = reportFakes();
    const { report: found } = await report(fakes);
    expect(found).toMatchObject({ endpoints: 0, spend: '0', expectedAtEnd: '0', topByCost: [], full: [], waiting: 0 });
    expect(mailIn(fakes)).toContain('none yet: is the application token stored?');
  });

  test('says which channels fail, in the mail and to machines, without what is for the log', async () => {
    const fakes = await aFleet();
    await fakes.deliveries.keepTrouble(FAILING);
    await fakes.deliveries.keepTrouble({ ...FAILING, channel: 'event', code: 'no answer' });
    const { report: found } = await report(fakes);
    const { since } = FAILING;
    const failing = [
      { channel: 'text', since, code: 'AuthorizationError' },
      { channel: 'event', since, code: 'no answer' },
    ];
    expect(found.failing).toEqual(failing);
    const [document] = fakes.deliveries.messages().filter(({ channel }) => channel === 'event');
    expect(JSON.parse(document?.message.body ?? '').failing).toEqual(failing);
    const rows = mailIn(fakes)
      .split('\n')
      .filter((line) => line.startsWith('  Delivery '));
    expect(rows.map((row) => row.replace(/^ {2}Delivery +/, ''))).toEqual([
      expect.stringMatching(
        /^Texts have been failing since 13 Oct.* 22:00.* \(SNS: AuthorizationError\)\. They are retried/,
      ),
      expect.stringMatching(/^Events for machines have been failing since 13 Oct.* 22:00.* \(SNS: no answer\)\. /),
    ]);
  });

  test('says nothing of the delivery where no channel fails', async () => {
    const fakes = await aFleet();
    expect((await report(fakes)).report.failing).toEqual([]);
    expect(mailIn(fakes)).not.toContain('Delivery');
  });

  test.each(['add', 'sentIn', 'state'] as const)(
    'fails where the table refuses to %s, for a report that is not stored must be noticed',
    async (what) => {
      const fakes = await aFleet();
      const deliveries = {
        ...fakes.deliveries,
        [what]: async () => {
          throw new Error('the table is away');
        },
      };
      await expect(report({ ...fakes, deliveries })).rejects.toThrow('the table is away');
      expect([fakes.deliveries.heads(), fakes.deliveries.messages()]).toEqual([[], []]);
    },
  );

  test('says of a device that emnify has refused to show for days that it was not seen', async () => {
    const fakes = reportFakes();
    fakes.emnify.stats.set('1', { kind: 'gone', reason: 'HTTP 404' });
    await fakes.costHistory.write(seen('1', spent({ EUR: '1' }), { fetchedAt: '2026-10-11T06:00:00.000Z' }), {});
    for (const day of [12, 13, 14]) {
      fakes.clock = new Date(Date.UTC(2026, 9, day, 6));
      await evaluateEndpoint(fakes, { endpoint: anEndpoint('1') });
    }
    fakes.clock = SEVEN;
    expect((await report(fakes)).report.notSeen).toEqual({ count: 1, names: ['tracker-1'] });
  });
});

describe('what was sent', () => {
  const moments = async (clock: string, sent: string[]): Promise<string[]> => {
    const fakes = reportFakes();
    fakes.clock = new Date(clock);
    for (const at of sent) await fakes.deliveries.keepSent(sentAt(at));
    return (await report(fakes)).report.sent.map(({ at }) => at);
  };

  test('is what went out in the last 24 hours, oldest first', async () => {
    const sent = ['2026-10-13T06:59:59.999Z', '2026-10-14T06:59:00.000Z', '2026-10-13T07:00:00.000Z'];
    expect(await moments('2026-10-14T07:00:00.000Z', sent)).toEqual([
      '2026-10-13T07:00:00.000Z',
      '2026-10-14T06:59:00.000Z',
    ]);
  });

  test('is so over the end of a month', async () => {
    const sent = ['2026-11-01T05:00:00.000Z', '2026-10-31T06:00:00.000Z', '2026-10-31T23:59:59.000Z'];
    expect(await moments('2026-11-01T07:00:00.000Z', sent)).toEqual([
      '2026-10-31T23:59:59.000Z',
      '2026-11-01T05:00:00.000Z',
    ]);
  });

  test('is so over the end of a year', async () => {
    expect(await moments('2027-01-01T07:00:00.000Z', ['2026-12-31T12:00:00.000Z'])).toEqual([
      '2026-12-31T12:00:00.000Z',
    ]);
  });

  test('says of a notification which of its messages SNS refused in every form', async () => {
    const fakes = reportFakes();
    await fakes.deliveries.keepSent(sentAt('2026-10-13T08:00:00.000Z'));
    await fakes.deliveries.keepSent(sentAt('2026-10-13T09:00:00.000Z', { setAside: 1 }));
    await fakes.deliveries.keepSent(sentAt('2026-10-13T10:00:00.000Z', { setAside: 2 }));
    const { report: found } = await report(fakes);
    expect(found.sent.map(({ setAside }) => setAside)).toEqual([undefined, 1, 2]);
    const lines = mailIn(fakes)
      .replace(/\n {4}/g, '   ')
      .split('\n')
      .filter((line) => line.includes('sent at 2026'));
    expect(lines.map((line) => line.split(/sent at \S+/)[1])).toEqual([
      '',
      '   (1 message of it refused by SNS and set aside)',
      '   (2 messages of it refused by SNS and set aside)',
    ]);
  });
});

test('on the first of a month, nothing of the old one is in it', async () => {
  const fakes = await aFleet();
  fakes.clock = new Date('2026-11-01T07:00:00.000Z');
  const { report: found, subject } = await report(fakes);
  expect(found).toMatchObject({ period: '2026-11', endpoints: 0, spend: '0', full: [], notSeen: { count: 0 } });
  expect(subject).toContain('1 Nov 2026');
});

test('on the first of a month, what was never judged of the month before the last is in it, and on no other day', async () => {
  const fakes = await aFleet();
  await fakes.costHistory.write(seen('1', spent({ EUR: '6' }), { ...today, isOpen: true }), {});
  const shared = [groupScope('fleet'), ORGANISATION];
  for (const scope of shared) {
    const month = {
      period: '2026-10' as const,
      fetchedAt: SEVEN.toISOString(),
      spend: spent({ EUR: '6' }),
      limits: {},
    };
    await fakes.costHistory.writeGroup(scope, { ...month, isOpen: true }, {});
  }
  for (const [day, expected] of [
    ['2026-11-01', false],
    ['2026-11-30', false],
    ['2026-12-01', true],
    ['2026-12-02', false],
    ['2027-01-01', false],
  ] as const) {
    fakes.clock = new Date(`${day}T07:00:00.000Z`);
    const { report: found } = await report(fakes, { dryRun: true });
    expect([day, found.neverJudged]).toEqual([
      day,
      expected ? { period: '2026-10', count: 1, names: ['tracker-1'], shared } : undefined,
    ]);
  }
});

describe('by hand', () => {
  test('a dry run answers with the report and stores nothing that could be sent', async () => {
    const fakes = await aFleet();
    const { report: found, subject, isOnItsWay } = await report(fakes, { dryRun: true });
    expect([found.spend, subject.startsWith('Fleet report 14 Oct 2026'), isOnItsWay]).toEqual(['9.5', true, false]);
    expect(await fakes.deliveries.state()).toEqual({ notifications: [], channels: [], abandoned: [] });
    expect(fakes.deliveries.messages()).toEqual([]);
  });

  test('anything else is refused, with what is allowed', async () => {
    await expect(report(reportFakes(), { dryrun: true })).rejects.toThrow(
      'This payload is not known: unknown key "dryrun". Allowed: {} makes the report now, and the next run of notify sends it, {"dryRun": true}',
    );
  });
});

describe('a run', () => {
  test('is said', async () => {
    const observers = fakeObservers();
    recordReport(await report(await aFleet()), observers);
    expect(observers.lines).toMatchObject([
      { level: 'info', message: 'report', details: { isOnItsWay: true, endpoints: 3, notSeen: 1 } },
    ]);
  });

  test('that was dry did not send a report', async () => {
    const observers = fakeObservers();
    recordReport(await report(await aFleet(), { dryRun: true }), observers);
    expect(observers.lines).toMatchObject([{ message: 'report', details: { isOnItsWay: false } }]);
  });
});
