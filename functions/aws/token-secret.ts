import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLIENT_CONFIG } from './client-config.ts';

/** What a deployment stores before a person does. */
export const PLACEHOLDER = 'replace-me';

const KEEP_SECONDS = 300;

/**
 * Reads the application token, keeping it for a few minutes; `fresh` asks again.
 *
 * @throws {Error} when nobody has stored a token yet, with the command that does
 */
export function createTokenSecret(
  secretId: string,
  awsSdkV3Client = new SecretsManagerClient(CLIENT_CONFIG),
): (options: { fresh: boolean }) => Promise<string> {
  const secrets = new SecretsProvider({ awsSdkV3Client });
  return async ({ fresh }) => {
    const token = String((await secrets.get(secretId, { maxAge: KEEP_SECONDS, forceFetch: fresh })) ?? '').trim();
    if (token !== '' && token !== PLACEHOLDER) return token;
    secrets.clearCache();
    throw new Error(
      `The secret ${secretId} holds no application token yet. Store yours: ` +
        `aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string "$EMNIFY_APPLICATION_TOKEN"`,
    );
  };
}
