import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createBudgetsParameter } from '../../functions/aws/budgets-parameter.ts';
import { CLIENT_CONFIG } from '../../functions/aws/client-config.ts';
import { ParameterStore } from '../../functions/aws/parameter-store.ts';
import { BudgetsError, checkBudgets, parsePlan, planText } from '../../functions/contracts/budgets.ts';
import { localClientSettings } from '../../infra/local/aws/client-settings.ts';
import { type SsmStandIn, startSsm } from '../../infra/local/aws/ssm.ts';
import { budgetsText } from '../fakes/budgets.ts';
import { aPlan } from '../fakes/samples.ts';

const NAME = '/EmnifyCostAlerts/budgets';
let ssm: SsmStandIn;
let store: ParameterStore;
beforeEach(async () => {
  ssm = await startSsm({ [NAME]: budgetsText('5') });
  store = new ParameterStore({ ...CLIENT_CONFIG, ...localClientSettings(ssm.url), maxAttempts: 1 });
});
afterEach(async () => {
  store.destroy();
  await ssm.close();
});

const planIn = async () => parsePlan(await createBudgetsParameter(NAME, store).read(), NAME);

describe('the budgets parameter', () => {
  test('gives what a deployment wrote', async () => {
    expect(await planIn()).toEqual(aPlan());
  });

  test('gives mutes and all scopes, too', async () => {
    const checked = checkBudgets({
      currency: 'EUR',
      budgets: [
        { name: 'every-device', limit: 5, limitFromTag: 'cost-limit', forecast: false },
        { name: 'fleet', scope: 'group', limit: 500 },
        { name: 'workspace', scope: 'organisation', limit: 'emnify' },
      ],
      mutes: [{ budget: 'fleet', until: '2026-11-30', reason: 'load test of {{all}}', who: 'Kim' }],
      checkMe: { atLeast: 5 },
    });
    if ('problems' in checked) throw new BudgetsError('this test', checked.problems);
    ssm.parameters[NAME] = planText(checked.file);
    expect(await planIn()).toEqual(checked.file.plan);
  });

  test('as it was written before there were mutes and scopes is read as ever', async () => {
    ssm.parameters[NAME] =
      '{"currency":"EUR","budgets":[{"name":"every-device","scope":"endpoint","meter":"total","limit":"5","thresholds":[80,100]}]}';
    expect(await planIn()).toMatchObject({
      currency: 'EUR',
      budgets: [
        {
          name: 'every-device',
          scope: 'endpoint',
          meter: 'total',
          limit: '5',
          thresholds: [80, 100],
          criticalFrom: 100,
          forecast: true,
        },
      ],
      mutes: [],
      checkMe: { sharePct: 30, atLeast: 20 },
    });
  });

  test('that does not exist says which it is, and what SSM says', async () => {
    const reading = createBudgetsParameter('/EmnifyCostAlerts/other', store).read();
    await expect(reading).rejects.toThrow(/^\/EmnifyCostAlerts\/other cannot be read: ParameterNotFound: no parameter/);
  });

  test('of which SSM says nothing but a code is named with that code', async () => {
    // As SSM says it: without a message.
    const refusal = Object.assign(new Error('ParameterNotFound'), { name: 'ParameterNotFound' });
    const refusing = { read: () => Promise.reject(refusal) };
    const error = await createBudgetsParameter(NAME, refusing)
      .read()
      .catch((reason: Error) => reason);
    expect(error).toEqual(new Error(`${NAME} cannot be read: ParameterNotFound`));
    expect(error).toHaveProperty('cause', refusal);
  });

  test('without a value is an empty text', async () => {
    expect(await createBudgetsParameter(NAME, { read: async () => undefined }).read()).toBe('');
  });
});
