import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { DeleteParameterCommand, GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { startSsm } from '../../../../infra/local/aws/ssm.ts';

async function withParameters(use: (stand: Awaited<ReturnType<typeof startSsm>>, client: SSMClient) => Promise<void>) {
  const stand = await startSsm({ '/alerts/budgets': '{"budgets":[]}' });
  const client = new SSMClient(localClientSettings(stand.url));
  try {
    await use(stand, client);
  } finally {
    client.destroy();
    await stand.close();
  }
}

describe('the Parameter Store stand-in', () => {
  test('gives a parameter, as it is now', () =>
    withParameters(async (stand, client) => {
      const get = new GetParameterCommand({ Name: '/alerts/budgets', WithDecryption: true });
      const before = await client.send(get);
      stand.parameters['/alerts/budgets'] = 'changed';
      const after = await client.send(get);
      expect(before.Parameter).toMatchObject({ Name: '/alerts/budgets', Value: '{"budgets":[]}', Type: 'String' });
      expect(after.Parameter?.Value).toBe('changed');
    }));

  test('does not find another', () =>
    withParameters(async (_, client) => {
      const missing = client.send(new GetParameterCommand({ Name: '/alerts/other' }));
      await expect(missing).rejects.toBeInstanceOf(ParameterNotFound);
    }));

  test('refuses every other action', () =>
    withParameters(async (_, client) => {
      const refused = client.send(new DeleteParameterCommand({ Name: '/alerts/budgets' }));
      await expect(refused).rejects.toMatchObject({ name: 'UnknownOperationException' });
    }));

  test('is read by Powertools as JSON', () =>
    withParameters(async (_, awsSdkV3Client) => {
      const provider = new SSMProvider({ awsSdkV3Client });
      expect(await provider.get('/alerts/budgets', { transform: 'json' })).toEqual({ budgets: [] });
    }));
});
