import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteParameterCommand, GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { startSecretsManager } from '../../../infra/local/aws/secrets-manager.ts';
import { startSsm } from '../../../infra/local/aws/ssm.ts';

const arn = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:emnify/token-Ab12Cd';

async function withSecrets(
  use: (stand: Awaited<ReturnType<typeof startSecretsManager>>, client: SecretsManagerClient) => Promise<void>,
) {
  const stand = await startSecretsManager({ 'emnify/token': 'first', [arn]: 'by arn' });
  const client = new SecretsManagerClient(localClientSettings(stand.url));
  try {
    await use(stand, client);
  } finally {
    client.destroy();
    await stand.close();
  }
}

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

describe('the Secrets Manager stand-in', () => {
  test('gives a secret by name and by ARN', () =>
    withSecrets(async (stand, client) => {
      const byName = await client.send(new GetSecretValueCommand({ SecretId: 'emnify/token' }));
      const byArn = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      expect(byName).toMatchObject({ Name: 'emnify/token', SecretString: 'first' });
      expect(byArn).toMatchObject({ ARN: arn, Name: 'emnify/token', SecretString: 'by arn' });
      expect(stand.requests).toEqual(['emnify/token', arn]);
    }));

  test.each(['missing', 'toString'])('does not find %s', (SecretId) =>
    withSecrets(async (_, client) => {
      const missing = client.send(new GetSecretValueCommand({ SecretId }));
      await expect(missing).rejects.toBeInstanceOf(ResourceNotFoundException);
    }),
  );

  test('refuses every other action', () =>
    withSecrets(async (_, client) => {
      const refused = client.send(new ListSecretsCommand({}));
      await expect(refused).rejects.toMatchObject({ name: 'UnknownOperationException' });
    }));

  test('is read by Powertools: once while cached, and anew after a rotation', () =>
    withSecrets(async (stand, awsSdkV3Client) => {
      const provider = new SecretsProvider({ awsSdkV3Client });
      expect(await provider.get('emnify/token', { maxAge: 60 })).toBe('first');
      stand.secrets['emnify/token'] = 'second';
      expect(await provider.get('emnify/token', { maxAge: 60 })).toBe('first');
      expect(await provider.get('emnify/token', { forceFetch: true })).toBe('second');
      expect(stand.requests).toEqual(['emnify/token', 'emnify/token']);
    }));
});

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
