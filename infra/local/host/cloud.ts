import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../../../functions/aws/document-client.ts';
import type { BudgetsFile } from '../../../functions/budgets-file/budgets.ts';
import { planText } from '../../../functions/budgets-file/budgets.ts';
import type { Severity } from '../../../functions/domain/judging/thresholds.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import { type Recipient, severitiesFor } from '../../../functions/domain/messages/recipient.ts';
import { COST_HISTORY, NOTIFICATION_LOG } from '../../table-schemas.ts';
import { localClientSettings, localRegion } from '../aws/client-settings.ts';
import { type CloudWatchStandIn, startCloudWatch } from '../aws/cloudwatch.ts';
import { type DynamoDbStandIn, startDynamoDb } from '../aws/dynamodb.ts';
import { startSecretsManager } from '../aws/secrets-manager.ts';
import { type SnsStandIn, type Subscription, startSns } from '../aws/sns.ts';
import { type CreatedQueue, type SqsStandIn, startSqs } from '../aws/sqs.ts';
import { type SsmStandIn, startSsm } from '../aws/ssm.ts';
import { OpenParts } from './open-parts.ts';
import { createTableRequest } from './tables.ts';

/** Stand-ins on this machine for the resources that the stack creates in AWS. */
export interface Cloud {
  dynamodb: DynamoDbStandIn;
  /** Reads and writes the tables. */
  documents: DynamoDBDocumentClient;
  sqs: SqsStandIn;
  sns: SnsStandIn;
  ssm: SsmStandIn;
  cloudwatch: CloudWatchStandIn;
  queue: CreatedQueue & { deadLetterQueueUrl: string };
  /** The names of the resources, as in the functions' environment. */
  names: { costHistory: string; notificationLog: string; tokenSecret: string; budgetsParameter: string };
  /** The address of each stand-in. */
  services: AwsServices;
  /** The subscribed addresses and phone numbers. */
  recipients: BudgetsFile['recipients'];
  /** Texts that must not appear in a log. */
  secrets: string[];
  /** Credentials and addresses: the variables that Lambda sets for every function, and those of the stand-ins. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

export type AwsServices = {
  [service in 'dynamodb' | 'sqs' | 'sns' | 'secretsManager' | 'ssm' | 'cloudwatch']: { url: string };
};

/** The resources' names on this machine. */
const NAMES = {
  costHistory: 'cost-history',
  notificationLog: 'notification-log',
  tokenSecret: 'emnify-token',
  budgetsParameter: '/EmnifyCostAlerts/budgets',
};

/** The number of tries of a message. It is lower than in AWS: a run on this machine does not wait for emnify to come back. */
const TRIES_BEFORE_DEAD_LETTER = 2;

export async function startCloud(options: { settings: BudgetsFile; applicationToken: string }): Promise<Cloud> {
  const parts = new OpenParts();
  return await parts.orClose(() => openCloud(options, parts));
}

async function openCloud(
  { settings, applicationToken }: { settings: BudgetsFile; applicationToken: string },
  parts: OpenParts,
): Promise<Cloud> {
  const [dynamodb, sqs, sns, secretsManager, ssm, cloudwatch] = await Promise.all([
    parts.keep(startDynamoDb()),
    parts.keep(startSqs()),
    parts.keep(startSns({ topics: subscriptionsOf(settings) })),
    parts.keep(startSecretsManager({ [NAMES.tokenSecret]: applicationToken })),
    parts.keep(startSsm({ [NAMES.budgetsParameter]: planText(settings) })),
    parts.keep(startCloudWatch()),
  ]);
  const documents = createDocumentClient(new DynamoDBClient(localClientSettings(dynamodb.url)));
  await parts.keep(Promise.resolve({ close: async () => documents.destroy() }));
  await dynamodb.createTable(createTableRequest(NAMES.costHistory, COST_HISTORY));
  await dynamodb.createTable(createTableRequest(NAMES.notificationLog, NOTIFICATION_LOG));
  const queue = await sqs.createQueue({
    name: 'evaluation',
    visibilityTimeoutSeconds: 600,
    deadLetterQueue: { name: 'evaluation-dead-letters', maxReceiveCount: TRIES_BEFORE_DEAD_LETTER },
  });
  const services = { dynamodb, sqs, sns, secretsManager, ssm, cloudwatch };
  return {
    dynamodb,
    documents,
    sqs,
    sns,
    ssm,
    cloudwatch,
    queue: { deadLetterQueueUrl: '', ...queue },
    names: NAMES,
    recipients: settings.recipients,
    secrets: [applicationToken],
    services,
    environment: awsEnvironment(services),
    close: () => parts.close(),
  };
}

/** Lists the variables that Lambda sets for every function, with the stand-ins in place of AWS's own addresses. */
export function awsEnvironment(services: AwsServices): Record<string, string> {
  return {
    AWS_REGION: localRegion,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: services.dynamodb.url,
    AWS_ENDPOINT_URL_SQS: services.sqs.url,
    AWS_ENDPOINT_URL_SNS: services.sns.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: services.secretsManager.url,
    AWS_ENDPOINT_URL_SSM: services.ssm.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: services.cloudwatch.url,
  };
}

/** Lists the topics of the stack with the recipients' subscriptions. */
function subscriptionsOf({ recipients }: BudgetsFile): Record<Channel, Subscription[]> {
  const filterPolicy = (channel: Recipient['channel'], from: Severity) => ({
    severity: severitiesFor({ channel, from }),
  });
  return {
    mail: recipients.email.map(({ to, from }) => ({
      protocol: 'email',
      endpoint: to,
      filterPolicy: filterPolicy('mail', from),
    })),
    text: recipients.sms.map(({ to, from }) => ({
      protocol: 'sms',
      endpoint: to,
      filterPolicy: filterPolicy('text', from),
    })),
    event: [],
  };
}
