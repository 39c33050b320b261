import { describe, expect, test } from '@jest/globals';
import { serializeRequest } from '../../../functions/contracts/evaluation-request.ts';
import { evaluateMessage } from '../../../functions/evaluate/evaluate-message.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { anEndpoint, minutesOn, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');

/** Checks of a SIM, an hour apart, as `discover` asks for them in a fleet that pays EUR 0.10 a MB. */
async function checks(fakes: EvaluateFakes, lastMonth: string, ...figures: [volume: string, cost: string][]) {
  for (const [hours, [volume, cost]] of figures.entries()) {
    fakes.clock = minutesOn(60 * hours);
    const month = lastMonth === '0' ? [] : [traffic('data', lastMonth, { period: '2026-09', volume: '10' })];
    fakes.emnify.stats.set('166', statsOf({ currentMonth: [traffic('data', cost, { volume })], lastMonth: month }));
    const request = { sweepId: fakes.clock.toISOString(), fleetPricePerMb: 0.1, endpoint };
    await evaluateMessage(fakes, serializeRequest(request), { waitedSeconds: 1, isFirst: true });
  }
  return (await waitingIn(fakes.notificationLog)).map((alert) => ('price' in alert ? alert.price : undefined));
}

describe('an alert about dear data', () => {
  test('compares a new SIM with the fleet', async () => {
    const prices = await checks(evaluateFakes(), '0', ['1', '2'], ['3', '6']);
    expect(prices).toEqual([{ perMb: 2, usualPerMb: 0.1, usualOf: 'fleet' }]);
  });

  test('compares an endpoint with itself as soon as last month shows what it pays', async () => {
    const prices = await checks(evaluateFakes(), '5', ['1', '2'], ['3', '6']);
    expect(prices).toEqual([{ perMb: 2, usualPerMb: 0.5, usualOf: 'endpoint' }]);
  });

  test('says nothing of an endpoint that has always paid more than the fleet', async () => {
    expect(await checks(evaluateFakes(), '20', ['1', '2'], ['3', '6'])).toEqual([undefined]);
  });
});
