import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Backtest, backtest } from '../../../../functions/domain/answers/backtest.ts';
import type { Endpoint } from '../../../../functions/domain/costs/endpoint.ts';
import type { EndpointHistory } from '../../../../functions/domain/records/endpoint-month.ts';
import { type Costs, moneyOf, spent } from '../../../fakes/aggregate-deps.ts';
import { anEndpoint, aPlan } from '../../../fakes/samples.ts';

/** What a device had cost at moments such as `14 Oct 09:00`, month to date; a bare amount is in EUR. */
type Course = Record<string, string | Costs>;

function history(id: string, course: Course, more: Partial<Endpoint> & { lastMonth?: Costs } = {}): EndpointHistory {
  const { lastMonth, ...endpoint } = more;
  const points = Object.entries(course).map(([at, cost]) => {
    const [day, month, time] = at.split(' ');
    const data = typeof cost === 'string' ? { EUR: cost } : cost;
    return { at: new Date(`${day} ${month} 2026 ${time} UTC`).toISOString(), meters: spent(data).meters };
  });
  return { endpoint: anEndpoint(id, endpoint), points, ...(lastMonth && { lastMonth: moneyOf(lastMonth) }) };
}

const quiet = (...budgets: object[]) => budgets.map((budget) => ({ forecast: false, ...budget }));
const FIVE = quiet({ name: 'every-device', limit: 5 });
const GROUP = quiet({ name: 'cameras', scope: 'group', limit: 10, match: { tags: ['camera'] } });

function replay(histories: EndpointHistory[], budgets: object[] = FIVE, more: object = {}, inForce = FIVE): Backtest {
  return backtest({ period: '2026-10', histories, plan: aPlan(budgets, more), inForce: aPlan(inForce) });
}

/** `14 Oct 09:00 tracker-1 80 %` for each alert; those of one message in one line. */
function alertsIn({ messages }: Backtest): string[] {
  return messages.map(({ alerts }) =>
    alerts.map(({ at, scope, level }) => `${at.slice(8, 10)}. ${at.slice(11, 16)} ${scope} ${level}`).join(' + '),
  );
}

const RUNAWAY = history('1', {
  '13 Oct 09:00': '3.99',
  '14 Oct 09:00': '4.10',
  '14 Oct 10:00': '3.00',
  '14 Oct 11:00': '4.50',
  '15 Oct 03:10': '6.10',
  '20 Oct 00:05': '18.00',
});
const STEADY = history('2', { '14 Oct 09:20': '1', '15 Oct 03:40': '5.00', '31 Oct 23:00': '5.20' });

describe('a replayed month', () => {
  test('lists the alerts these budgets would have sent, with those within an hour in one message', () => {
    const answer = replay([RUNAWAY, STEADY]);
    expect(alertsIn(answer)).toEqual([
      '14. 09:00 tracker-1 80 %',
      '15. 03:10 tracker-1 100 % + 15. 03:40 tracker-2 100 %',
      '20. 00:05 tracker-1 300 %',
    ]);
    expect(answer.messages.map(({ at, subject }) => [at, subject])).toEqual([
      ['2026-10-14T09:00:00.000Z', '[WARNING] tracker-1: EUR 4.10 of EUR 5.00 (82%), Oct 2026 - emnify cost alert'],
      [
        '2026-10-15T03:10:00.000Z',
        '[CRITICAL] tracker-1 122% at EUR 1.60/h, tracker-2 100% at EUR 4.00/h, Oct 2026 - emnify cost alert',
      ],
      ['2026-10-20T00:05:00.000Z', '[CRITICAL] tracker-1: EUR 18.00 of EUR 5.00 (360%), Oct 2026 - emnify cost alert'],
    ]);
    expect(answer.sent).toEqual({ messages: 3, alerts: 4, critical: 3 });
  });

  test('says so in words, beside the alerts of the budgets in force', () => {
    const { words } = replay([RUNAWAY, STEADY], FIVE, {}, quiet({ name: 'every-device', limit: 18 }));
    expect(words).toEqual([
      'Replayed October 2026 with the stored figures of 2 endpoints.',
      'These budgets would have sent: 3 messages with 4 alerts, 3 of them critical.',
      'The budgets in force would have sent: 1 message with 1 alert, 1 of them critical.',
      '14 Oct 09:00 UTC: [WARNING] tracker-1: EUR 4.10 of EUR 5.00 (82%), Oct 2026 - emnify cost alert',
      '15 Oct 03:10 UTC: [CRITICAL] tracker-1 122% at EUR 1.60/h, tracker-2 100% at EUR 4.00/h, Oct 2026 - emnify cost alert',
      '20 Oct 00:05 UTC: [CRITICAL] tracker-1: EUR 18.00 of EUR 5.00 (360%), Oct 2026 - emnify cost alert',
      expect.stringMatching(/^"every-device", 2 devices with costs: median EUR 5.20, .*suggested EUR 27.00\.$/),
    ]);
  });

  test('of an empty fleet, or of devices without cost, says so', () => {
    const nothing = { messages: 0, alerts: 0, critical: 0 };
    expect(replay([])).toMatchObject({ period: '2026-10', messages: [], sent: nothing, sentInForce: nothing });
    expect(replay([history('1', {}), history('2', { '14 Oct 09:00': '0' })])).toMatchObject({ sent: nothing });
  });

  test('reports late charges on the first of the next month', () => {
    expect(alertsIn(replay([history('1', { '31 Oct 23:00': '3.00', '1 Nov 05:00': '5.10' })]))).toEqual([
      '01. 05:00 tracker-1 100 %',
    ]);
  });

  test('judges each device by the first budget that matches, and by the limit on its own tag', () => {
    const budgets = quiet(
      { name: 'cameras', limit: 50, match: { tags: ['camera'] } },
      { name: 'every-device', limit: 5, limitFromTag: 'cost-limit' },
    );
    const six = { '14 Oct 09:00': '6' };
    const histories = [
      history('1', six, { tags: ['camera'] }),
      history('2', six, { tags: ['cost-limit=6.5'] }),
      history('3', six, { tags: ['cost-limit=none'] }),
    ];
    expect(replay(histories, budgets).messages[0]?.alerts.map(({ scope, level }) => [scope, level])).toEqual([
      ['tracker-3', '100 %'],
      ['tracker-2', '80 %'],
    ]);
  });

  test('never compares another currency with the limit, and reports that once', () => {
    const course = { '14 Oct 09:00': { USD: '90', EUR: '1' }, '15 Oct 09:00': { USD: '99', EUR: '4' } };
    expect(alertsIn(replay([history('1', course)]))).toEqual([
      '14. 09:00 tracker-1 currency-mismatch',
      '15. 09:00 tracker-1 80 %',
    ]);
  });

  test('forecasts as it was at that time: EUR 0.40 a day, with a limit of 10', () => {
    const course = Object.fromEntries(
      Array.from({ length: 31 }, (_, index) => [`${index + 1} Oct 00:00`, (index * 0.4).toFixed(2)]),
    );
    const budgets = [{ name: 'every-device', limit: 10 }];
    // After 13 days, 5.2 + 18 · 0.4 = 12.40, sent from 10 · (1 + 0.4 · 18/31) = 12.32 on; before, half is not spent.
    // Reached within a day never: 0.4 a day, and more than that left until the thresholds speak.
    expect(alertsIn(replay([history('1', course)], budgets))).toEqual([
      '14. 00:00 tracker-1 forecast',
      '21. 00:00 tracker-1 80 %',
      '25. 00:00 tracker-1 time-to-limit',
      '26. 00:00 tracker-1 100 %',
    ]);
    // Last month came to 3, r = (5.2 + 7 · 3/30) / 20 = 0.295, but each of the last four days has cost 0.4.
    const cheaperBefore = history('1', course, { lastMonth: { EUR: '3' } });
    expect(alertsIn(replay([cheaperBefore], budgets))).toContain('14. 00:00 tracker-1 forecast');
    // The same every two days: 4.8 + 18 · (4.8 + 7 · 3/30) / 20 = 9.75 is within the limit.
    const everyTwoDays = Object.fromEntries(
      Object.keys(course).map((day, index) => [day, (Math.floor(index / 2) * 0.8).toFixed(2)]),
    );
    const slower = history('1', everyTwoDays, { lastMonth: { EUR: '3' } });
    expect(alertsIn(replay([slower], budgets))).not.toContain('14. 00:00 tracker-1 forecast');
  });

  test('does not take what is not stored for nothing: last month’s data cost is not known', () => {
    const budgets = [{ name: 'data', meter: 'data', limit: 10 }];
    const course = { '14 Oct 00:00': '5.2' };
    const forecast = ['14. 00:00 tracker-1 forecast'];
    expect(alertsIn(replay([history('1', course)], budgets))).toEqual(forecast);
    expect(alertsIn(replay([history('1', course, { lastMonth: { EUR: '30' } })], budgets))).toEqual(forecast);
  });
});

describe('mutes', () => {
  const course = { '14 Oct 09:00': '6', '15 Oct 00:00': '6', '16 Oct 00:00': '6', '17 Oct 00:00': '6' };
  const mute = { until: '2026-10-15T12:00Z', reason: 'load test', who: 'Kim' };

  test('suppress alerts until they end; a device that is still over is alerted then', () => {
    const histories = [history('1', course), history('2', course)];
    expect(alertsIn(replay(histories, FIVE, { mutes: [{ ...mute, match: { ids: ['1'] } }] }))).toEqual([
      '14. 09:00 tracker-2 100 %',
      '16. 00:00 tracker-1 100 %',
    ]);
  });

  test('suppress nothing from their ceiling on', () => {
    const histories = [history('1', { ...course, '15 Oct 00:00': '15' })];
    const mutes = [{ ...mute, match: { ids: ['1'] } }];
    expect(alertsIn(replay(histories, FIVE, { mutes }))).toEqual(['15. 00:00 tracker-1 300 %']);
    expect(alertsIn(replay(histories, FIVE, { mutes: [{ ...mute, match: { ids: ['1'] }, upTo: 500 }] }))).toEqual([
      '16. 00:00 tracker-1 100 %',
    ]);
  });

  test('of a group are those of its budget', () => {
    const histories = [history('1', { ...course, '16 Oct 00:00': '11' }, { tags: ['camera'] })];
    const mutedUntil = (more: object) => alertsIn(replay(histories, GROUP, { mutes: [{ ...mute, ...more }] }));
    expect(mutedUntil({ budget: 'cameras' })).toEqual(['16. 00:00 cameras 100 %']);
    expect(mutedUntil({ budget: 'cameras', until: '2026-11-01' })).toEqual([]);
    expect(mutedUntil({ match: { tags: ['camera'] }, until: '2026-11-01' })).toEqual(['16. 00:00 cameras 100 %']);
  });
});

describe('a group', () => {
  const camera = (id: string, course: Course) => history(id, course, { tags: ['Camera'] });

  test('is replayed as the sum of what its devices had cost at each moment', () => {
    const histories = [
      camera('1', { '14 Oct 09:00': '4', '14 Oct 12:00': '4.1', '16 Oct 01:00': '2' }),
      camera('2', { '14 Oct 11:00': '3.90', '16 Oct 01:00': '7.99', '17 Oct 08:00': '8' }),
      history('3', { '14 Oct 09:00': '900' }),
      camera('4', { '14 Oct 09:00': { USD: '900' } }),
    ];
    const answer = replay(histories, GROUP);
    expect(alertsIn(answer)).toEqual(['14. 12:00 cameras 80 %', '17. 08:00 cameras 100 %']);
    expect(answer.messages.map(({ subject }) => subject)).toEqual([
      '[WARNING] group cameras: EUR 8.00 of EUR 10.00 (80%), Oct 2026 - emnify cost alert',
      '[CRITICAL] group cameras: EUR 10.00 of EUR 10.00 (100%), Oct 2026 - emnify cost alert',
    ]);
  });

  test('is never sent before the figures that made it cross', () => {
    const { messages } = replay([camera('1', { '14 Oct 09:50': '8' })], GROUP);
    expect(messages.map(({ at }) => at >= '2026-10-14T09:50' && at < '2026-10-14T10:50')).toEqual([true]);
  });

  test('reaches the limit when the sum of its devices, made by hand, does', () => {
    const cents = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 5 }), (devices) => {
        const courseOf = (amounts: number[], first: number): Course =>
          Object.fromEntries(
            amounts.map((amount, index) => [`${10 + first + index} Oct 0${first}:00`, (amount / 100).toFixed(2)]),
          );
        const histories = devices.map((amounts, index) => camera(String(index), courseOf(amounts, index)));
        expect(
          alertsIn(replay(histories, quiet({ ...GROUP[0], thresholds: [100] }))).map((line) =>
            line.replace('cameras ', ''),
          ),
        ).toEqual(expectedLines(devices));
      }),
      { numRuns: 200 },
    );
  });

  /** The highest new level of EUR 10 at each moment at which one of the devices changed. */
  function expectedLines(devices: number[][]): string[] {
    const moments = devices
      .flatMap((amounts, first) => amounts.map((_, index) => ({ day: 10 + first + index, hour: first })))
      .sort((a, b) => a.day - b.day || a.hour - b.hour);
    const sent: string[] = [];
    let highest = 0;
    for (const { day, hour } of moments) {
      const sum = devices.reduce((total, amounts, first) => {
        const index = day - 10 - first - (hour < first ? 1 : 0);
        return total + (index < 0 ? 0 : (amounts[Math.min(index, amounts.length - 1)] ?? 0));
      }, 0);
      const reached = [100, 150, 200, 300, 500, 1_000].findLast((pct) => sum >= 10 * pct) ?? 0;
      if (reached <= highest) continue;
      sent.push(`${day}. 0${hour}:00 ${reached} %`);
      highest = reached;
    }
    return sent;
  }
});

describe('the difference to the budgets in force', () => {
  const levels = (alerts: Backtest['onlyInForce']) => alerts.map(({ scope, level }) => `${scope} ${level}`);

  test('lists what only one of them would have sent, by device and level', () => {
    const answer = replay([RUNAWAY, STEADY], quiet({ name: 'every-device', limit: '6.05' }));
    // Of 6.05: 4.50 are 74 %, 6.10 are 100 %, 18 are 297 %; and 5.00 are 82 %.
    expect([levels(answer.onlyWithThese), levels(answer.onlyInForce)]).toEqual([
      ['tracker-2 80 %', 'tracker-1 200 %'],
      ['tracker-1 80 %', 'tracker-2 100 %', 'tracker-1 300 %'],
    ]);
    expect([answer.sent.alerts, answer.sentInForce.alerts]).toEqual([3, 4]);
  });

  test('is empty if the same alerts are sent under another name', () => {
    const answer = replay([RUNAWAY, STEADY], quiet({ name: 'renamed', limit: 5 }));
    expect([answer.onlyWithThese, answer.onlyInForce, answer.sent]).toEqual([[], [], answer.sentInForce]);
  });

  test('names the first fifty, and counts all', () => {
    const histories = Array.from({ length: 60 }, (_, index) => history(String(index), { '14 Oct 09:00': '6' }));
    const answer = replay(histories, FIVE, {}, quiet({ name: 'every-device', limit: 500 }));
    expect([answer.onlyWithThese.length, answer.sent]).toEqual([50, { messages: 1, alerts: 60, critical: 60 }]);
  });

  test('has nothing to do with the mutes of the other', () => {
    const mutes = [{ match: { ids: ['1'] }, until: '2026-11-01', upTo: 10_000, reason: 'load test', who: 'Kim' }];
    const answer = replay([RUNAWAY], FIVE, { mutes });
    expect([answer.sent.alerts, answer.sentInForce.alerts, answer.onlyInForce.length]).toEqual([0, 3, 3]);
  });
});
