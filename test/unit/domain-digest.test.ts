import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../functions/domain/alert.ts';
import { countOf, makeDigest, makeTest } from '../../functions/domain/digest.ts';
import { renderMessage } from '../../functions/domain/message.ts';
import { alertsOf, anAlert, NOW } from '../fakes/samples.ts';
import { payloadBytes, tell } from '../fixtures/crossed.ts';

const device = (id: string): Partial<Alert> => ({ endpoint: { id, name: `tracker-${id}` } });
const warning = (id: string, ratioPct = 82): Alert =>
  anAlert({ ...device(id), severity: 'warning', reachedPct: 80, ratioPct, spend: '4.1' });
const critical = (id: string, ratioPct = 122): Alert => anAlert({ ...device(id), ratioPct });

describe('a digest', () => {
  test('puts critical before warning, then the fullest, then the dearest, then the id', () => {
    const alerts: [Alert, ...Alert[]] = [
      warning('5', 999),
      critical('4'),
      { ...critical('3'), spend: '61' },
      critical('2', 900),
      critical('1'),
    ];
    const order = (of: [Alert, ...Alert[]]) => makeDigest(of, NOW).alerts.map(({ endpoint }) => endpoint.id);
    expect(order(alerts)).toEqual(['2', '3', '1', '4', '5']);
    expect(order([critical('1'), ...alerts.toReversed().slice(1)])).toEqual(['2', '3', '1', '4', '5']);
  });

  test('has the same number for the same alerts, in whatever order they come, and another for others', () => {
    const [a, b, c] = [critical('1'), critical('2'), critical('3')];
    expect(makeDigest([a, b], NOW).notificationId).toBe(makeDigest([b, a], NOW).notificationId);
    expect(makeDigest([a, c], NOW).notificationId).not.toBe(makeDigest([a, b], NOW).notificationId);
    expect(makeDigest([a], NOW).notificationId).toBe(a.ref);
  });

  test('tells the highest of one budget, but another budget, meter, limit, month or device on its own', () => {
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
    expect(alerts.find(({ reachedPct }) => reachedPct === 250)?.passedPct).toEqual([80, 100, 150, 200]);
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

describe('the tally', () => {
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
    expect(tell(first, ...others).email.split('\n')[0]).toMatch(new RegExp(`^(CRITICAL|WARNING): ${sentence}$`));
  });
});

describe('a fleet at once', () => {
  const NAMES = { plain: 'tracker', quotes: '"\\'.repeat(100), emoji: '🚀'.repeat(100) };

  test.each([2, 250, 5_000].flatMap((count) => Object.entries(NAMES).map(([kind, name]) => ({ count, kind, name }))))(
    '$count devices with $kind in their names are one message that SNS takes',
    ({ count, name }) => {
      const [first = anAlert(), ...others] = alertsOf(count, (index) => ({
        endpoint: { id: `${index}`, name: `${name} ${index}` },
        told: Array.from({ length: 5 }, (_, nth) => ({ thresholdPct: nth, at: NOW.toISOString() })),
      }));
      const texts = alertsOf(1, () => ({ endpoint: first.endpoint, budget: 'texts', meter: 'sms' }));
      const message = tell(first, ...others, ...texts);
      expect(payloadBytes(message)).toBeLessThan(262_144);

      const { run, alerts } = JSON.parse(message.json);
      expect(run).toMatchObject({ alerts: count + 1, critical: count + 1, warning: 0 });
      expect(run.omitted).toBe(count + 1 - alerts.length);
      expect(alerts.length).toBeGreaterThanOrEqual(Math.min(count + 1, 50));
      expect(message.subject).toMatch(new RegExp(`^\\[CRITICAL\\] ${count} endpoints over limit,`));
      expect(message.sms).toContain(`${count} over limit`);
      const listed = message.email.match(/ {3}crossed 100 %/g)?.length ?? 0;
      const unlisted = Number(/and (\d+) more/.exec(message.email)?.[1] ?? 0);
      expect([listed, unlisted]).toEqual([Math.min(count + 1, 100), Math.max(0, count + 1 - 100)]);
    },
  );
});

test('a test message says so in every form, first thing', () => {
  const message = renderMessage(makeTest(NOW));
  expect(message.subject).toMatch(/^\[TEST\] .*, Oct 2026 - emnify cost alert$/);
  expect(message.email.split('\n')[0]).toMatch(/^THIS IS A TEST/);
  expect(message.sms).toMatch(/^TEST emnify: /);
  expect(JSON.parse(message.json).event).toBe('test');
  expect(message.attributes).toEqual({ severity: 'critical', event: 'test', budget: ['test'] });
  expect(makeTest(new Date(NOW.getTime() + 1)).notificationId).not.toBe(makeTest(NOW).notificationId);
});
