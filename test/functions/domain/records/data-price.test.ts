import { describe, expect, test } from '@jest/globals';
import type { TrafficFigures } from '../../../../functions/domain/costs/emnify-figures.ts';
import {
  type DataPrice,
  dataPriceAfter,
  dearPrice,
  inNewMonth,
  type PriceTerms,
} from '../../../../functions/domain/records/data-price.ts';
import { NOW, traffic } from '../../../fakes/samples.ts';

const IN_OCTOBER: PriceTerms = { period: '2026-10', currency: 'EUR', now: NOW };

type Check = [volume: string, cost: string];
interface Known {
  before?: DataPrice;
  lastMonth?: TrafficFigures[];
  terms?: Partial<PriceTerms>;
}

/** The price after checks that showed these volumes in MB and costs in EUR. */
function afterChecksOf({ before, lastMonth = [], terms }: Known, ...checks: Check[]): DataPrice | undefined {
  const after = (price: DataPrice | undefined, [volume, cost]: Check) =>
    dataPriceAfter(
      price,
      { currentMonth: [traffic('data', cost, { volume })], lastMonth },
      { ...IN_OCTOBER, ...terms },
    );
  return checks.reduce(after, before);
}
const afterChecks = (...checks: Check[]) => afterChecksOf({}, ...checks);
const reported = (price: DataPrice | undefined) => price && dearPrice(price);

/** The price after a check of November. */
function inNovember(before: DataPrice | undefined, [volume, cost]: Check, terms: Partial<PriceTerms> = {}) {
  const currentMonth = [traffic('data', cost, { volume, period: '2026-11' })];
  return dataPriceAfter(before, { currentMonth, lastMonth: [] }, { ...IN_OCTOBER, period: '2026-11', ...terms });
}

describe('the price of data', () => {
  test('is reported when it was dear twice', () => {
    expect(reported(afterChecks(['10', '1'], ['12', '5']))).toBeUndefined();
    expect(reported(afterChecks(['10', '1'], ['12', '5'], ['14', '9']))).toEqual({
      perMb: 2,
      usualPerMb: 0.1,
      usualOf: 'endpoint',
    });
  });

  test('is compared with what was usual before it became dear', () => {
    const dear = afterChecks(['10', '1'], ['12', '5'], ['14', '9'], ['16', '13']);
    expect(dear).toMatchObject({ usual: 0.1, dear: { perMb: 2, times: 3 } });
    expect(reported(afterChecks(['10', '1'], ['12', '5'], ['14', '9'], ['34', '11']))).toBeUndefined();
  });

  test('says nothing below 1 MB and EUR 0.20, which add up', () => {
    const small = afterChecks(['10', '1'], ['10.4', '1.1'], ['10.8', '1.19']);
    expect(small).toEqual({ volume: 10, cost: 1, usual: 0.1 });
    expect(afterChecks(['10', '1'], ['10.4', '1.1'], ['11.2', '1.12'])).toMatchObject({ volume: 11.2, usual: 0.1 });
    expect(afterChecks(['0.4', '0.1'])).toEqual({ volume: 0, cost: 0 });
    expect(afterChecks(['0.4', '0.1'], ['1', '0.1'])).toEqual({ volume: 1, cost: 0.1, usual: 0.1 });
  });

  test('twice the usual price is not dear', () => {
    expect(reported(afterChecks(['10', '1'], ['20', '3'], ['30', '5']))).toBeUndefined();
  });

  test('goes on in the next month, where emnify counts from zero', () => {
    const before = inNewMonth(afterChecks(['10', '1'], ['20', '2']));
    expect(before).toEqual({ volume: 0, cost: 0, usual: 0.1 });
    expect(inNovember(before, ['3', '6'])).toMatchObject({ dear: { perMb: 2, times: 1 } });
  });

  test('is not known in another currency, without a cost, and of another month', () => {
    const known = afterChecks(['10', '1']);
    const shows = (line: TrafficFigures) => dataPriceAfter(known, { currentMonth: [line], lastMonth: [] }, IN_OCTOBER);
    expect(shows(traffic('data', undefined, { volume: '99' }))).toBe(known);
    expect(shows(traffic('data', '9', { volume: '99', cost: { amount: '9', currency: 'USD' } }))).toBe(known);
    expect(shows(traffic('data', '9', { volume: '99', period: '2026-09' }))).toBe(known);
  });

  test('does not come down by data that is included in a tariff', () => {
    expect(afterChecks(['10', '0'], ['20', '0'])).toEqual({ volume: 20, cost: 0 });
    expect(afterChecks(['10', '1'], ['20', '1'], ['30', '1'])).toEqual({ volume: 30, cost: 1, usual: 0.1 });
  });

  test('is compared with that of last month where nothing else is known', () => {
    const lastMonth = [traffic('data', '4', { volume: '40', period: '2026-09' })];
    expect(afterChecksOf({ lastMonth }, ['2', '4'])).toMatchObject({ usual: 0.1, dear: { times: 1 } });
    const dear = afterChecksOf({ lastMonth, terms: { fleetPerMb: 5 } }, ['2', '4'], ['4', '8']);
    expect(reported(dear)).toEqual({ perMb: 2, usualPerMb: 0.1, usualOf: 'endpoint' });
    const little = [traffic('data', '0.1', { volume: '0.9', period: '2026-09' })];
    expect(afterChecksOf({ lastMonth: little }, ['2', '4'])).toEqual({ volume: 2, cost: 4, usual: 2 });
  });
});

describe('where an endpoint has no usual price of its own', () => {
  const terms = { fleetPerMb: 0.1 };
  const dearOnce = { perMb: 2, times: 1, since: NOW.toISOString(), fleetPerMb: 0.1 };

  test('that of the fleet stands in', () => {
    const once = afterChecksOf({ terms }, ['2', '4']);
    expect(once).toEqual({ volume: 2, cost: 4, dear: dearOnce });
    expect(reported(once)).toBeUndefined();
    const twice = afterChecksOf({ terms }, ['2', '4'], ['4', '8']);
    expect(reported(twice)).toEqual({ perMb: 2, usualPerMb: 0.1, usualOf: 'fleet' });
  });

  test('that of the fleet at the last comparison stands in where a check was not given it', () => {
    const before = afterChecksOf({ terms }, ['2', '4']);
    expect(reported(afterChecksOf({ before }, ['4', '8']))).toMatchObject({
      perMb: 2,
      usualPerMb: 0.1,
      usualOf: 'fleet',
    });
  });

  test('the first comparison that is not dear in the fleet gives it one', () => {
    expect(afterChecksOf({ terms }, ['10', '1.5'])).toEqual({ volume: 10, cost: 1.5, usual: 0.15 });
    const after = afterChecksOf({ terms }, ['2', '4'], ['12', '5']);
    expect(after).toEqual({ volume: 12, cost: 5, usual: 0.1 });
    const dear = afterChecksOf({ before: after, terms: { fleetPerMb: 9 } }, ['14', '9'], ['16', '13']);
    expect(reported(dear)).toEqual({ perMb: 2, usualPerMb: 0.1, usualOf: 'endpoint' });
  });

  test('it goes on over the end of a month: what it cost while it was dear is not usual', () => {
    const before = inNewMonth(afterChecksOf({ terms }, ['2', '4']));
    const lastMonth = [traffic('data', '4', { volume: '2' })];
    const currentMonth = [traffic('data', '6', { volume: '3', period: '2026-11' })];
    const after = dataPriceAfter(before, { currentMonth, lastMonth }, { ...IN_OCTOBER, ...terms, period: '2026-11' });
    expect(reported(after)).toEqual({ perMb: 2, usualPerMb: 0.1, usualOf: 'fleet' });
  });

  test('after a week, the dear price is its own', () => {
    const before = afterChecksOf({ terms }, ['2', '4'], ['4', '8']);
    const later = (hours: number): PriceTerms => ({
      ...IN_OCTOBER,
      ...terms,
      now: new Date(NOW.getTime() + hours * 3_600_000),
    });
    expect(reported(afterChecksOf({ before, terms: later(167) }, ['6', '12']))).toMatchObject({ usualOf: 'fleet' });
    expect(afterChecksOf({ before, terms: later(168) }, ['6', '12'])).toEqual({ volume: 6, cost: 12, usual: 2 });
  });
});
