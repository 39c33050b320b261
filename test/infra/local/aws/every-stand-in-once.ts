import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startCloudWatch } from '../../../../infra/local/aws/cloudwatch.ts';
import { startDynamoDb } from '../../../../infra/local/aws/dynamodb.ts';
import { drainQueue } from '../../../../infra/local/aws/event-source.ts';
import { startSecretsManager } from '../../../../infra/local/aws/secrets-manager.ts';
import { startSns } from '../../../../infra/local/aws/sns.ts';
import { startSqs } from '../../../../infra/local/aws/sqs.ts';
import { startSsm } from '../../../../infra/local/aws/ssm.ts';

// A process that uses every stand-in as the functions do, by environment only, and leaves its clients open.
const [dynamoDb, sqs, sns, secrets, ssm, cloudWatch] = await Promise.all([
  startDynamoDb(),
  startSqs(),
  startSns({ topics: { alerts: [{ protocol: 'email', endpoint: 'ann@example.com' }] } }),
  startSecretsManager({ token: 'a secret' }),
  startSsm({ '/budgets': 'a parameter' }),
  startCloudWatch(),
]);
Object.assign(process.env, {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
  AWS_ENDPOINT_URL_SQS: sqs.url,
  AWS_ENDPOINT_URL_SNS: sns.url,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  AWS_ENDPOINT_URL_SSM: ssm.url,
  AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url,
});

await dynamoDb.createTable({
  TableName: 'Log',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
});
const { TableNames } = await new DynamoDBClient({}).send(new ListTablesCommand({}));

const queue = await sqs.createQueue({ name: 'evaluate', visibilityTimeoutSeconds: 30 });
const sqsClient = new SQSClient({ useQueueUrlAsEndpoint: false });
await sqsClient.send(new SendMessageCommand({ QueueUrl: queue.queueUrl, MessageBody: 'a message' }));
const bodies: string[] = [];
await drainQueue({
  sqsUrl: sqs.url,
  ...queue,
  batchSize: 10,
  concurrency: 2,
  invoke: async ({ Records }) => {
    bodies.push(...Records.map(({ body }) => body));
    return undefined;
  },
});

await new SNSClient({}).send(new PublishCommand({ TopicArn: sns.topicArns.alerts, Message: 'a mail' }));
const mails = sns.outbox('email').map(({ body }) => body);

cloudWatch.smsSpentUsd = 12.5;
const { Datapoints } = await new CloudWatchClient({}).send(
  new GetMetricStatisticsCommand({
    Namespace: 'AWS/SNS',
    MetricName: 'SMSMonthToDateSpentUSD',
    StartTime: new Date('2026-03-01T00:00:00Z'),
    EndTime: new Date('2026-03-02T00:00:00Z'),
    Period: 86_400,
    Statistics: ['Maximum'],
  }),
);
const textsUsd = Datapoints?.map(({ Maximum }) => Maximum);

const seen = {
  TableNames,
  bodies,
  mails,
  textsUsd,
  secret: await getSecret('token'),
  parameter: await getParameter('/budgets'),
};
process.stdout.write(JSON.stringify(seen));

for (const standIn of [dynamoDb, sqs, sns, secrets, ssm, cloudWatch]) await standIn.close();
