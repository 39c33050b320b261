import { startCloudWatch } from '../../../infra/local/aws/cloudwatch.ts';
import { type DynamoDbStandIn, startDynamoDb } from '../../../infra/local/aws/dynamodb.ts';
import { startSecretsManager } from '../../../infra/local/aws/secrets-manager.ts';
import { type SqsStandIn, startSqs } from '../../../infra/local/aws/sqs.ts';
import { startSsm } from '../../../infra/local/aws/ssm.ts';
import { hurriedClients } from './aws-clients.ts';
import { BUDGETS } from './fleet.ts';

/** Longer than anything takes that is in order. */
export const TIME_LIMIT_MS = 5_000;
export const SECRET = 'emnify-application-token';
export const PARAMETER = '/budgets';
/** What the secret holds, and the only application token that emnify knows. */
export const APPLICATION_TOKEN = 'right';
/** So near the limit that every mail says so. */
export const SMS_USD = { spent: 9, limit: 10 };

/** What all worlds stand on. Each has tables and a queue of its own there. */
export interface Ground {
  dynamodb: DynamoDbStandIn;
  sqs: SqsStandIn;
  secretsManager: { url: string };
  ssm: { url: string };
  cloudwatch: { url: string };
  /** Of services that are in order. */
  clients: ReturnType<typeof clientsOf>;
  close(): Promise<void>;
}

export async function startGround(): Promise<Ground> {
  const [dynamodb, sqs, secretsManager, ssm, cloudwatch] = await Promise.all([
    startDynamoDb(),
    startSqs(),
    startSecretsManager({ [SECRET]: APPLICATION_TOKEN }),
    startSsm({ [PARAMETER]: BUDGETS }),
    startCloudWatch(),
  ]);
  cloudwatch.smsSpentUsd = SMS_USD.spent;
  const services = { dynamodb, sqs, secretsManager, ssm, cloudwatch };
  const clients = clientsOf(services);
  return {
    ...services,
    clients,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await Promise.all(Object.values(services).map((service) => service.close()));
    },
  };
}

function clientsOf(services: Record<'dynamodb' | 'sqs' | 'secretsManager' | 'ssm' | 'cloudwatch', { url: string }>) {
  const at = ({ url }: { url: string }) => ({ url, timeLimitMs: TIME_LIMIT_MS });
  return {
    dynamodb: hurriedClients.dynamodb(at(services.dynamodb)),
    sqs: hurriedClients.sqs(at(services.sqs)),
    secretsManager: hurriedClients.secretsManager(at(services.secretsManager)),
    ssm: hurriedClients.ssm(at(services.ssm)),
    cloudwatch: hurriedClients.cloudwatch(at(services.cloudwatch)),
  };
}
