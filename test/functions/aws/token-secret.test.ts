import { inspect } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTokenSecret } from '../../../functions/aws/token-secret.ts';
import { PLACEHOLDER } from '../../../functions/contracts/application-token.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type SecretsManagerStandIn, startSecretsManager } from '../../../infra/local/aws/secrets-manager.ts';

const ID = 'emnify-application-token';
let standIn: SecretsManagerStandIn;
let client: SecretsManagerClient;
beforeEach(async () => {
  standIn = await startSecretsManager({ [ID]: 'MARKER-FIRST' });
  client = new SecretsManagerClient({ ...localClientSettings(standIn.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await standIn.close();
});

const cached = { fresh: false };
const fresh = { fresh: true };
const store = (value: string) => Object.assign(standIn.secrets, { [ID]: value });

describe('the token secret', () => {
  test('is read once and kept', async () => {
    const token = createTokenSecret(ID, client);
    expect([await token(cached), await token(cached)]).toEqual(['MARKER-FIRST', 'MARKER-FIRST']);
    expect(standIn.requests).toEqual([ID]);
  });

  test('is read again for a fresh one, which is then kept', async () => {
    const token = createTokenSecret(ID, client);
    await token(cached);
    store('MARKER-SECOND');
    expect([await token(cached), await token(fresh), await token(cached)]).toEqual([
      'MARKER-FIRST',
      'MARKER-SECOND',
      'MARKER-SECOND',
    ]);
    expect(standIn.requests).toHaveLength(2);
  });

  test('is read without the blanks and line breaks that come along with pasting', async () => {
    store('  MARKER-PASTED\n');
    expect(await createTokenSecret(ID, client)(cached)).toBe('MARKER-PASTED');
  });

  test.each(['{"application_token":"MARKER-PASTED"}', '"MARKER-PASTED"', 'Bearer MARKER-PASTED'])(
    'is found in %s',
    async (value) => {
      store(value);
      expect(await createTokenSecret(ID, client)(cached)).toBe('MARKER-PASTED');
    },
  );

  test('that is ambiguous is reported with the command, and not shown', async () => {
    store('{"a":"MARKER-ONE","b":"MARKER-TWO"}');
    await expect(createTokenSecret(ID, client)(cached)).rejects.toThrow(
      `The secret ${ID} holds no application token, but JSON with several texts, and which of them is the token is ` +
        `not clear. Store yours: aws secretsmanager put-secret-value --secret-id ${ID}`,
    );
  });

  test.each([PLACEHOLDER, '', ' \n', `${PLACEHOLDER}\n`])(
    'that is not stored yet (%j) is reported with the command',
    async (value) => {
      store(value);
      const token = createTokenSecret(ID, client);
      await expect(token(cached)).rejects.toThrow(
        `The secret ${ID} holds no application token yet. Store yours: aws secretsmanager put-secret-value ` +
          `--secret-id ${ID} --secret-string "$EMNIFY_APPLICATION_TOKEN"`,
      );
      store('MARKER-AT-LAST');
      expect(await token(cached)).toBe('MARKER-AT-LAST');
    },
  );

  test('that does not exist throws', async () => {
    await expect(createTokenSecret('another', client)(cached)).rejects.toThrow("can't find the specified secret");
  });

  test('is in no error, and cannot be had once Secrets Manager is gone', async () => {
    const token = createTokenSecret(ID, client);
    await token(cached);
    await standIn.close();
    const error = await token(fresh).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 10 })).not.toContain('MARKER');
  });
});
