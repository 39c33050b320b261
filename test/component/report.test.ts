import { describe, expect, test } from '@jest/globals';
import { makeDigest } from '../../functions/domain/digest.ts';
import { renderMessage, type SentNotification } from '../../functions/domain/message.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { reportPayload } from '../../functions/report/payload.ts';
import { recordReport } from '../../functions/report/record-report.ts';
import { type ReportDeps, type Reported, reportFleet } from '../../functions/report/report-fleet.ts';
import { byHand } from '../../functions/runtime/payload.ts';
import { type AggregateFakes, aggregateFakes, moneyOf, seen, spent } from '../fakes/aggregate-deps.ts';
import { fakeObservers } from '../fakes/observers.ts';
import { aMute, anAlert, anEndpoint } from '../fakes/samples.ts';
import { fakeTopic, type TopicFake } from '../fakes/topic.ts';

/** At seven in the morning of a day in mid-month. */
const SEVEN = new Date('2026-10-14T07:00:00.000Z');
const today = { fetchedAt: '2026-10-14T06:00:00.000Z' };

type ReportFakes = AggregateFakes & { topic: TopicFake; subscribers: ReportDeps['subscribers'] };

function reportFakes(budgets: object[] = [{ name: 'every-device', limit: 5 }], more: object = {}): ReportFakes {
  return Object.assign(aggregateFakes(budgets, more), {
    topic: fakeTopic(),
    clock: SEVEN,
    subscribers: async () => ({ confirmed: 2, pending: 1, missing: 3 }),
  });
}

const report = (fakes: ReportFakes, payload: object = {}): Promise<Reported> =>
  byHand(reportPayload, (known) => reportFleet(fakes, known))(payload);

function sentAt(at: string, subject: string): SentNotification {
  const message = renderMessage(makeDigest([anAlert()], new Date(at)));
  return { notificationId: subject, sentAt: at, alerts: 1, message: { ...message, subject } };
}

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
  const midnights = (before: string, after: string) => ({
    dayStarts: [
      { date: '2026-10-13', total: moneyOf({ EUR: before }) },
      { date: '2026-10-14', total: moneyOf({ EUR: after }) },
    ],
  });
  const decisions = [{ kind: 'told' as const, ...about, spend: '6', ratioPct: 120 }];
  await fakes.costHistory.write(seen('1', spent({ EUR: '6' }), { ...today, ...midnights('2', '5.5'), decisions }), {});
  await fakes.costHistory.write(
    seen('2', spent({ EUR: '2.5', USD: '9' }), { ...today, ...midnights('2', '2.25') }),
    {},
  );
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

  test('is one message of its own kind, so that it wakes nobody', async () => {
    const fakes = await aFleet();
    const { subject, messageId } = await report(fakes);
    expect([subject, messageId]).toEqual([
      'Fleet report 14 Oct 2026: EUR 9.50 so far, about EUR 22.16 expected',
      'message-1',
    ]);
    const [message, ...others] = fakes.topic.published;
    expect([message?.subject, others.length]).toEqual([subject, 0]);
    expect(message?.attributes).toEqual({
      severity: 'info',
      event: 'report',
      budget: ['every-device', 'fleet', 'emnify-stops-us'],
    });
    expect(message?.email).toContain('Waiting           1 alert to be told');
    expect(JSON.parse(message?.json ?? '')).toMatchObject({ schema: 'emnify-cost-report/1', spend: '9.5' });
  });

  test('changes nothing: alerts still wait, and the next report is the same', async () => {
    const fakes = await aFleet();
    const first = await report(fakes);
    expect((await report(fakes)).report).toEqual(first.report);
    expect(await fakes.notificationLog.pending(SEVEN)).toHaveLength(1);
  });

  test('of a fleet that nobody has looked at says that, too', async () => {
    const fakes = reportFakes();
    const { report: found } = await report(fakes);
    expect(found).toMatchObject({ endpoints: 0, spend: '0', expectedAtEnd: '0', topByCost: [], full: [], waiting: 0 });
    expect(fakes.topic.published[0]?.email).toContain('none yet: is the application token stored?');
  });

  test('fails where the topic refuses it, for a report that is not sent must be noticed', async () => {
    const fakes = await aFleet();
    fakes.topic.refusal = new Error('SNS is out of order');
    await expect(report(fakes)).rejects.toThrow('SNS is out of order');
  });

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

describe('what was told', () => {
  const subjects = async (clock: string, sent: string[]): Promise<string[]> => {
    const fakes = reportFakes();
    fakes.clock = new Date(clock);
    for (const at of sent) await fakes.notificationLog.keepSent(sentAt(at, `told at ${at}`));
    return (await report(fakes)).report.told.map(({ at }) => at);
  };

  test('is what went out in the last 24 hours, oldest first', async () => {
    const sent = ['2026-10-13T06:59:59.999Z', '2026-10-14T06:59:00.000Z', '2026-10-13T07:00:00.000Z'];
    expect(await subjects('2026-10-14T07:00:00.000Z', sent)).toEqual([
      '2026-10-13T07:00:00.000Z',
      '2026-10-14T06:59:00.000Z',
    ]);
  });

  test('is so over the end of a month', async () => {
    const sent = ['2026-11-01T05:00:00.000Z', '2026-10-31T06:00:00.000Z', '2026-10-31T23:59:59.000Z'];
    expect(await subjects('2026-11-01T07:00:00.000Z', sent)).toEqual([
      '2026-10-31T23:59:59.000Z',
      '2026-11-01T05:00:00.000Z',
    ]);
  });

  test('is so over the end of a year', async () => {
    expect(await subjects('2027-01-01T07:00:00.000Z', ['2026-12-31T12:00:00.000Z'])).toEqual([
      '2026-12-31T12:00:00.000Z',
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

describe('by hand', () => {
  test('a dry run answers with the report and sends nothing', async () => {
    const fakes = await aFleet();
    fakes.topic.refusal = new Error('nobody may publish');
    const { report: found, subject, ...rest } = await report(fakes, { dryRun: true });
    expect([found.spend, subject.startsWith('Fleet report 14 Oct 2026'), rest]).toEqual(['9.5', true, {}]);
    expect(fakes.topic.published).toEqual([]);
  });

  test('anything else is refused, with what is allowed', async () => {
    await expect(report(reportFakes(), { dryrun: true })).rejects.toThrow(
      'This payload is not known: unknown key "dryrun". Allowed: {} sends the report now, {"dryRun": true}',
    );
  });
});

const COUNTED = {
  EndpointsNotSeen: 1,
  AlertsWaiting: 1,
  SubscriptionsConfirmed: 2,
  SubscriptionsPending: 1,
  SubscriptionsMissing: 3,
};

describe('a run', () => {
  test('is counted, and said', async () => {
    const observers = fakeObservers();
    recordReport(await report(await aFleet()), observers);
    expect(observers.counts).toEqual({ ...COUNTED, ReportsSent: 1 });
    expect(observers.lines).toMatchObject([
      { level: 'info', message: 'report', details: { messageId: 'message-1', endpoints: 3, notSeen: 1 } },
    ]);
  });

  test('that was dry did not send a report', async () => {
    const observers = fakeObservers();
    recordReport(await report(await aFleet(), { dryRun: true }), observers);
    expect(observers.counts).toEqual(COUNTED);
  });
});
