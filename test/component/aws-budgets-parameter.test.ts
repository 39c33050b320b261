import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createBudgetsParameter } from '../../functions/aws/budgets-parameter.ts';
import { CLIENT_CONFIG } from '../../functions/aws/client-config.ts';
import { ParameterStore } from '../../functions/aws/parameter-store.ts';
import { BudgetsError, checkBudgets, planText } from '../../functions/contracts/budgets.ts';
import { localClientSettings } from '../../infra/local/aws/client-settings.ts';
import { type SsmStandIn, startSsm } from '../../infra/local/aws/ssm.ts';
import { aPlan } from '../fakes/samples.ts';

const NAME = '/EmnifyCostAlerts/budgets';
let ssm: SsmStandIn;
let store: ParameterStore;
beforeEach(async () => {
  ssm = await startSsm({ [NAME]: textWith('5') });
  store = new ParameterStore({ ...CLIENT_CONFIG, ...localClientSettings(ssm.url), maxAttempts: 1 });
});
afterEach(async () => {
  jest.useRealTimers();
  store.destroy();
  await ssm.close();
});

/** What a deployment writes into the parameter. */
function textWith(limit: string): string {
  const checked = checkBudgets({ currency: 'EUR', budgets: [{ name: 'every-device', limit }] });
  if ('problems' in checked) throw new BudgetsError('this test', checked.problems);
  return planText(checked.file);
}

/** Moves the clock by which the cache counts; timers and sockets go on as ever. */
function clockAt(seconds: number): void {
  jest.useFakeTimers({ now: seconds * 1000, doNotFake: EVERYTHING_BUT_DATE });
}
const EVERYTHING_BUT_DATE = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const satisfies string[];

describe('the budgets parameter', () => {
  test('gives what a deployment wrote', async () => {
    expect(await createBudgetsParameter(NAME, store)()).toEqual(aPlan());
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
    expect(await createBudgetsParameter(NAME, store)()).toEqual(checked.file.plan);
  });

  test('as it was written before there were mutes and scopes is read as ever', async () => {
    ssm.parameters[NAME] =
      '{"currency":"EUR","budgets":[{"name":"every-device","scope":"endpoint","meter":"total","limit":"5","thresholds":[80,100]}]}';
    expect(await createBudgetsParameter(NAME, store)()).toEqual({
      currency: 'EUR',
      budgets: [
        {
          name: 'every-device',
          scope: 'endpoint',
          meter: 'total',
          limit: '5',
          thresholds: [80, 100],
          forecast: true,
        },
      ],
      mutes: [],
      checkMe: { sharePct: 30, atLeast: 20 },
    });
  });

  test('is kept for a minute, and then asked for again', async () => {
    const budgets = createBudgetsParameter(NAME, store);
    const limitAt = async (seconds: number) => {
      clockAt(1_000_000 + seconds);
      return (await budgets()).budgets[0]?.limit;
    };
    expect(await limitAt(0)).toBe('5');
    ssm.parameters[NAME] = textWith('7.5');
    expect([await limitAt(30), await limitAt(59), await limitAt(61)]).toEqual(['5', '5', '7.5']);
  });

  test.each([
    ['not JSON', '{"currency": "EUR", "budgets": [', 'the content is not JSON'],
    ['empty', ' ', 'the content is not JSON'],
    ['without a limit', '{"currency":"EUR","budgets":[{"name":"all"}]}', 'limit'],
    ['with a limit in words', '{"currency":"EUR","budgets":[{"name":"all","limit":"five"}]}', 'limit'],
  ])('that is %s names itself and what is wrong', async (_, text, problem) => {
    ssm.parameters[NAME] = text;
    const error = await createBudgetsParameter(NAME, store)().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BudgetsError);
    expect((error as Error).message).toContain(NAME);
    expect((error as Error).message).toContain(problem);
  });

  test('that does not exist throws', async () => {
    await expect(createBudgetsParameter('/EmnifyCostAlerts/other', store)()).rejects.toThrow('/EmnifyCostAlerts/other');
  });
});
