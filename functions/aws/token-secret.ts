import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readApplicationToken } from '../contracts/application-token.ts';
import { CLIENT_CONFIG } from './client-config.ts';

const KEEP_SECONDS = 300;

/**
 * Reads the application token, keeping it for a few minutes; `fresh` asks again.
 *
 * @throws {Error} when no usable token is stored, with the command that stores one; never with the stored text
 */
export function createTokenSecret(
  secretId: string,
  awsSdkV3Client = new SecretsManagerClient(CLIENT_CONFIG),
): (options: { fresh: boolean }) => Promise<string> {
  const secrets = new SecretsProvider({ awsSdkV3Client });
  return async ({ fresh }) => {
    const stored = await secrets.get(secretId, { maxAge: KEEP_SECONDS, forceFetch: fresh });
    const read = readApplicationToken(typeof stored === 'string' ? stored : new TextDecoder().decode(stored));
    if ('token' in read) return read.token;
    secrets.clearCache();
    const what = read.isMissing ? 'no application token yet' : `no application token, but ${read.problem}`;
    throw new Error(
      `The secret ${secretId} holds ${what}. Store yours: ` +
        `aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string "$EMNIFY_APPLICATION_TOKEN"`,
    );
  };
}
