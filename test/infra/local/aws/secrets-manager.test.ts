import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { startSecretsManager } from '../../../../infra/local/aws/secrets-manager.ts';

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
