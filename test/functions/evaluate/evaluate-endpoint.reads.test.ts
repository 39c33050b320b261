import { describe, expect, test } from '@jest/globals';
import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { ALL_TOGETHER, aggregateFakes } from '../../fakes/aggregate-deps.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { aMonth, anEndpoint, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');

/** Writes down each read of a store, in order, with its last text argument: the period. */
function counted<Store extends object>(store: Store, names: (keyof Store & string)[], reads: string[]): Store {
  const recorded = names.map((name) => {
    const method = store[name] as (...given: unknown[]) => unknown;
    const record = (...given: unknown[]): unknown => {
      reads.push(`${name} ${given.findLast((value) => typeof value === 'string')}`);
      return method.apply(store, given);
    };
    return [name, record];
  });
  return { ...store, ...Object.fromEntries(recorded) };
}

async function readsOfCheck(moment: string, cost: string): Promise<string[]> {
  const reads: string[] = [];
  const fakes = evaluateFakes();
  await fakes.costHistory.write(aMonth(), {});
  const check = async () => {
    const period = moment.slice(0, 7);
    const lastMonth = period === '2026-10' ? [] : [traffic('data', '4.5')];
    fakes.clock = new Date(moment);
    fakes.emnify.stats.set('166', statsOf({ currentMonth: [traffic('data', cost, { period })], lastMonth }));
    reads.length = 0;
    await evaluateEndpoint(fakes, { endpoint, sweepId: 'sweep' });
  };
  fakes.costHistory = counted(fakes.costHistory, ['read', 'points'], reads);
  fakes.notificationLog = counted(fakes.notificationLog, ['claims'], reads);
  await check();
  await check();
  return reads;
}

describe('a check of an endpoint reads each thing once:', () => {
  test('its month and its claims', async () => {
    expect(await readsOfCheck('2026-10-19T09:00:00Z', '1')).toEqual(['read 2026-10', 'claims 2026-10']);
  });

  test('near its limit also the last snapshots', async () => {
    expect(await readsOfCheck('2026-10-19T09:00:00Z', '4.9')).toEqual([
      'read 2026-10',
      'claims 2026-10',
      'points 2026-10',
    ]);
  });

  test('while last month may grow also that month and its claims', async () => {
    expect(await readsOfCheck('2026-11-02T09:00:00Z', '1')).toEqual([
      'read 2026-11',
      'read 2026-10',
      'claims 2026-10',
      'claims 2026-11',
    ]);
  });
});

test('a run of aggregate reads a group once: both months, claims and snapshots', async () => {
  const reads: string[] = [];
  const fakes = aggregateFakes([ALL_TOGETHER]);
  fakes.costHistory = counted(fakes.costHistory, ['readGroup', 'months', 'points'], reads);
  fakes.notificationLog = counted(fakes.notificationLog, ['claims'], reads);
  await aggregateBudgets(fakes, { dryRun: false });
  expect(reads).toEqual([
    'readGroup 2026-09',
    'months 2026-10',
    'readGroup 2026-10',
    'claims 2026-10',
    'points 2026-10',
    'claims 2026-10',
  ]);
});
