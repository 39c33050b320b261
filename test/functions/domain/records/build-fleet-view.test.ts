import { describe, expect, test } from '@jest/globals';
import type { BudgetPlan } from '../../../../functions/domain/budgets/budget.ts';
import {
  addToFleetView,
  emptyFleetView,
  finishFleetView,
} from '../../../../functions/domain/records/build-fleet-view.ts';
import type { EndpointMonth } from '../../../../functions/domain/records/endpoint-month.ts';
import type { FleetView } from '../../../../functions/domain/records/fleet-view.ts';
import { seen, spent } from '../../../fakes/aggregate-deps.ts';
import { aPlan, minutesOn, NOW } from '../../../fakes/samples.ts';

function viewOf(months: EndpointMonth[], plan: BudgetPlan = aPlan()): FleetView {
  const making = emptyFleetView(plan, NOW);
  for (const month of months) addToFleetView(making, month);
  return finishFleetView(making, []);
}

const costing = (id: string, eur: string, more: Parameters<typeof seen>[2] = {}): EndpointMonth =>
  seen(id, spent({ EUR: eur }), more);
const pace = {
  perHour: '0.4',
  overHours: 2,
  basis: 'days' as const,
  meter: 'total' as const,
  currency: 'EUR',
  limit: '5',
};
const unusual = { since: NOW.toISOString(), pace };

describe('an endpoint is', () => {
  test.each([
    ['over at its limit', costing('1', '5'), ['over']],
    ['near at a threshold, and fast with a forecast beyond the limit', costing('1', '4'), ['near', 'fast']],
    ['fast below its first threshold, with a forecast beyond the limit', costing('1', '3'), ['fast']],
    ['in no state far below its limit', costing('1', '1'), []],
    ['unusual at an unusual pace', costing('1', '1', { unusual }), ['unusual']],
    ['not unusual when that is over', costing('1', '1', { unusual: { ...unusual, until: NOW.toISOString() } }), []],
    [
      'unchecked where it cannot be judged',
      costing('1', '1', { unjudged: 'refused', reason: 'HTTP 403' }),
      ['unchecked'],
    ],
    [
      'unchecked after a day without a check',
      costing('1', '1', { fetchedAt: minutesOn(-27 * 60).toISOString() }),
      ['unchecked'],
    ],
    [
      'over, unusual and unchecked at once',
      costing('1', '9', { unusual, unjudged: 'nothing' }),
      ['over', 'unusual', 'unchecked'],
    ],
  ])('%s', (_, month, states) => {
    const view = viewOf([month]);
    expect(view.rows['1']?.states).toEqual(states);
    const counted = Object.entries(view.counts).flatMap(([state, count]) => (count > 0 ? [state] : []));
    expect(counted.toSorted()).toEqual(states.toSorted());
    for (const state of states) expect(view.lists).toHaveProperty([`state#${state}`], ['1']);
  });
});

test('a row has what the page shows of an endpoint', () => {
  const dayCosts = { day: '2026-10-14', atStart: {}, before: { total: [0.25, 0.5] } };
  const month = costing('166', '6.10483935', { unusual, dayCosts, endpoint: { iccid: '8988303000000000166' } });
  expect(viewOf([month]).rows['166']).toEqual({
    id: '166',
    name: 'tracker-166',
    iccid: '8988303000000000166',
    budget: 'every-device',
    spend: '6.10483935',
    limit: '5',
    ratioPct: 122,
    expectedAtEnd: expect.stringMatching(/^1[34]\./),
    perHour: '0.4',
    yesterday: '0.5',
    states: ['over', 'unusual'],
    fetchedAt: NOW.toISOString(),
  });
});

test('a row is about the budget with the largest share, and says what all traffic has cost where that is another meter', () => {
  const plan = aPlan([
    { name: 'all', limit: 100 },
    { name: 'texts', meter: 'sms', limit: 1 },
  ]);
  const month = seen('1', spent({ EUR: '10' }, { sms: { EUR: '0.9' } }));
  expect(viewOf([month], plan).rows['1']).toMatchObject({ budget: 'texts', spend: '0.9', ratioPct: 90, total: '10.9' });
});

test('an endpoint without a budget is there with its cost', () => {
  const plan = aPlan([{ name: 'cameras', match: { tags: ['camera'] }, limit: 5 }]);
  const { rows, budgets, lists } = viewOf([costing('1', '6')], plan);
  expect(rows['1']).toMatchObject({ spend: '6', states: [] });
  expect(rows['1']).not.toHaveProperty('limit');
  expect(budgets).toMatchObject([{ budget: 'cameras', endpoints: 0, spend: '0' }]);
  expect(lists['budget#cameras']).toEqual([]);
});

test('lists have the most urgent first: over, unusual, near, fast, unchecked; then the larger share, then the dearer', () => {
  const plan = aPlan([
    { name: 'dear', match: { tags: ['dear'] }, limit: 50 },
    { name: 'every-device', limit: 5 },
  ]);
  const dear = { endpoint: { tags: ['dear'] } };
  const months = [
    costing('quiet', '0.1'),
    costing('unchecked', '0.1', { unjudged: 'refused' }),
    costing('fast', '3'),
    costing('near', '4'),
    costing('unusual', '0.1', { unusual }),
    costing('over', '5.1'),
    costing('over-by-more', '6'),
    costing('over-as-much-and-dearer', '60', dear),
  ];
  const { lists } = viewOf(months, plan);
  expect(lists.all).toEqual([
    'over-as-much-and-dearer',
    'over-by-more',
    'over',
    'unusual',
    'near',
    'fast',
    'unchecked',
    'quiet',
  ]);
  expect(lists.cost?.slice(0, 3)).toEqual(['over-as-much-and-dearer', 'over-by-more', 'over']);
  expect(lists['state#over']).toEqual(['over-as-much-and-dearer', 'over-by-more', 'over']);
  expect(lists['budget#dear']).toEqual(['over-as-much-and-dearer']);
});

test('all endpoints are counted and added up, and the lists have the first of them', () => {
  const months = Array.from({ length: 120 }, (_, index) => costing(String(1000 + index), String(index / 10)));
  const { lists, rows, endpoints, spend, counts, budgets } = viewOf(months);
  expect({ endpoints, spend, over: counts.over }).toEqual({ endpoints: 120, spend: '714', over: 70 });
  expect(budgets).toEqual([{ budget: 'every-device', limit: '5', endpoints: 120, spend: '714', over: 70, near: 10 }]);
  expect(Object.entries(lists).map(([name, ids]) => [name, ids?.length])).toEqual(
    expect.arrayContaining([
      ['all', 50],
      ['cost', 50],
      ['state#over', 25],
      ['budget#every-device', 25],
      ['tag#truck', 25],
    ]),
  );
  expect(lists.cost?.[0]).toBe('1119');
  expect(Object.keys(rows).toSorted()).toEqual([...new Set(Object.values(lists).flat())].toSorted());
});

test('the ten most frequent tags have a list, in any case of letters, and in the first spelling', () => {
  const months = Array.from({ length: 60 }, (_, index) => {
    const tags = [index % 2 === 0 ? 'Camera' : 'camera', `kind-${index % 15}`, `serial-${index}`];
    return costing(String(1000 + index), '1', { endpoint: { tags } });
  });
  const { tags, lists } = viewOf(months);
  expect(tags).toHaveLength(10);
  expect(tags.slice(0, 2)).toEqual([
    { tag: 'Camera', endpoints: 60 },
    { tag: 'kind-0', endpoints: 4 },
  ]);
  expect(lists['tag#Camera']).toHaveLength(25);
  expect(lists['tag#kind-0']).toEqual(['1000', '1015', '1030', '1045']);
});

test('a tag that is frequent stays so among thousands of tags that one endpoint has', () => {
  const months = Array.from({ length: 3000 }, (_, index) =>
    costing(String(10_000 + index), '1', {
      endpoint: { tags: [`serial-${index}`, ...(index % 100 === 99 ? ['rare'] : [])] },
    }),
  );
  const { tags, lists } = viewOf(months);
  expect(tags[0]).toEqual({ tag: 'rare', endpoints: 30 });
  expect(lists['tag#rare']).toHaveLength(25);
});

test('costs in another currency are not counted', () => {
  const { spend, rows } = viewOf([seen('1', spent({ EUR: '1', USD: '9' }))]);
  expect([spend, rows['1']?.spend]).toEqual(['1', '1']);
});

test('an endpoint that nothing is known of costs nothing', () => {
  const { spend, rows } = viewOf([seen('1', undefined)]);
  expect([spend, rows['1']]).toMatchObject(['0', { spend: '0', ratioPct: 0, states: [] }]);
});

test('names and reasons of any length do not make the view large', () => {
  const endpoint = { name: 'x'.repeat(10_000), tags: ['y'.repeat(10_000)] };
  const view = viewOf([costing('1', '1', { endpoint, unjudged: 'refused', reason: 'z'.repeat(10_000) })]);
  expect(JSON.stringify(view).length).toBeLessThan(2000);
});
