import { expect, test } from '@jest/globals';
import type { CostHistory } from '../../../functions/contracts/cost-history.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { anEndpoint, aPlan, minutesOn, traffic } from '../../fakes/samples.ts';

/** Checks of one endpoint, each with its minute and its cost. @returns for each whether only its time was written */
async function checks(...costs: [minutes: number, cost: string][]): Promise<boolean[]> {
  const fakes = evaluateFakes();
  fakes.plan = aPlan([{ name: 'every-device', limit: 5, forecast: false }]);
  const isTimeOnly: boolean[] = [];
  const { costHistory } = fakes;
  const write: CostHistory['write'] = async (month, options) => {
    isTimeOnly.push(options.isUnchanged === true);
    await costHistory.write(month, options);
  };
  for (const [minutes, cost] of costs) {
    fakes.clock = minutesOn(minutes);
    fakes.reports('166', traffic('data', cost));
    await evaluateEndpoint({ ...fakes, costHistory: { ...costHistory, write } }, { endpoint: anEndpoint('166') });
  }
  return isTimeOnly;
}

test('a check that finds nothing new writes its time only', async () => {
  expect(await checks([0, '1'], [20, '1'], [40, '1'], [60, '1.01'], [80, '1.01'])).toEqual([
    false,
    true,
    true,
    false,
    true,
  ]);
});

test('the check after a crossing writes that the alert was sent', async () => {
  expect(await checks([0, '3.99'], [20, '4.1'], [40, '4.1'], [60, '4.1'])).toEqual([false, false, false, true]);
});
