import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFleetRecords } from '../../../functions/aws/fleet-records.ts';
import { FLEET_PARTITION } from '../../../functions/contracts/fleet-partition.ts';
import type { FleetRecords } from '../../../functions/contracts/fleet-records.ts';
import { PollingPlan } from '../../../functions/domain/polling/polling-plan.ts';
import type { PollingState } from '../../../functions/domain/polling/polling-state.ts';
import { COST_HISTORY } from '../../../infra/table-schemas.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const makers: [string, () => Promise<FleetRecords>][] = [
  ['in memory', async () => fakeFleetRecords()],
  ['over DynamoDB', async () => createFleetRecords(await tables.newTable(COST_HISTORY), tables.documents)],
];

const LIMITS = { sweepHours: 1, requestsPerMonth: 1_000_000, checksPerRun: 100 };
const SPENDING = { spend: 1, headroom: 4, monthPerHour: 0.01, latelyPerHour: 0.01, perHour: 0.01 };

/** What a run leaves that has seen one endpoint, of EUR 1.00 at NOW. */
function stateAfterRun({ used = 0, total = 1.25 }: { used?: number; total?: number } = {}): PollingState {
  const plan = new PollingPlan<string>(undefined, { now: NOW, used }, LIMITS);
  plan.see({ item: '166', spendRate: SPENDING, checkedAt: NOW.getTime() });
  return plan.decide(total).state;
}

describe.each(makers)('the records of a fleet %s', (_, newRecords) => {
  describe('about whether it can be judged', () => {
    test('are empty at first', async () => {
      expect(await (await newRecords()).fleetState('2026-10')).toEqual({});
    });

    test.each([{}, { unexplainedAtFirst: '0.0000000001' }, { unexplainedAtFirst: '-3', since: NOW.toISOString() }])(
      'give back %j, and nothing of what was before',
      async (state) => {
        const records = await newRecords();
        await records.writeFleetState('2026-10', { unexplainedAtFirst: '7', since: minutesOn(-60).toISOString() }, NOW);
        await records.writeFleetState('2026-10', state, NOW);
        expect(await records.fleetState('2026-10')).toStrictEqual(state);
      },
    );

    test('are of one month, and beside the polling state', async () => {
      const records = await newRecords();
      await records.writeFleetState('2026-10', { since: NOW.toISOString() }, NOW);
      await records.writePollingState('2026-10', stateAfterRun());
      expect(await records.fleetState('2026-11')).toEqual({});
      expect(await records.fleetState('2026-10')).toEqual({ since: NOW.toISOString() });
      expect(await records.pollingState('2026-10')).toStrictEqual(stateAfterRun());
    });
  });

  describe('of polling', () => {
    test('are none at first', async () => {
      expect(await (await newRecords()).pollingState('2026-10')).toBeUndefined();
    });

    test('give back exactly what the last run has left', async () => {
      const records = await newRecords();
      const state = { ...stateAfterRun(), sweepId: NOW.toISOString(), fleetSize: 1 };
      await records.writePollingState('2026-10', stateAfterRun({ total: 1 }));
      await records.writePollingState('2026-10', state);
      expect(await records.pollingState('2026-10')).toStrictEqual(state);
    });

    test('give back what a run has left that had no requests any more', async () => {
      const records = await newRecords();
      const state = stateAfterRun({ used: LIMITS.requestsPerMonth });
      await records.writePollingState('2026-10', state);
      expect(await records.pollingState('2026-10')).toStrictEqual(state);
    });

    test('are of one month: the next one begins without', async () => {
      const records = await newRecords();
      await records.writePollingState('2026-10', stateAfterRun());
      expect(await records.pollingState('2026-11')).toBeUndefined();
      expect(await records.pollingState('2026-10')).toBeDefined();
    });
  });

  describe('about requests', () => {
    test('are none at first', async () => {
      expect(await (await newRecords()).requests('2026-10')).toBe(0);
    });

    test('add up the requests of all workers, month by month', async () => {
      const records = await newRecords();
      await Promise.all([3, 40, 500].map((sent) => records.addRequests('2026-10', { sent }, NOW)));
      await records.addRequests('2026-11', { sent: 6000 }, NOW);
      expect([await records.requests('2026-10'), await records.requests('2026-11')]).toEqual([543, 6000]);
    });

    test('are no polling state, and a polling state is no requests', async () => {
      const records = await newRecords();
      await records.addRequests('2026-10', { sent: 3 }, NOW);
      expect(await records.pollingState('2026-10')).toBeUndefined();
      await records.writePollingState('2026-10', stateAfterRun());
      expect(await records.requests('2026-10')).toBe(3);
    });
  });

  describe('about 429s', () => {
    test('know of none at first', async () => {
      expect(await (await newRecords()).addRequests('2026-10', { sent: 3 }, NOW)).toEqual({});
    });

    test('show all workers when the last one came, also those that got none', async () => {
      const records = await newRecords();
      const [first, second] = [NOW.getTime(), minutesOn(4).getTime()];
      expect(await records.addRequests('2026-10', { sent: 3, throttledAt: first }, NOW)).toEqual({
        throttledAt: first,
      });
      expect(await records.addRequests('2026-10', { sent: 3 }, minutesOn(1))).toEqual({ throttledAt: first });
      await records.addRequests('2026-10', { sent: 3, throttledAt: second }, minutesOn(5));
      expect(await records.addRequests('2026-10', { sent: 3 }, minutesOn(6))).toEqual({ throttledAt: second });
      expect(await records.requests('2026-10')).toBe(12);
    });
  });
});

test('over DynamoDB, all of them expire, two months after they were last written', async () => {
  const tableName = await tables.newTable(COST_HISTORY);
  const records = createFleetRecords(tableName, tables.documents);
  await records.writePollingState('2026-10', stateAfterRun());
  await records.addRequests('2026-10', { sent: 3 }, NOW);
  const items = await tables.itemsOf(tableName, FLEET_PARTITION);
  const days = items.map(({ entry, expiresAt }) => [entry, (Number(expiresAt) - NOW.getTime() / 1000) / 86_400]);
  expect(days).toEqual([
    ['requests#2026-10', 62],
    ['watch#2026-10', 62],
  ]);
});
