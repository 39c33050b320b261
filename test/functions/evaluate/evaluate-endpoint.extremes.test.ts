import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import { createNotificationLog } from '../../../functions/aws/notification-log.ts';
import { decimal } from '../../../functions/domain/values/money.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { COST_HISTORY, NOTIFICATION_LOG } from '../../../infra/table-schemas.ts';
import { evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { anEndpoint, aPlan, minutesOn, traffic } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

const endpoint = anEndpoint('166');
let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

/** All that `evaluate` needs, with tables that take no number that DynamoDB does not. */
async function world() {
  const fakes = evaluateFakes();
  fakes.plan = aPlan([{ name: 'every-device', limit: 5 }]);
  return Object.assign(fakes, {
    stored: createCostHistory(await tables.newTable(COST_HISTORY), tables.documents),
    log: createNotificationLog(await tables.newTable(NOTIFICATION_LOG), tables.documents),
  });
}

describe('a cost beyond all that is usual, over the tables themselves', () => {
  test.each([['1e16'], ['2e21'], ['9007199254740993'], ['123456789012345678901234567890.1234567891']])(
    '%s is stored exactly, and claimed',
    async (cost) => {
      const { stored, log, ...fakes } = await world();
      const amount = decimal(cost);
      fakes.reports('166', traffic('data', amount));
      const deps = { ...fakes, costHistory: stored, notificationLog: log };
      const { alerts } = await evaluateEndpoint(deps, { endpoint });
      expect(alerts.map(({ kind }) => kind)).toContain('crossed');
      const [claimed] = (await waitingIn(log)).filter(({ kind }) => kind === 'crossed');
      expect(claimed).toMatchObject({ spend: amount, limit: '5', reachedPct: 5e15, severity: 'critical' });
      expect(await stored.read('166', '2026-10')).toMatchObject({
        spend: { meters: { total: [{ amount, currency: 'EUR' }] } },
        decisions: [{ kind: 'crossed', spend: amount, ratioPct: Number.MAX_SAFE_INTEGER }],
      });
      // And the check after that, which compares with what is stored.
      expect((await evaluateEndpoint({ ...deps, now: () => minutesOn(60) }, { endpoint })).alerts).toEqual([]);
    },
  );

  test.each(['1e-300', '1e-130', '0.0000000001', '-1e16', '-3'])(
    '%s is stored exactly, and none is claimed',
    async (cost) => {
      const { stored, log, ...fakes } = await world();
      const amount = decimal(cost);
      fakes.reports('166', traffic('data', amount));
      const deps = { ...fakes, costHistory: stored, notificationLog: log };
      for (const minutes of [0, 60]) {
        const evaluation = await evaluateEndpoint({ ...deps, now: () => minutesOn(minutes) }, { endpoint });
        expect(evaluation).toMatchObject({ outcome: 'evaluated', alerts: [], decisions: [{ kind: 'below' }] });
      }
      expect(await waitingIn(log)).toEqual([]);
      expect(await stored.read('166', '2026-10')).toMatchObject({
        spend: { meters: { total: [{ amount, currency: 'EUR' }] } },
      });
    },
  );

  test('of a limit as small as can be is alerted all the same', async () => {
    const { stored, log, ...fakes } = await world();
    fakes.plan = aPlan([{ name: 'every-device', limit: '0.01', forecast: false }]);
    fakes.reports('166', traffic('data', decimal('1e16')));
    const deps = { ...fakes, budgets: async () => fakes.plan, costHistory: stored, notificationLog: log };
    expect((await evaluateEndpoint(deps, { endpoint })).alerts).toMatchObject([
      { reachedPct: 5e15, nextPct: Number.MAX_SAFE_INTEGER },
    ]);
  });
});
