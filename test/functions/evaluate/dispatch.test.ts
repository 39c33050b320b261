import { describe, expect, test } from '@jest/globals';
import { dispatch, type EvaluateAnswer } from '../../../functions/evaluate/dispatch.ts';
import { evaluatePayload } from '../../../functions/evaluate/payload.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { anEndpoint, aPlan, NOW, traffic } from '../../fakes/samples.ts';

function threeDevices(): EvaluateFakes {
  const fakes = evaluateFakes([anEndpoint('1'), anEndpoint('2', { tags: ['Camera'] }), anEndpoint('3')]);
  fakes.plan = aPlan([{ name: 'every-device', limit: 5, forecast: false }]);
  fakes.reports('1', traffic('data', '4.1'));
  fakes.reports('2', traffic('data', '6.1'));
  return fakes;
}

async function invoke(fakes: EvaluateFakes, event: unknown): Promise<EvaluateAnswer> {
  const answer = await withPayload(evaluatePayload, (payload) => dispatch(fakes, payload))(event);
  if (!('evaluations' in answer)) throw new Error('this payload asks for no explanation');
  return answer;
}

describe('evaluate, by hand', () => {
  test('judges the named endpoints now, in their order, and claims', async () => {
    const fakes = threeDevices();
    const { dryRun, evaluations } = await invoke(fakes, { endpointIds: ['2', '1'] });
    expect(dryRun).toBe(false);
    expect(evaluations.map(({ endpoint, alerts }) => [endpoint.name, alerts.length])).toEqual([
      ['tracker-2', 1],
      ['tracker-1', 1],
    ]);
    expect(fakes.notificationLog.claimedPcts()).toEqual([100, 80]);
    expect(fakes.emnify.asked).toEqual(['2', '1']);
  });

  test('asks for tags, so that the right budget counts', async () => {
    const fakes = threeDevices();
    fakes.plan = aPlan([
      { name: 'cameras', limit: 50, match: { tags: ['camera'] } },
      { name: 'every-device', limit: 5 },
    ]);
    const { evaluations } = await invoke(fakes, { endpointIds: ['2'] });
    expect(evaluations).toMatchObject([{ decisions: [{ budget: 'cameras', kind: 'below' }] }]);
  });

  test('writes nothing in a dry run', async () => {
    const fakes = threeDevices();
    const { dryRun, evaluations } = await invoke(fakes, { endpointIds: ['1', '2', '3'], dryRun: true });
    expect({ dryRun, alerts: evaluations.map(({ alerts }) => alerts.length) }).toEqual({
      dryRun: true,
      alerts: [1, 1, 0],
    });
    expect([fakes.costHistory.writes, fakes.notificationLog.claimed()]).toEqual([[], []]);
  });

  test('says of an endpoint that emnify does not know that it does not know it, and goes on', async () => {
    const fakes = threeDevices();
    const { evaluations } = await invoke(fakes, { endpointIds: ['404', '1'] });
    expect(evaluations).toMatchObject([
      {
        endpoint: { id: '404' },
        outcome: 'skipped',
        reason: "Endpoint with Id '404' not found.",
        fetchedAt: NOW.toISOString(),
        decisions: [],
        alerts: [],
      },
      { endpoint: { id: '1' }, outcome: 'evaluated' },
    ]);
    expect(fakes.emnify.asked).toEqual(['1']);
  });

  test('takes ids as numbers too', async () => {
    expect(await invoke(threeDevices(), { endpointIds: [1] })).toMatchObject({
      evaluations: [{ endpoint: { id: '1' } }],
    });
  });

  test('fails when emnify cannot be had', async () => {
    const fakes = threeDevices();
    fakes.emnify.failure = new Error('emnify did not answer');
    await expect(invoke(fakes, { endpointIds: ['1'] })).rejects.toThrow('emnify did not answer');
  });
});
