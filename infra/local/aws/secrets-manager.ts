import { localAccountId, localRegion } from './client-settings.ts';
import { AwsFault } from './http-stand-in.ts';
import { startJsonStandIn } from './json-stand-in.ts';

export interface SecretsManagerStandIn {
  url: string;
  /** The secrets, read on every request: changing them is like storing a secret in the console. */
  secrets: Record<string, string>;
  /** The requested ids so far, in order, found or not. */
  requests: string[];
  close(): Promise<void>;
}

/**
 * Starts a Secrets Manager that knows GetSecretValue only. A secret is found by exactly the id or ARN it is stored
 * under; any other is a ResourceNotFoundException.
 */
export async function startSecretsManager(initial: Record<string, string>): Promise<SecretsManagerStandIn> {
  const secrets = { ...initial };
  const requests: string[] = [];
  const { url, close } = await startJsonStandIn('secretsmanager', {
    GetSecretValue({ SecretId }) {
      if (typeof SecretId !== 'string')
        throw new AwsFault(400, 'InvalidParameterException', 'SecretId is not a string');
      requests.push(SecretId);
      if (!Object.hasOwn(secrets, SecretId)) {
        throw new AwsFault(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      const isArn = SecretId.startsWith('arn:');
      return {
        ARN: isArn ? SecretId : `arn:aws:secretsmanager:${localRegion}:${localAccountId}:secret:${SecretId}-local0`,
        Name: isArn
          ? SecretId.split(':')
              .slice(6)
              .join(':')
              .replace(/-\w{6}$/, '')
          : SecretId,
        SecretString: secrets[SecretId],
        VersionStages: ['AWSCURRENT'],
      };
    },
  });
  return { url, secrets, requests, close };
}
