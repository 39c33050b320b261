import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createBudgetsParameter } from '../../../functions/aws/budgets-parameter.ts';
import { CLIENT_CONFIG } from '../../../functions/aws/client-config.ts';
import { BudgetsError, checkBudgets, parsePlan, planText } from '../../../functions/budgets-file/budgets.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { startHttpStandIn } from '../../../infra/local/aws/http-stand-in.ts';
import { type SsmStandIn, startSsm } from '../../../infra/local/aws/ssm.ts';
import { budgetsText } from '../../fakes/budgets.ts';
import { aPlan } from '../../fakes/samples.ts';

const NAME = '/EmnifyCostAlerts/budgets';
let ssm: SsmStandIn;
let client: SSMClient;
beforeEach(async () => {
  ssm = await startSsm({ [NAME]: budgetsText('5') });
  client = clientOf(ssm.url);
});
afterEach(async () => {
  client.destroy();
  await ssm.close();
});

const clientOf = (url: string) => new SSMClient({ ...CLIENT_CONFIG, ...localClientSettings(url), maxAttempts: 1 });
const planIn = async () => parsePlan(await createBudgetsParameter(NAME, client).read(), NAME);

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

  test('with a mute as it was written before there were ceilings has the default one', async () => {
    ssm.parameters[NAME] =
      '{"currency":"EUR","budgets":[{"name":"all","limit":"5"}],"mutes":[{"budget":"all","until":"2026-11-30T00:00:00.000Z","reason":"load test","who":"Kim"}]}';
    expect((await planIn()).mutes).toMatchObject([{ budget: 'all', upTo: { pct: 300 } }]);
  });

  test('that does not exist says which it is, and what SSM says', async () => {
    const reading = createBudgetsParameter('/EmnifyCostAlerts/other', client).read();
    await expect(reading).rejects.toThrow(/^\/EmnifyCostAlerts\/other cannot be read: ParameterNotFound: no parameter/);
  });

  test.each([
    ['its code and its words', '{"__type":"AccessDeniedException","Message":"no"}', 'AccessDeniedException: no'],
    ['its code alone, as it does of one that is not there', '{"__type":"ParameterNotFound"}', 'ParameterNotFound'],
  ])('that SSM refuses with %s says so', async (_, body, words) => {
    const error = await readingFrom(400, body).catch((reason: Error) => reason);
    expect(error).toEqual(new Error(`${NAME} cannot be read: ${words}`));
    expect(error).toHaveProperty('cause.name', words.replace(/:.*/, ''));
  });

  test('without a value is an empty text', async () => {
    expect(await readingFrom(200, '{}')).toBe('');
  });

  test('is asked for at each reading', async () => {
    const { read } = createBudgetsParameter(NAME, client);
    expect(await read()).toBe(budgetsText('5'));
    ssm.parameters[NAME] = budgetsText('7');
    expect(await read()).toBe(budgetsText('7'));
  });

  test('is asked of the SSM that the environment names', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_SSM: ssm.url,
    });
    try {
      expect(await createBudgetsParameter(NAME).read()).toBe(budgetsText('5'));
    } finally {
      process.env = before;
    }
  });
});

/** Reads the parameter where SSM answers so. */
async function readingFrom(status: number, body: string): Promise<string> {
  const contentType = 'application/x-amz-json-1.1';
  const answering = await startHttpStandIn(
    () => ({ status, contentType, body }),
    ({ message }) => ({ status: 500, contentType, body: message }),
  );
  const asking = clientOf(answering.url);
  try {
    return await createBudgetsParameter(NAME, asking).read();
  } finally {
    asking.destroy();
    await answering.close();
  }
}
