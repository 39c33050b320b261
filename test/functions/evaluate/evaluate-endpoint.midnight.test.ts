import { expect, test } from '@jest/globals';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { discoverEndpoints } from '../../../functions/discover/discover-endpoints.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { fakeQueue } from '../../fakes/queue.ts';
import { aMonth, anEndpoint, traffic } from '../../fakes/samples.ts';

const october = (cost: string) => traffic('data', cost, { period: '2026-10', lastUpdated: '2026-10-31T23:45:00.000Z' });
const november = (cost: string) =>
  traffic('data', cost, { period: '2026-11', lastUpdated: '2026-11-01T00:00:10.000Z' });

test('the month ends between two pages of a sweep: October stays October, and nothing of it is November', async () => {
  const fakes = evaluateFakes();
  const { emnify, costHistory } = fakes;
  fakes.clock = new Date('2026-10-31T23:59:30.000Z');
  const [before, stillOld, rolledOver] = ['1', '2', '3'].map((id) => anEndpoint(id));
  if (!before || !stillOld || !rolledOver) throw new Error('three endpoints');
  for (const endpoint of [before, stillOld, rolledOver]) {
    const month = aMonth({ endpoint, period: '2026-10', fetchedAt: '2026-10-31T23:00:00.000Z', decisions: [] });
    await costHistory.write(month, {});
  }
  emnify.endpointPages = async function* () {
    yield { endpoints: [before], unreadable: 0, totalCount: 3 };
    fakes.clock = new Date('2026-11-01T00:00:15.000Z');
    yield { endpoints: [stillOld, rolledOver], unreadable: 0, totalCount: 3 };
  };
  emnify.stats.set('1', statsOf({ currentMonth: [october('6.10')] }));
  emnify.stats.set('2', statsOf({ currentMonth: [october('7.10')] }));
  emnify.stats.set('3', statsOf({ currentMonth: [november('0.02')], lastMonth: [october('8.10')] }));

  const queue = fakeQueue();
  const start = await discoverEndpoints({ emnify, queue, costHistory, now: fakes.now });
  expect(start).toMatchObject({ sweepId: '2026-10-31T23:59:30.000Z', listed: 3 });
  const evaluations = [];
  for (const [index, body] of queue.bodies.entries()) {
    fakes.clock = new Date(index === 0 ? '2026-10-31T23:59:45.000Z' : '2026-11-01T00:00:20.000Z');
    evaluations.push(await evaluateEndpoint(fakes, parseRequest(body)));
  }

  const alerts = fakes.notificationLog.claimed().filter(({ kind }) => kind === 'crossed');
  expect(alerts.map(({ scope, period, ...alert }) => [scope.id, period, 'spend' in alert && alert.spend])).toEqual([
    ['1', '2026-10', '6.1'],
    ['2', '2026-10', '7.1'],
    ['3', '2026-10', '8.1'],
  ]);
  expect(evaluations.map(({ period, spend }) => [period, spend?.meters.total[0]?.amount])).toEqual([
    ['2026-10', '6.1'],
    ['2026-11', undefined],
    ['2026-11', '0.02'],
  ]);
  expect((await costHistory.read('2', '2026-11'))?.spend).toBeUndefined();
  expect((await costHistory.read('2', '2026-10'))?.spend?.meters.total[0]?.amount).toBe('7.1');
  expect((await costHistory.read('3', '2026-11'))?.spend?.meters.total).toEqual([{ currency: 'EUR', amount: '0.02' }]);
});
