import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT_CONFIG } from '../../../functions/aws/client-config.ts';
import { ONE_TRY } from '../../../functions/aws/topics.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';

/** Between two tries; the SDK's own waits come to seconds. */
const WAIT_MS = 2;

interface Address {
  url: string;
  /** In place of every time limit that production has. */
  timeLimitMs: number;
}

/** The AWS clients of our functions, each as production has it but for its address, its time limits and its waits. */
export const hurriedClients = {
  dynamodb: (at: Address) => hurried(new DynamoDBClient(settingsFor(at))),
  sqs: (at: Address) => hurried(new SQSClient({ ...settingsFor(at), useQueueUrlAsEndpoint: false })),
  sns: snsClients,
  secretsManager: (at: Address) => hurried(new SecretsManagerClient(settingsFor(at))),
  ssm: (at: Address) => hurried(new SSMClient(settingsFor(at))),
  cloudwatch: (at: Address) => hurried(new CloudWatchClient(settingsFor(at))),
};

/** One publishes, and never tries again by itself; the other lists subscriptions. */
function snsClients(at: Address) {
  const topics = hurried(new SNSClient(settingsFor(at, ONE_TRY)));
  const subscriptions = hurried(new SNSClient(settingsFor(at)));
  const destroy = (): void => {
    topics.destroy();
    subscriptions.destroy();
  };
  return { topics, subscriptions, destroy };
}

function settingsFor({ url, timeLimitMs }: Address, config: typeof CLIENT_CONFIG = CLIENT_CONFIG) {
  const limits = Object.keys(CLIENT_CONFIG.requestHandler).map((name) => [name, timeLimitMs]);
  return { ...config, ...localClientSettings(url), requestHandler: Object.fromEntries(limits) };
}

/** What is tried again, and how often, stays the SDK's decision. */
function hurried<Client extends { config: { retryStrategy(): Promise<object> } }>(client: Client): Client {
  const { config } = client;
  const strategy = config.retryStrategy();
  config.retryStrategy = async () => {
    if (!('retryBackoffStrategy' in (await strategy))) throw new Error('The AWS SDK keeps its waits elsewhere now.');
    const retryBackoffStrategy = { computeNextBackoffDelay: () => WAIT_MS, setDelayBase: () => {} };
    return Object.assign(await strategy, { retryBackoffStrategy });
  };
  return client;
}
