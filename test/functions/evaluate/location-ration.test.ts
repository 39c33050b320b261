import { expect, test } from '@jest/globals';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { rationLocations } from '../../../functions/evaluate/location-ration.ts';
import { evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { anEndpoint, traffic } from '../../fakes/samples.ts';

test('ten locations are asked for in one run, and as many in the next', async () => {
  const fakes = evaluateFakes();
  const { located, location } = fakes.emnify;
  const ration = rationLocations(location);
  const deps = { ...fakes, emnify: { ...fakes.emnify, location: ration.location } };
  const evaluateAll = async (from: number, to: number) => {
    ration.middleware.before();
    for (let id = from; id <= to; id++) {
      fakes.reports(String(id), traffic('data', '6.1'));
      await evaluateEndpoint(deps, { endpoint: anEndpoint(String(id)) });
    }
  };
  await evaluateAll(1, 12);
  expect(located).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  expect(fakes.notificationLog.claimed()).toHaveLength(12);
  await evaluateAll(13, 14);
  expect(located.slice(10)).toEqual(['13', '14']);
});
