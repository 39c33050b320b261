import { describe, expect, test } from '@jest/globals';
import type { TrafficFigures } from '../../../../functions/domain/costs/emnify-figures.ts';
import { readSpend } from '../../../../functions/domain/costs/spend.ts';
import { unjudgedBy } from '../../../../functions/domain/costs/unjudged.ts';
import type { EndpointMonth } from '../../../../functions/domain/records/endpoint-month.ts';
import { aMonth, traffic } from '../../../fakes/samples.ts';
import { aSpend } from '../../../fixtures/crossed.ts';

/** Why an answer of these lines cannot be judged in October 2026. */
const verdict = (current: TrafficFigures[], last: TrafficFigures[] = [], before?: EndpointMonth) =>
  unjudgedBy(readSpend({ currentMonth: current, lastMonth: last }, '2026-10'), before);

const september = (cost: string | undefined) => traffic('data', cost, { period: '2026-09' });
const hadCost = aMonth({ spend: aSpend(traffic('data', '1')) });
const { spend: _, ...unseen } = aMonth();
const newSim = aMonth({ spend: aSpend() });
const usedLastMonth = aMonth({ spend: aSpend(), lastMonth: [{ amount: '3.9', currency: 'EUR' }] });

describe('an answer that is judged', () => {
  test.each<[string, TrafficFigures[], TrafficFigures[], EndpointMonth | undefined]>([
    ['has figures of this month', [traffic('data', '1')], [], undefined],
    ['has fewer of them than before', [traffic('data', '0.5')], [], hadCost],
    ['has a cost of zero where there was one before', [traffic('data', '0')], [], hadCost],
    ['is the first one, and empty', [], [], undefined],
    ['is empty, of a SIM that never had a cost', [], [], newSim],
    ['is empty, of one whose figures were never seen', [], [], unseen],
    ['is of a month that has just begun', [], [september('3.9')], usedLastMonth],
    ['lacks only the costs, as multi-inclusive tariffs do', [traffic('data', undefined)], [], hadCost],
    ['had last month in another currency', [traffic('data', '1')], [], usedLastMonth],
    ['had volume without a cost last month', [], [], aMonth({ spend: aSpend(traffic('data', undefined)) })],
  ])('%s', (__, current, last, before) => {
    expect(verdict(current, last, before)).toBeUndefined();
  });
});

describe('an answer that cannot be judged', () => {
  test.each(['2026-09', '2026-11', '2020-03'])('has the figures of %s', (period) => {
    expect(verdict([traffic('data', '1', { period })])).toEqual({
      kind: 'other-month',
      reason: `emnify's current month is ${period}, not 2026-10`,
    });
  });

  test.each<[string, TrafficFigures[], EndpointMonth]>([
    ['no figures at all, where this month had a cost', [], hadCost],
    ['no figures of this month, where it had a cost', [september('3.9')], hadCost],
    ['no figures at all, where last month had a cost', [], usedLastMonth],
  ])('has %s', (__, last, before) => {
    expect(verdict([], last, before)).toEqual({
      kind: 'nothing',
      reason: 'emnify shows no figures for Oct 2026, but has shown a cost before',
    });
  });
});
