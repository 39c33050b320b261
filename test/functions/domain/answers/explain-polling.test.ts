import { describe, expect, test } from '@jest/globals';
import { explainPolling } from '../../../../functions/domain/answers/explain-polling.ts';
import { LONGEST_HOURS } from '../../../../functions/domain/polling/polling-interval.ts';
import { PollingPlan } from '../../../../functions/domain/polling/polling-plan.ts';
import type { PollingState } from '../../../../functions/domain/polling/polling-state.ts';
import type { SpendRate } from '../../../../functions/domain/polling/spend-rate.ts';
import { minutesOn, NOW } from '../../../fakes/samples.ts';

const hoursAgo = (hours: number): Date => minutesOn(-60 * hours);

/** What the last run has left: a large fleet, for which requests are scarce. */
function aFleet(more: Partial<PollingState> = {}): PollingState {
  const limits = { sweepHours: 1, requestsPerMonth: 5_000_000, checksPerRun: 1900 };
  const { state: spendRate } = new PollingPlan(undefined, { now: minutesOn(-5), used: 0 }, limits).decide(undefined);
  const interval = { factor: 0.5, atMostHours: LONGEST_HOURS };
  return { ...spendRate, interval, saved: 812.7, ratePerHour: 7345.6, ...more };
}

/** EUR 0.08 an hour, EUR 2.88 from its next threshold: its turn comes after 3 hours. */
const SPENDING: SpendRate = { spend: 2.12, headroom: 2.88, monthPerHour: 0.04, latelyPerHour: 0.08, perHour: 0.08 };

/** What is said of an endpoint so many hours after its last check. */
function words(
  hours: number,
  spendRate: SpendRate | undefined = SPENDING,
  fleet: PollingState | undefined = aFleet(),
): string[] {
  const last = { fetchedAt: hoursAgo(hours).toISOString(), ...(spendRate && { spendRate }) };
  return explainPolling({ last, ...(fleet && { fleet }), currency: 'EUR', now: NOW });
}

describe('why an endpoint was not checked since its last check', () => {
  test('is that it spends, and is far from its next threshold', () => {
    expect(words(1)).toEqual([
      'Not checked since 14 Oct 2026 13:00 UTC, because it spends EUR 0.08 an hour, and it is EUR 2.88 short of its ' +
        'next threshold. Its next check is due 3 hours after the last one, on 14 Oct 2026 16:00 UTC.',
    ]);
  });

  test('is that it rises, and half of the remaining time is not over', () => {
    expect(words(0.25, { ...SPENDING, latelyPerHour: 1.8 })).toEqual([
      'Not checked since 14 Oct 2026 13:45 UTC, because it has lately spent EUR 1.80 an hour, and it is EUR 2.88 ' +
        'short of its next threshold. Its next check is due 48 minutes after the last one, on 14 Oct 2026 14:33 UTC.',
    ]);
  });

  test('is that it has cost nothing', () => {
    const silent = { spend: 0, headroom: 4, monthPerHour: 0, latelyPerHour: 0, perHour: 0 };
    expect(words(20, silent)).toEqual([
      'Not checked since 13 Oct 2026 18:00 UTC, because it has cost nothing this month. Its next check is due 23 hours ' +
        'after the last one, on 14 Oct 2026 17:00 UTC.',
    ]);
  });

  test('is never the total, if every endpoint is checked in every interval', () => {
    const totals = [
      { at: hoursAgo(3).getTime(), total: 1, seen: 1 },
      { at: hoursAgo(0.1).getTime(), total: 1, seen: 1 },
    ];
    const fleet = (atMostHours: number) =>
      aFleet({ verdict: 'quiet', totals, interval: { factor: 0.01, atMostHours }, saved: 9, ratePerHour: 100 });
    expect(words(1.5, SPENDING, fleet(LONGEST_HOURS))).toEqual([expect.stringContaining('it cannot have crossed')]);
    expect(words(1.5, SPENDING, fleet(1))).toEqual([expect.stringContaining('other endpoints are more urgent')]);
  });

  test('is that no budget counts for it', () => {
    const { headroom: _headroom, ...unbudgeted } = SPENDING;
    expect(words(20, unbudgeted)).toEqual([
      'Not checked since 13 Oct 2026 18:00 UTC, because no budget applies to it. Its next check is due 23 hours after the ' +
        'last one, on 14 Oct 2026 17:00 UTC.',
    ]);
  });

  test('is that emnify did not know it', () => {
    const last = { fetchedAt: hoursAgo(20).toISOString(), skippedSince: hoursAgo(90).toISOString() };
    expect(explainPolling({ last, fleet: aFleet(), currency: 'EUR', now: NOW })).toEqual([
      'Not checked since 13 Oct 2026 18:00 UTC, because emnify did not know it then. It will be checked by ' +
        '14 Oct 2026 17:00 UTC.',
    ]);
  });

  test('is that the whole organisation has spent less since than its headroom', () => {
    const totals = [
      { at: hoursAgo(9).getTime(), total: 200, seen: 0 },
      { at: NOW.getTime(), total: 201.5, seen: 0 },
    ];
    expect(words(7, SPENDING, aFleet({ verdict: 'quiet', totals }))).toEqual([
      'Not checked since 14 Oct 2026 07:00 UTC, because it is EUR 2.88 short of its next threshold, and the ' +
        'whole organisation has spent at most EUR 1.50 since, so it cannot have crossed a threshold. It will be checked by ' +
        '15 Oct 2026 06:00 UTC anyway.',
    ]);
    expect(words(7, SPENDING, aFleet({ verdict: 'search', totals })).join()).not.toContain('organisation');
  });

  test('is that others are more urgent, and the quota has no room for more', () => {
    expect(words(7)).toEqual([
      'Not checked since 14 Oct 2026 07:00 UTC, because other endpoints are more urgent. It spends EUR 0.08 an hour, and it ' +
        'is EUR 2.88 short of its next threshold, and its next check was due 3 hours after the last one, on 14 Oct 2026 10:00 ' +
        'UTC. The quota has room for 812 requests now, and for 7345 more each hour.',
    ]);
  });

  test('is that there is no plan yet', () => {
    const last = { fetchedAt: hoursAgo(1).toISOString(), spendRate: SPENDING };
    expect(explainPolling({ last, currency: 'EUR', now: NOW })).toEqual([
      'Not checked since 14 Oct 2026 13:00 UTC, because discover has not finished a run this month: its log says why.',
    ]);
  });

  test('is that no refresh of the list has found it yet', () => {
    expect(explainPolling({ fleet: aFleet(), currency: 'EUR', now: NOW })).toEqual([
      'Not checked this month: the next refresh of the list will find it.',
    ]);
  });
});

describe('the figures in it', () => {
  test('are those of the next threshold, if one is crossed already', () => {
    const over = { ...SPENDING, spend: 6.1, headroom: 1.4 };
    expect(words(1, over)[0]).toContain('it is EUR 1.40 short of its next threshold');
  });

  test('say when it will be checked, and after that time, when it was due', () => {
    const before = words(3 - 1 / 60)[0];
    expect(before).toContain('on 14 Oct 2026 14:01 UTC.');
    expect(words(3)[0]).toContain('was due 3 hours after the last one, on 14 Oct 2026 14:00 UTC');
  });

  test.each([
    ['spends', { ...SPENDING, headroom: 0.004, monthPerHour: 0.0004, latelyPerHour: 0.0001, perHour: 0.0004 }],
    ['has lately spent', { ...SPENDING, headroom: 0.0004, monthPerHour: 0, latelyPerHour: 0.0004, perHour: 0 }],
  ])('do not round small amounts to zero: it %s', (what, spendRate) => {
    const [sentence = ''] = words(0.1, spendRate);
    expect(sentence).toContain(what);
    expect(sentence).not.toContain('EUR 0.00 ');
  });

  test('show no negative spend if the total of the organisation fell', () => {
    const totals = [
      { at: hoursAgo(9).getTime(), total: 200, seen: 0 },
      { at: NOW.getTime(), total: 199.5, seen: 0 },
    ];
    expect(words(7, SPENDING, aFleet({ verdict: 'quiet', totals }))[0]).not.toMatch(/EUR -/);
  });

  test('show no negative room if a refresh has used more than was saved', () => {
    expect(words(7, SPENDING, aFleet({ saved: -93_056.4 }))[0]).not.toMatch(/ -\d/);
  });
});
