import { describe, expect, test } from '@jest/globals';
import type { Scope } from '../../../../functions/domain/costs/scope.ts';
import type { Alert, CrossedAlert } from '../../../../functions/domain/judging/alert.ts';
import { about, countOf, makeDigest, makeTest } from '../../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../../functions/domain/messages/message.ts';
import { renderEmail } from '../../../../functions/domain/messages/render-email.ts';
import type { Crossing } from '../../../../functions/domain/messages/wave.ts';
import { HOUR_MS } from '../../../../functions/domain/values/duration.ts';
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
import { notificationOf, payloadBytes } from '../../../fixtures/notification.ts';

const device = (id: string): Partial<CrossedAlert> => ({ scope: aScope(id) });
const warning = (id: string, ratioPct = 82): CrossedAlert =>
  anAlert({ ...device(id), severity: 'warning', reachedPct: 80, ratioPct, spend: '4.1' });
const critical = (id: string, ratioPct = 122): CrossedAlert => anAlert({ ...device(id), ratioPct });

describe('a digest', () => {
  test('puts critical before warning, then the fullest, then the dearest, then the id', () => {
    const alerts: [Alert, ...Alert[]] = [
      warning('5', 999),
      critical('4'),
      { ...critical('3'), spend: '61' },
      critical('2', 900),
      critical('1'),
    ];
    const order = (of: [Alert, ...Alert[]]) => makeDigest(of, NOW).alerts.map(({ scope }) => scope.id);
    expect(order(alerts)).toEqual(['2', '3', '1', '4', '5']);
    expect(order([critical('1'), ...alerts.toReversed().slice(1)])).toEqual(['2', '3', '1', '4', '5']);
  });

  test('has the same number for the same alerts, in whatever order they come, and another for others', () => {
    const [a, b, c] = [critical('1'), critical('2'), critical('3')];
    expect(makeDigest([a, b], NOW).notificationId).toBe(makeDigest([b, a], NOW).notificationId);
    expect(makeDigest([a, c], NOW).notificationId).not.toBe(makeDigest([a, b], NOW).notificationId);
    expect(makeDigest([a], NOW).notificationId).toBe(a.ref);
  });

  test('has the highest threshold of one budget, and another budget, meter, limit, month or device on its own', () => {
    const lower = anAlert({ reachedPct: 80, severity: 'warning', passedPct: [] });
    const others = [
      anAlert({ budget: 'b' }),
      anAlert({ meter: 'sms' }),
      anAlert({ limit: '4' }),
      anAlert({ period: '2026-09' }),
      anAlert(device('7')),
    ];
    const { alerts } = makeDigest(
      [anAlert({ reachedPct: 250, passedPct: [150, 200] }), lower, anAlert(), ...others],
      NOW,
    );
    expect(alerts).toHaveLength(1 + others.length);
    expect(alerts[0]).toMatchObject({ reachedPct: 250, passedPct: [80, 100, 150, 200] });
  });

  test('names each budget once, and is as severe as its worst', () => {
    const digest = makeDigest(
      [{ ...warning('1'), budget: 'z' }, { ...critical('2'), budget: 'a' }, warning('3'), warning('4')],
      NOW,
    );
    expect([digest.budgets, digest.severity]).toEqual([['a', 'every-device', 'z'], 'critical']);
    expect([countOf(digest.alerts, 'critical'), countOf(digest.alerts, 'warning')]).toEqual([1, 3]);
  });
});

describe('the counts of a digest', () => {
  const over = 'endpoint is over its monthly cost limit';
  test.each<[string, [Alert, ...Alert[]], string]>([
    ['1 over, 1 near', [critical('1'), warning('2')], `1 ${over}, 1 is near it.`],
    ['2 over', [critical('1'), critical('2')], '2 endpoints are over their monthly cost limit.'],
    ['1 over, 2 near', [critical('1'), warning('2'), warning('3')], `1 ${over}, 2 are near it.`],
    ['2 near', [warning('2'), warning('3')], '2 endpoints are near their monthly cost limit.'],
    ['one over by one budget, near by another', [critical('1'), { ...warning('1'), budget: 'b' }], `1 ${over}.`],
    [
      'one near by two budgets',
      [warning('1'), { ...warning('1'), budget: 'b' }],
      '1 endpoint is near its monthly cost limit.',
    ],
    [
      'over the limit by a threshold below it',
      [warning('1', 129), { ...warning('1', 120), budget: 'b' }],
      `1 ${over}.`,
    ],
  ])('%s', (_, [first, ...others], sentence) => {
    expect(messagesAbout(first, ...others).email.split('\n')[0]).toMatch(
      new RegExp(`^(CRITICAL|WARNING): ${sentence}$`),
    );
  });
});

describe('what one alert says for others', () => {
  const kindsOf = (first: Alert, ...others: Alert[]) =>
    makeDigest([first, ...others], NOW).alerts.map(({ kind }) => kind);

  test('a crossing for the forecasts of its limit, in any order', () => {
    const alerts = [aForecastAlert(), aTimeToLimitAlert(), anAlert()] as const;
    expect(kindsOf(...alerts)).toEqual(['crossed']);
    expect(kindsOf(alerts[2], alerts[1], alerts[0])).toEqual(['crossed']);
  });

  test('but not for those of another budget, meter, limit, month, device or kind of scope', () => {
    const others = [
      aForecastAlert({ budget: 'b' }),
      aForecastAlert({ meter: 'sms' }),
      aForecastAlert({ limit: '9' }),
      aForecastAlert({ period: '2026-09' }),
      aForecastAlert({ scope: aScope('7') }),
      aForecastAlert({ scope: aScope('166', { kind: 'group' }) }),
    ];
    expect(kindsOf(anAlert(), ...others).filter((kind) => kind === 'forecast')).toHaveLength(others.length);
  });

  test('a limit within a day for the forecast that came before it', () => {
    const earlier = aForecastAlert({ figures: { fetchedAt: '2026-10-14T13:00:00.000Z' } });
    expect(kindsOf(earlier, aTimeToLimitAlert())).toEqual(['time-to-limit']);
    expect(kindsOf(aTimeToLimitAlert(), earlier)).toEqual(['time-to-limit']);
  });

  const inDollars = { otherCurrencies: [{ amount: '9', currency: 'USD' }] };

  test('an amount for the hidden costs that it names', () => {
    const mismatch = aFaultAlert({ kind: 'currency-mismatch' });
    const crossing = anAlert({ costUnavailable: ['data'], ...inDollars });
    expect(kindsOf(crossing, aFaultAlert(), mismatch)).toEqual(['crossed']);
    expect(messagesAbout(crossing, aFaultAlert(), mismatch).email).toMatch(
      /data: emnify reports volume .*; USD 9\.00: /,
    );
  });

  test('but not for hidden costs that its own meter does not have: they need an alert of their own', () => {
    const onData = anAlert({ meter: 'data', budget: 'data' });
    const onTotal = aFaultAlert({
      kind: 'currency-mismatch',
      reason: 'USD 9.00 cannot be compared with a limit in EUR',
    });
    expect(messagesAbout(onData, onTotal).email).toContain('USD 9.00');
  });

  test.each(['stale', 'limit-unreadable', 'limit-unavailable'] as const)('but not for %s', (kind) => {
    expect(kindsOf(anAlert(), aFaultAlert({ kind }))).toEqual(['crossed', kind]);
  });

  test('but not for hidden costs of another device or month', () => {
    expect(kindsOf(anAlert(), aFaultAlert({ scope: aScope('7') }), aFaultAlert({ period: '2026-09' }))).toHaveLength(3);
  });
});

describe('the order', () => {
  test('puts the organisation first, then groups, then endpoints, of one severity', () => {
    const of = (kind: Scope['kind'], more: Partial<CrossedAlert> = {}) =>
      anAlert({ scope: aScope(kind, { kind }), ...more });
    const alerts: [Alert, ...Alert[]] = [
      of('endpoint', { ratioPct: 900 }),
      of('group', { ratioPct: 500 }),
      of('organisation', { ratioPct: 101 }),
    ];
    const order = (first: Alert, ...others: Alert[]) =>
      makeDigest([first, ...others], NOW).alerts.map(({ scope }) => scope.kind);
    expect(order(...alerts)).toEqual(['organisation', 'group', 'endpoint']);
    expect(order(of('organisation', { severity: 'warning' }), of('endpoint'))).toEqual(['endpoint', 'organisation']);
  });

  test('puts what has an amount before what cannot be judged', () => {
    const digest = makeDigest([aFaultAlert({ scope: aScope('1') }), aForecastAlert({ scope: aScope('2') })], NOW);
    expect(digest.alerts.map(({ kind }) => kind)).toEqual(['forecast', 'cost-unavailable']);
  });
});

describe('the occasion', () => {
  const event = (alerts: Alert[]) => makeDigest(alerts as [Alert, ...Alert[]], NOW).event;
  const inSweep = (count: number, more: Partial<CrossedAlert> = {}) =>
    alertsOf(count, () => ({ run: { sweepId: 's1', fleetSize: 66, checkFrom: 20 }, ...more }));

  test.each([anAlert(), aForecastAlert(), aTimeToLimitAlert(), aFaultAlert(), aFaultAlert({ kind: 'stale' })])(
    'of one alert is its kind: $kind',
    (alert) => {
      expect(event([alert])).toBe(alert.kind);
    },
  );

  test('of several is a digest', () => {
    expect(event([anAlert(), aFaultAlert({ scope: aScope('7') })])).toBe('digest');
  });

  test('is a first check if all alerts come from one, and a digest if only some do', () => {
    const first = alertsOf(3, () => ({ baseline: true }));
    expect(event(first)).toBe('baseline');
    expect(event([...first, aForecastAlert({ baseline: true })])).toBe('baseline');
    expect(event([...first, anAlert()])).toBe('digest');
    expect(event([anAlert({ baseline: true })])).toBe('baseline');
  });

  test('is "check me" from exactly so many crossings on', () => {
    expect([event(inSweep(19)), event(inSweep(20)), event(inSweep(21))]).toEqual(['digest', 'check-me', 'check-me']);
  });

  const nineteenBefore = (hours: number) =>
    Array.from({ length: 19 }, (_, index) => ({
      scopeId: `endpoint#before-${index}`,
      at: new Date(NOW.getTime() - hours * HOUR_MS).toISOString(),
    }));
  const [oneMore = anAlert()] = inSweep(1);
  const wave = { endpoints: 20, earlier: 19, fleetSize: 66, hours: 5 };

  test('is "check me" for one alert, too, where earlier mails had the others: a list that says so', () => {
    const digest = makeDigest([oneMore], NOW, { earlier: { crossings: nineteenBefore(5) } });
    expect([digest.event, digest.wave]).toEqual(['check-me', wave]);
    const message = notificationOf(composeMessages(digest));
    expect(message.subject).toMatch(/^\[CRITICAL\] Check me: alerts for 20 of 66 endpoints within 5 hours, Oct 2026/);
    expect(message.sms).toMatch(
      /^CRIT emnify: check me: alerts for 20 of 66 within 5 hours, Oct; tracker-1000 EUR 6\.10/,
    );
    expect(message.email).toMatch(/^CHECK ME: alerts for 20 of 66 endpoints within 5 hours\.\n/);
    expect(message.email).toContain('Earlier mails have 19 of them. In this one, 1 endpoint is over its monthly cost');
  });

  test('is not "check me" where earlier mails had the others long ago, or the same endpoints', () => {
    const eventAfter = (crossings: Crossing[]) => makeDigest([oneMore], NOW, { earlier: { crossings } }).event;
    expect([eventAfter(nineteenBefore(5)), eventAfter(nineteenBefore(7))]).toEqual(['check-me', 'crossed']);
    const at = NOW.toISOString();
    const same = nineteenBefore(5).slice(1);
    expect(eventAfter([...same, { scopeId: 'endpoint#1000', at }])).toBe('crossed');
  });

  test('stays "check me" for a part of its alerts, with the same count', () => {
    const [first = anAlert(), second = anAlert()] = inSweep(2);
    const digest = makeDigest([first, second], NOW, { earlier: { crossings: nineteenBefore(5) } });
    expect(about(digest, [second])).toMatchObject({ event: 'check-me', wave: { endpoints: 21, earlier: 19 } });
    expect(about(digest, [aFaultAlert()]).event).toBe('cost-unavailable');
  });

  test('counts anew where an earlier version has stored the notification', () => {
    const [first = anAlert(), ...others] = inSweep(20);
    const { wave: _, ...stored } = makeDigest([first, ...others], NOW);
    expect(about(stored, [first, ...others])).toMatchObject({ event: 'check-me', wave: { endpoints: 20, hours: 1 } });
  });

  test('after a "check me" is as ever, and the mail says when that was, for six hours', () => {
    const spoken = (hours: number, alert: Alert = oneMore) => {
      const checkMeAt = new Date(NOW.getTime() - hours * HOUR_MS).toISOString();
      const digest = makeDigest([alert], NOW, { earlier: { crossings: [], checkMeAt } });
      return [digest.event, /A "check me" was sent on .*/.exec(renderEmail(digest))?.[0]];
    };
    expect(spoken(3)).toEqual(['crossed', 'A "check me" was sent on 14 Oct 11:00 UTC. This may have the same cause.']);
    expect(spoken(6)).toEqual(['crossed', undefined]);
    expect(spoken(3, aForecastAlert())).toEqual(['forecast', undefined]);
  });

  test('counts for that only endpoints that crossed, each once, and not at a first check', () => {
    const nineteen = inSweep(19);
    const run = { sweepId: 's1', fleetSize: 66, checkFrom: 20 };
    const others = [
      aForecastAlert({ run, scope: aScope('1') }),
      aFaultAlert({ run, scope: aScope('2') }),
      anAlert({ run, scope: aScope('cameras', { kind: 'group' }) }),
      anAlert({ run, scope: aScope('3'), baseline: true }),
      anAlert({ run: { sweepId: 's1', fleetSize: 66 }, scope: aScope('4') }),
      anAlert({ scope: aScope('5') }),
      anAlert({ run, scope: aScope('1000'), budget: 'texts', meter: 'sms' }),
    ];
    expect(event([...nineteen, ...others])).toBe('digest');
    expect(event([...nineteen, ...others, anAlert({ run, scope: aScope('6') })])).toBe('check-me');
  });

  test('is never "check me" if the size of the fleet is unknown', () => {
    expect(event(alertsOf(500, () => ({ run: { sweepId: 's1' } })))).toBe('digest');
  });
});

describe('a fleet at once', () => {
  const NAMES = { plain: 'tracker', quotes: '"\\'.repeat(100), emoji: '🚀'.repeat(100) };

  test.each([2, 250, 5_000].flatMap((count) => Object.entries(NAMES).map(([kind, name]) => ({ count, kind, name }))))(
    '$count devices with $kind in their names are messages that SNS takes, and machines get every one of them',
    ({ count, name }) => {
      const [first = anAlert(), ...others] = alertsOf(count, (index) => ({
        scope: aScope(`${index}`, { name: `${name} ${index}` }),
        alreadySent: Array.from({ length: 5 }, (_, nth) => ({ thresholdPct: nth, at: NOW.toISOString() })),
      }));
      const texts = alertsOf(1, () => ({ scope: first.scope, budget: 'texts', meter: 'sms' }));
      const message = messagesAbout(first, ...others, ...texts);
      expect(payloadBytes(message)).toBeLessThan(262_144);

      const documents = message.documents.map((json) => JSON.parse(json));
      const of = makeDigest([first, ...others, ...texts], NOW).alerts;
      expect(documents.flatMap(({ alerts }) => alerts.map(({ dedupKey }: Alert) => dedupKey))).toEqual(
        of.map(({ dedupKey }) => dedupKey),
      );
      for (const { run, alerts } of documents) {
        expect(run).toMatchObject({ alerts: count + 1, critical: alerts.length, warning: 0 });
      }
      for (const { alerts } of documents.slice(0, -1)) expect(alerts.length).toBeGreaterThanOrEqual(50);
      const inSubject =
        count === 2 ? ' 122%, .* 122%, Oct 2026' : ` and ${count - 1} more; ${count} (endpoints )?over limit`;
      expect(message.subject).toMatch(new RegExp(`^\\[CRITICAL\\] .*${inSubject}`));
      expect(message.sms).toContain(`${count} over limit`);
      const listed = message.email.match(/[ ,] crossed 100 %$/gm)?.length ?? 0;
      const unlisted = Number(/And (\d+) more alerts?/.exec(message.email)?.[1] ?? 0);
      expect([listed, unlisted]).toEqual([Math.min(count + 1, 100), Math.max(0, count + 1 - 100)]);
    },
  );
});

test('a test message says so in every form, first thing', () => {
  const notification = makeTest(NOW);
  const message = notificationOf(composeMessages(notification));
  expect(message.subject).toMatch(/^\[TEST\] .*, Oct 2026 - emnify cost alert$/);
  expect(message.email.split('\n')[0]).toMatch(/^THIS IS A TEST/);
  expect(message.sms).toMatch(/^TEST emnify: /);
  expect(JSON.parse(message.json).event).toBe('test');
  const attributes = {
    severity: 'critical',
    event: 'test',
    budget: ['test'],
    notification: notification.notificationId,
  };
  expect(message.messages.map(({ channel }) => channel)).toEqual(['text', 'mail', 'event']);
  for (const { message: each } of message.messages) expect(each.attributes).toEqual(attributes);
  expect(makeTest(new Date(NOW.getTime() + 1)).notificationId).not.toBe(makeTest(NOW).notificationId);
});
