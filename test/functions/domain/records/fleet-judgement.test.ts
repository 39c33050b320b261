import { describe, expect, test } from '@jest/globals';
import type { EndpointMonth } from '../../../../functions/domain/records/endpoint-month.ts';
import {
  addToFleetCount,
  emptyFleetCount,
  type FleetCount,
  type FleetState,
  type FleetTotal,
  judgeFleet,
} from '../../../../functions/domain/records/fleet-judgement.ts';
import { seen, spent } from '../../../fakes/aggregate-deps.ts';
import { aPlan, minutesOn, NOW } from '../../../fakes/samples.ts';

const EUR_3 = [{ amount: '3', currency: 'EUR' }];

function countOf(...months: EndpointMonth[]): FleetCount {
  const count = emptyFleetCount();
  for (const month of months) addToFleetCount(count, month, aPlan());
  return count;
}

/** So many endpoints with a cost, of which some cannot be judged. */
const fleetOf = (relevant: number, unjudged: Partial<FleetCount['kinds']>): FleetCount => {
  const kinds = { 'other-month': 0, nothing: 0, refused: 0, ...unjudged };
  const sum = Object.values(kinds).reduce((all, one) => all + one, 0);
  return { ...emptyFleetCount(), relevant, unjudged: sum, kinds };
};

/** A fleet of limits of EUR 100 together, of which endpoints explain so much. */
const costing = (spend: string, lastMonth = '50'): FleetCount => ({
  ...emptyFleetCount(),
  relevant: 20,
  spend,
  lastMonth,
  limits: '100',
});

const judged = (
  count: FleetCount,
  more: { total?: FleetTotal; state?: FleetState; minutes?: number; currency?: string } = {},
) => {
  const { minutes = 0, state = {}, currency = 'EUR', total } = more;
  return judgeFleet(count, {
    ...(total && { total }),
    state,
    now: minutesOn(minutes),
    sweepMs: 3_600_000,
    currency,
  });
};
const total = (thisMonth: string, lastMonth = '50'): FleetTotal => ({ thisMonth, lastMonth });

describe('what the fleet comes to', () => {
  test('has only endpoints with a cost, or without access', () => {
    const count = countOf(
      seen('1', spent({ EUR: '4' })),
      seen('2', spent({}), { lastMonth: EUR_3 }),
      seen('3', spent({ USD: '7' })),
      seen('4', undefined, { outcome: 'unjudged', unjudged: 'refused' }),
      seen('5', spent({ EUR: '1' }), { outcome: 'unjudged', unjudged: 'nothing' }),
      seen('6', undefined, { outcome: 'unjudged', unjudged: 'other-month', lastMonth: EUR_3 }),
      // Nothing is known to be missing of these.
      seen('7', undefined, { outcome: 'unjudged', unjudged: 'other-month' }),
      seen('8', spent({})),
      seen('9', undefined),
    );
    expect(count).toEqual({
      relevant: 6,
      unjudged: 3,
      kinds: { 'other-month': 1, nothing: 1, refused: 1 },
      spend: '5',
      lastMonth: '6',
      limits: '45',
    });
  });

  test('has each endpoint’s limit once, its own where its tag says one, and none where no budget is for it', () => {
    const plan = aPlan([
      { name: 'cameras', limit: 50, limitFromTag: 'limit', match: { tags: ['camera'] } },
      { name: 'texts', limit: 1, meter: 'sms' },
      { name: 'all', scope: 'group', limit: 1000 },
    ]);
    const limits = (tags: string[]) => {
      const count = emptyFleetCount();
      addToFleetCount(count, seen('1', spent({}), { endpoint: { tags } }), plan);
      return count.limits;
    };
    expect([limits(['camera']), limits(['camera', 'limit=7.50']), limits(['truck'])]).toEqual(['50', '7.5', '1']);
    const none = emptyFleetCount();
    addToFleetCount(none, seen('1', spent({})), aPlan([{ name: 'all', scope: 'group', limit: 1000 }]));
    expect(none.limits).toBe('0');
  });
});

describe('endpoints that cannot be judged', () => {
  test.each<[number, Partial<FleetCount['kinds']>, boolean]>([
    [10, { nothing: 4 }, false],
    [10, { nothing: 5 }, true],
    [5, { nothing: 5 }, true],
    [25, { nothing: 5 }, false],
    [24, { nothing: 5 }, true],
    [1_000, { nothing: 200 }, false],
    [1_000, { 'other-month': 100, nothing: 51, refused: 50 }, true],
    [0, {}, false],
  ])('of %d, %j: the fleet is in trouble is %p', (relevant, unjudged, isTrouble) => {
    expect(judged(fleetOf(relevant, unjudged)).judgement.trouble !== undefined).toBe(isTrouble);
  });

  test('are reported with their number and the reason', () => {
    const { trouble } = judged(fleetOf(12, { 'other-month': 1, nothing: 2, refused: 8 })).judgement;
    expect(trouble).toEqual({
      kind: 'unjudged',
      reason:
        '11 of 12 endpoints with costs cannot be checked: 1 with figures of another month, ' +
        '2 without figures that were there before, 8 that this token may not read (HTTP 403 or 401)',
    });
    expect(judged(fleetOf(9, { refused: 9 })).judgement.trouble?.reason).toBe(
      '9 of 9 endpoints with costs cannot be checked: 9 that this token may not read (HTTP 403 or 401)',
    );
  });
});

describe('trouble lasts', () => {
  const bad = fleetOf(12, { nothing: 11 });

  test('from one sweep after it began, and not before', () => {
    const first = judged(bad);
    expect([first.judgement.isLasting, first.state]).toEqual([false, { since: NOW.toISOString() }]);
    const later = (minutes: number) => judged(bad, { state: first.state, minutes });
    expect(later(59).judgement.isLasting).toBe(false);
    expect(later(60).judgement.isLasting).toBe(true);
    expect(later(600)).toMatchObject({ judgement: { isLasting: true }, state: first.state });
  });

  test('anew where it was over in between', () => {
    const { state } = judged(bad);
    const between = judged(fleetOf(12, {}), { state, minutes: 30 });
    expect([between.judgement, between.state]).toEqual([expect.objectContaining({ isLasting: false }), {}]);
    expect(between.judgement).not.toHaveProperty('trouble');
    const again = judged(bad, { state: between.state, minutes: 60 });
    expect([again.judgement.isLasting, again.state]).toEqual([false, { since: minutesOn(60).toISOString() }]);
  });
});

describe('emnify’s total', () => {
  const reason = (amount: string) =>
    `emnify's total has EUR ${amount} that no endpoint explains (it includes child organisations)`;

  test('that endpoints explain is no trouble, and what it begins with is kept', () => {
    expect(judged(costing('60'), { total: total('63') })).toMatchObject({
      judgement: { isLasting: false },
      state: { unexplainedAtFirst: '3' },
    });
  });

  test.each([
    ['10', false],
    ['10.01', true],
  ])('that has grown by %s beyond what endpoints explain, a tenth of all limits: trouble is %p', (more, isTrouble) => {
    const state = { unexplainedAtFirst: '3' };
    const { judgement, state: after } = judged(costing('60'), { total: total(String(63 + Number(more))), state });
    expect(judgement.trouble?.reason).toBe(isTrouble ? reason(more === '10.01' ? '10.01' : more) : undefined);
    expect(after.unexplainedAtFirst).toBe('3');
  });

  test('that endpoints explain next to nothing of is trouble at its first reading, and stays so', () => {
    const first = judged(costing('0'), { total: total('297') });
    expect(first.judgement).toMatchObject({ trouble: { reason: reason('297.00') }, isLasting: false });
    const next = judged(costing('0'), { total: total('298'), state: first.state, minutes: 60 });
    expect(next.judgement).toMatchObject({ trouble: { reason: reason('298.00') }, isLasting: true });
    // In a sweep that is under way, endpoints explain more with each check.
    const explained = judged(costing('295'), { total: total('298'), state: next.state, minutes: 75 });
    expect(explained.judgement).not.toHaveProperty('trouble');
    expect(explained.state).toEqual({ unexplainedAtFirst: '3' });
  });

  test('of a fleet that was not seen yet says nothing of what is unexplained at first', () => {
    const { state } = judged({ ...costing('0'), limits: '0' }, { total: total('297') });
    expect(state).toEqual({});
    expect(judged(costing('295'), { total: total('297'), state, minutes: 60 }).state).toEqual({
      unexplainedAtFirst: '2',
    });
  });

  test('of which endpoints explain half may be that of child organisations', () => {
    expect(judged(costing('60'), { total: total('120') }).judgement).not.toHaveProperty('trouble');
    expect(judged(costing('59.99'), { total: total('120') }).judgement).toHaveProperty('trouble');
  });

  test.each([
    ['was that of child organisations in the month before, too', costing('0', '50'), total('500', '60.01')],
    ['is not shown', costing('0'), undefined],
    ['is of a fleet without limits', { ...costing('0'), limits: '0' }, total('500')],
  ])('says nothing where it %s', (_, count, shown) => {
    expect(judged(count, { ...(shown && { total: shown }) }).judgement).not.toHaveProperty('trouble');
  });

  test('comes after endpoints that cannot be judged: those are reported', () => {
    const { trouble } = judged({ ...costing('0'), ...fleetOf(12, { nothing: 11 }) }, { total: total('297') }).judgement;
    expect(trouble?.reason).toMatch(/^11 of 12 endpoints/);
  });
});
