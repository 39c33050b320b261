import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { FAULT_KINDS } from '../../../../functions/domain/costs/data-fault.ts';
import { displayName } from '../../../../functions/domain/costs/endpoint.ts';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import { makeDigest } from '../../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../../functions/domain/messages/message.ts';
import { FAULT_WORDS } from '../../../../functions/domain/messages/wording.ts';
import {
  aFaultAlert,
  aForecastAlert,
  alertsOf,
  anAlert,
  aScope,
  aTimeToLimitAlert,
  NOW,
} from '../../../fakes/samples.ts';
import { messagesAbout } from '../../../fixtures/crossed.ts';
import { notOneSeptet } from '../../../fixtures/gsm7.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';
import { type Notification, notificationOf, payloadBytes } from '../../../fixtures/notification.ts';

/** What SNS and a phone take: ASCII subject of 99 characters, one GSM-7 segment, a plain mail. */
function expectDeliverable(message: Notification): void {
  const { subject, sms, email } = message;
  expect(subject).toMatch(/^\[(CRITICAL|WARNING|TEST)\] [\x21-\x7e][\x20-\x7e]*$/);
  expect(subject.length).toBeLessThanOrEqual(99);
  expect(notOneSeptet(sms)).toEqual([]);
  expect(sms).not.toMatch(/[\r\n]/);
  expect(sms.length).toBeLessThanOrEqual(140);
  expect(email).not.toMatch(/[^\P{Cc}\n]/u);
  expect(email.isWellFormed()).toBe(true);
  expect(payloadBytes(message)).toBeLessThan(262_144);
}

/** All lines but those in which an entry of a list goes on. */
function linesThatBegin(email: string): string[] {
  return email.split('\n').filter((line) => !line.startsWith('    '));
}

function messagesOf([first, ...others]: Alert[]): Notification {
  if (!first) throw new Error('no alert');
  return notificationOf(composeMessages(makeDigest([first, ...others], NOW)));
}

const named = (name: string, id = '166') => ({ scope: aScope(id, { name: displayName({ id, name }) }) });
const group = { scope: aScope('cameras', { kind: 'group', name: 'cameras' }), budget: 'cameras' };
const organisation = { scope: aScope('my', { kind: 'organisation', name: 'organisation' }), budget: 'workspace' };

describe.each<[string, (name: string) => Alert, string, string]>([
  ['crossed', (name) => anAlert(named(name)), 'EUR 6.10 of EUR 5.00 (122%)', ' EUR 6.10 of 5.00 (122%) Oct. Ref'],
  [
    'forecast',
    (name) => aForecastAlert(named(name)),
    'forecast EUR 6.90 of EUR 5.00',
    ' EUR 2.50, est. 6.90 of 5.00 at end of Oct. Ref',
  ],
  [
    'time-to-limit',
    (name) => aTimeToLimitAlert(named(name)),
    'limit in about 8 hours, EUR 2.50 of EUR 5.00 (50%)',
    ' EUR 2.50 of 5.00 (50%) Oct, EUR 0.70/day, limit in about 8 hours. Ref',
  ],
  ...FAULT_KINDS.map((kind): [string, (name: string) => Alert, string, string] => [
    kind,
    (name) => aFaultAlert({ kind, ...named(name) }),
    FAULT_WORDS[kind],
    `: ${FAULT_WORDS[kind]}, Oct. `,
  ]),
])('%s', (kind, of, inSubject, inSms) => {
  test.each(HOSTILE_NAMES)('with %s in the name', (_, name) => {
    const single = messagesAbout(of(name));
    expectDeliverable(single);
    expect(single.subject).toContain(`: ${inSubject}`);
    expect(single.sms).toContain(inSms);
    const digest = messagesAbout(of(name), aForecastAlert(named(name, '7')), anAlert(named(name, '8')));
    expectDeliverable(digest);
    const plain = messagesAbout(of('a'), aForecastAlert(named('a', '7')), anAlert(named('a', '8'))).email;
    expect(linesThatBegin(digest.email)).toHaveLength(linesThatBegin(plain).length);
  });

  test('is for machines what it is for people', () => {
    const alert = of('tracker-166');
    const document = JSON.parse(messagesAbout(alert).json);
    expect(document).toMatchObject({
      schema: 'emnify-cost-alert/1',
      event: kind,
      severity: alert.severity,
      dedupKey: alert.dedupKey,
      run: { alerts: 1, muted: 0, from: 1, to: 1, detail: 'full' },
    });
    const { period, reason, scope } = document.alerts[0];
    expect([period.id, reason, scope]).toEqual(['2026-10', alert.reason, 'endpoint']);
    expect(document.alerts[0]).toMatchObject({ kind, endpoint: { id: '166' }, budget: 'every-device' });
    const attributes = { severity: alert.severity, event: kind, budget: ['every-device'], notification: alert.ref };
    for (const { message } of messagesAbout(alert).messages) expect(message.attributes).toEqual(attributes);
  });

  test('of a group and of the organisation names them', () => {
    const alert = of('x');
    const ofGroup = messagesAbout({ ...alert, ...group });
    const ofAll = messagesAbout({ ...alert, ...organisation });
    expectDeliverable(ofGroup);
    expectDeliverable(ofAll);
    expect(ofGroup.subject).toContain('] group cameras: ');
    expect(ofGroup.sms).toContain('emnify: group cameras');
    expect(ofGroup.email.split('\n')[0]).toContain(': group cameras ');
    expect(ofAll.subject).toContain('] organisation: ');
    expect(ofAll.email.split('\n')[0]).toContain(': the organisation ');
    expect(ofAll.email).not.toContain('ICCID');
    expect(JSON.parse(ofGroup.json).alerts[0]).toMatchObject({ scope: 'group', group: { id: 'cameras' } });
    expect(JSON.parse(ofAll.json).alerts[0]).toMatchObject({ scope: 'organisation', organisation: { id: 'my' } });
  });
});

describe('whatever the amounts are', () => {
  const digits = fc.bigInt({ min: 1n, max: 10n ** 9n });
  const names = fc.constantFrom(...HOSTILE_NAMES.map(([, name]) => name));
  const meters = fc.constantFrom('total', 'data', 'sms');
  const written = (cents: bigint) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;

  test('a forecast is deliverable with whole amounts', () => {
    fc.assert(
      fc.property(digits, digits, digits, names, meters, (a, b, c, name, meter) => {
        const [spend, limit, expectedAtEnd] = [a, b, c].map(written) as [string, string, string];
        const { forecast } = aForecastAlert();
        if (!forecast) throw new Error('a forecast has an forecast');
        const amounts = { spend, limit, meter, forecast: { ...forecast, expectedAtEnd } };
        const message = messagesAbout(aForecastAlert({ ...amounts, ...named(name) }));
        expectDeliverable(message);
        expect(message.subject).toContain(`EUR ${expectedAtEnd} of EUR ${limit}`);
        expect(message.sms).toContain(`EUR ${spend}, est. ${expectedAtEnd} of ${limit} at end of Oct`);
      }),
      { numRuns: 300 },
    );
  });

  test('a limit within a day is deliverable with whole amounts', () => {
    fc.assert(
      fc.property(digits, digits, names, meters, (a, b, name, meter) => {
        const [spend, limit] = [a, b].map(written) as [string, string];
        const message = messagesAbout(aTimeToLimitAlert({ spend, limit, meter, hoursLeft: 23.9, ...named(name) }));
        expectDeliverable(message);
        expect(message.subject).toContain(': limit in about 24 hours, ');
        expect(message.subject).toContain(`EUR ${spend} of EUR ${limit} (50%)`);
        expect(message.sms).toContain(`EUR ${spend} of ${limit} (50%) Oct, `);
        expect(message.sms).toContain(', limit in about 24 hours');
      }),
      { numRuns: 300 },
    );
  });

  test('amounts as long as emnify and our budgets allow are whole on the phone', () => {
    const [spend, limit, expectedAtEnd] = ['123456789.1234567891', '123456789.1234567892', '223456789.1234567893'];
    const { forecast } = aForecastAlert();
    if (!forecast) throw new Error('a forecast has an forecast');
    const message = messagesAbout(
      aForecastAlert({
        spend,
        limit,
        meter: 'sms',
        forecast: { ...forecast, expectedAtEnd },
        ...named('x'.repeat(200)),
      }),
    );
    expect(message.sms).toContain(`EUR ${spend}, est. ${expectedAtEnd} of ${limit} at end of Oct`);
    expect(message.sms.length).toBeLessThanOrEqual(140);
    expect(message.subject.length).toBeLessThanOrEqual(99);
  });
});

describe('occasions', () => {
  const run = { sweepId: 's1', fleetSize: 66, checkFrom: 20 };
  const first = alertsOf(3, () => ({ baseline: true }));
  const atOnce = alertsOf(20, () => ({ run }));
  const [one = anAlert(), ...others] = first;
  const [crossed = anAlert(), ...manyMore] = atOnce;

  test('a first check says so in every form', () => {
    const message = messagesAbout(one, ...others);
    expectDeliverable(message);
    expect(message.subject).toBe(
      '[CRITICAL] First check: tracker-1000 122%, tracker-1001 122%, tracker-1002 122%, Oct 2026',
    );
    expect(message.sms).toMatch(/^CRIT emnify: first check: 3 over limit, Oct; tracke\S* EUR 6\.10 \(122%\); /);
    expect(message.email).toMatch(
      /^FIRST CHECK: 3 endpoints are over their monthly cost limit\.\n\nThis was the state of the fleet when budget "every-device" came into force/,
    );
    expect(message.attributes.event).toBe('baseline');
    expect(JSON.parse(message.json)).toMatchObject({ event: 'baseline', alerts: [{ baseline: true }, {}, {}] });
  });

  test('a first check of one device is sent in full, and says so', () => {
    const message = messagesAbout(one);
    expectDeliverable(message);
    expect(message.subject).toMatch(/^\[CRITICAL\] tracker-1000: EUR 6\.10 of EUR 5\.00/);
    expect(message.email).toContain('It was already at this level when the budget was first checked.');
  });

  test('a digest with some alerts of a first check marks those', () => {
    const { email } = messagesAbout(one, anAlert());
    expect(email).toMatch(/tracker-1000: .*, at first check$/m);
    expect(email).not.toMatch(/tracker-166: .*at first check/);
  });

  test('"check me" says so in every form, and still names the worst', () => {
    const message = messagesAbout(crossed, ...manyMore);
    expectDeliverable(message);
    expect(message.subject).toBe(
      '[CRITICAL] Check me: alerts for 20 of 66 endpoints at once, Oct 2026 - emnify cost alert',
    );
    expect(message.sms).toMatch(/^CRIT emnify: check me: alerts for 20 of 66 at once, Oct; tracke\S* EUR 6\.10/);
    expect(message.email).toMatch(/^CHECK ME: alerts for 20 of 66 endpoints at once\.\n/);
    expect(message.email).toMatch(/What to do\n {2}1\. Compare one device of the list with its figures/);
    expect(message.attributes).toMatchObject({ event: 'check-me', severity: 'critical' });
    const { event, alerts } = JSON.parse(message.json);
    expect([event, alerts[0].run, alerts.length]).toEqual(['check-me', run, 20]);
  });

  const mute = { until: NOW.toISOString(), upTo: { pct: 300 }, reason: 'firmware 4.2', who: 'ops' };
  const ended = { mute: { ...mute, cause: 'ended' as const } };
  const passed = { mute: { ...mute, cause: 'passed' as const, until: '2026-10-19T06:00:00.000Z' } };
  test('many that a mute kept back name the mute, and no other cause', () => {
    const message = messagesOf(alertsOf(25, () => ({ run, ...ended })));
    expectDeliverable(message);
    expect(message.subject).toBe(
      '[CRITICAL] Mute ended: tracker-1000 122% and 24 more; 25 endpoints over limit, Oct 2026',
    );
    expect(message.sms).toMatch(/; mute by ops ended \(firmware 4\.2\)\. Ref/);
    expect(message.email).toContain(
      '\n\nThese alerts were muted by ops (firmware 4.2) until 14 Oct 2026 14:00 UTC. The mute has ended, so they are sent now.\n\n',
    );
    expect(message.email).not.toMatch(/CHECK ME|a new price|, mute ended/);
    expect(message.email).toMatch(/\n {2}2\. Is the reason of the mute still true\?/);
    expect(JSON.parse(message.json).event).toBe('digest');
    expect(JSON.parse(message.json).alerts[0].mute).toEqual({ cause: 'ended', ...mute });
  });

  test('many for another cause are a check-me, and tell apart what a mute kept back', () => {
    const message = messagesOf(alertsOf(25, (index) => ({ run, ...(index < 5 && ended) })));
    expectDeliverable(message);
    expect(message.subject).toMatch(/Check me: alerts for 20 of 66 endpoints at once/);
    expect(message.email).toContain('5 of these alerts were muted by ops (firmware 4.2)');
    expect(message.email.match(/mute ended\n/g)).toHaveLength(5);
    expect(message.sms).toMatch(/; 5 as mute by ops ended/);
  });

  test('one that a mute kept back says so, and one beyond the ceiling of a mute', () => {
    const after = messagesOf([anAlert(ended)]);
    expect(after.email).toMatch(
      /\.\n\nThis alert was muted by ops \(firmware 4\.2\) until 14 Oct 2026 14:00 UTC\. The mute has ended, so it is sent now\.\n\n/,
    );
    expect(after.sms).toContain('(122%) Oct; mute by ops ended (firmware 4.2). Ref');
    const beyond = messagesOf([anAlert(passed)]);
    expect(beyond.email).toContain(
      'This alert is muted by ops (firmware 4.2) until 19 Oct 2026 06:00 UTC, up to 300 % of the limit. That is passed, so it is sent all the same.',
    );
    expect(beyond.email).toMatch(/\n {2}2\. Is so much expected\? Give the mute a higher ceiling/);
    expect(beyond.sms).toContain('; beyond mute up to 300% until 19 Oct by ops (firmware 4.2). Ref');
    for (const message of [after, beyond]) expectDeliverable(message);
  });

  test('a mute that was removed or edited before its end has not ended', () => {
    const { email } = messagesOf([anAlert({ mute: { ...ended.mute, until: '2026-12-01T00:00:00.000Z' } })]);
    expect(email).toContain('until 1 Dec 2026 00:00 UTC. The mute no longer applies, so it is sent now.');
  });

  test('a fault that a mute kept back says so', () => {
    const message = messagesOf([aFaultAlert(ended)]);
    expect(message.email).toContain('The mute has ended, so it is sent now.');
    expect(message.sms).toContain('; mute by ops ended (firmware 4.2). ');
  });

  test('many mutes are named as far as there is room', () => {
    const of = (index: number) => ({ mute: { ...mute, cause: 'ended' as const, who: `person ${Math.min(index, 5)}` } });
    const message = messagesOf([...alertsOf(9, of), anAlert({ ...passed, scope: aScope('7') })]);
    expectDeliverable(message);
    expect(message.email).toMatch(
      /\n\n4 of these alerts were muted by person 5 .*\n.*\n.*\n4 more mutes have to do with others of these alerts\.\n\n/,
    );
    expect(message.sms).toMatch(/; 9 as mutes ended; 1 beyond mute\. Ref/);
  });

  test('a text keeps its amounts, whatever a mute is called', () => {
    const long = 'W'.repeat(200);
    const byPress = [ended, passed].map(({ mute: each }) => ({ mute: { ...each, by: 'acknowledgement' as const } }));
    for (const { mute: each } of [ended, passed, ...byPress]) {
      const message = messagesOf([
        anAlert({
          spend: '123456789012345.67',
          scope: aScope('7', { name: long }),
          mute: { ...each, who: long, reason: long },
        }),
      ]);
      expectDeliverable(message);
      expect(message.sms).toContain('EUR 123456789012345.67 of 5.00');
    }
  });

  test.each([
    [0, 'Ref'],
    [1, '1 more alert is muted.'],
    [3, '3 more alerts are muted.'],
  ])('%d muted alerts are counted', (muted, line) => {
    for (const alerts of [[anAlert()], [anAlert(), aFaultAlert({ scope: aScope('7') })], [aFaultAlert()]]) {
      const message = notificationOf(composeMessages(makeDigest(alerts as [Alert, ...Alert[]], NOW, { muted })));
      expectDeliverable(message);
      expect(message.email.split('\n').at(muted === 0 ? -2 : -3)).toContain(line);
      expect(message.email.includes('muted.')).toBe(muted > 0);
      expect(JSON.parse(message.json).run.muted).toBe(muted);
    }
  });

  test('a digest of every kind is one message', () => {
    const all = [
      anAlert(),
      aForecastAlert({ scope: aScope('1') }),
      aTimeToLimitAlert({ scope: aScope('2') }),
      ...FAULT_KINDS.map((kind, index) => aFaultAlert({ kind, scope: aScope(`${10 + index}`) })),
      anAlert(group),
      anAlert(organisation),
    ];
    const message = messagesAbout(all[0] ?? anAlert(), ...all.slice(1));
    expectDeliverable(message);
    expect(JSON.parse(message.json).alerts).toHaveLength(all.length);
    expect(JSON.parse(message.json).alerts[0].scope).toBe('organisation');
    for (const words of Object.values(FAULT_WORDS)) expect(message.email).toContain(words);
    expect(message.email).toMatch(/about EUR 6\.90 at month end/);
    expect(message.email).toMatch(/limit in about 8 hours/);
  });
});
