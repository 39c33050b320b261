import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../infra/local/aws/dynamodb.ts';
import { startSecretsManager } from '../../infra/local/aws/secrets-manager.ts';
import { type SnsStandIn, type Subscription, startSns } from '../../infra/local/aws/sns.ts';
import { type CreatedQueue, type SqsStandIn, startSqs } from '../../infra/local/aws/sqs.ts';
import { startSsm } from '../../infra/local/aws/ssm.ts';
import { awsEnvironment } from '../../infra/local/cloud.ts';
import { type FunctionProcess, startFunction } from '../../infra/local/function-process.ts';

interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is plain JSON, and reading it wrongly fails the test
  Properties: any;
}

/** The stack as `cdk deploy` would make it: the synthesized template over the stand-ins, the bundles as processes. */
export interface Deployment {
  functions: Record<'discover' | 'evaluate' | 'notify', FunctionProcess>;
  sqs: SqsStandIn;
  sns: SnsStandIn;
  /** The queue that the template names as the event source of `evaluate`, and its batch size. */
  queue: CreatedQueue & { deadLetterQueueUrl: string };
  batchSize: number;
  close(): Promise<void>;
}

/** Synthesizes the app, bundles included. @returns the folder of the cloud assembly */
export async function synthesize(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'synth-'));
  const { context } = JSON.parse(await readFile('cdk.json', 'utf8'));
  await promisify(execFile)(process.execPath, ['infra/app.ts'], {
    env: { PATH: process.env.PATH, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  return folder;
}

/** Makes every resource of the template that a function can touch, and starts every function with its own variables. */
export async function deploy(
  folder: string,
  emnify: { baseUrl: string; applicationToken: string },
): Promise<Deployment> {
  const template = JSON.parse(await readFile(join(folder, 'EmnifyCostAlerts.template.json'), 'utf8'));
  const resources = Object.entries<Resource>(template.Resources);
  const ofType = (type: string): [string, Resource][] => resources.filter(([, { Type }]) => Type === type);
  const only = (type: string): [string, Resource] => single(ofType(type), type);

  const [secretId] = only('AWS::SecretsManager::Secret');
  const [parameterId, parameter] = only('AWS::SSM::Parameter');
  const [sourceId, source] = only('AWS::Lambda::EventSourceMapping');
  const queueId: string = source.Properties.EventSourceArn['Fn::GetAtt'][0];
  const topicId = alertTopicOf(ofType('AWS::Lambda::Function'));

  const [dynamodb, sqs, sns, secretsManager, ssm] = await Promise.all([
    startDynamoDb(),
    startSqs(),
    startSns({
      topicName: 'alerts',
      subscriptions: ofType('AWS::SNS::Subscription')
        .map(([, { Properties }]) => Properties)
        .filter(({ TopicArn }) => TopicArn.Ref === topicId)
        .map(
          ({ Protocol, Endpoint, FilterPolicy }): Subscription => ({
            protocol: Protocol,
            endpoint: Endpoint,
            filterPolicy: FilterPolicy,
          }),
        ),
    }),
    startSecretsManager({ [secretId]: emnify.applicationToken }),
    startSsm({ [parameter.Properties.Name]: parameter.Properties.Value }),
  ]);
  for (const [id, { Properties }] of ofType('AWS::DynamoDB::Table'))
    await dynamodb.createTable(tableRequest(id, Properties));
  const queue = await sqs.createQueue({
    name: queueId,
    visibilityTimeoutSeconds: single(
      resources.filter(([id]) => id === queueId),
      queueId,
    )[1].Properties.VisibilityTimeout,
    deadLetterQueue: { name: `${queueId}-dead`, maxReceiveCount: 2 },
  });

  /** What CloudFormation puts in place of a `Ref`. */
  const references: Record<string, string> = {
    [secretId]: secretId,
    [parameterId]: parameter.Properties.Name,
    [queueId]: queue.queueUrl,
    [topicId]: sns.topicArn,
    ...Object.fromEntries(ofType('AWS::DynamoDB::Table').map(([id]) => [id, id])),
  };
  const start = async (service: string): Promise<FunctionProcess> => {
    const [, { Properties }] = single(
      ofType('AWS::Lambda::Function').filter(
        ([, fn]) => fn.Properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME === service,
      ),
      service,
    );
    const [file, exportName] = Properties.Handler.split('.');
    return await startFunction({
      name: service,
      modulePath: join(folder, `asset.${Properties.Code.S3Key.replace('.zip', '')}`, `${file}.mjs`),
      exportName,
      environment: {
        ...awsEnvironment({ dynamodb, sqs, sns, secretsManager, ssm }),
        ...resolved(Properties.Environment.Variables, references),
        ...('EMNIFY_BASE_URL' in Properties.Environment.Variables && { EMNIFY_BASE_URL: emnify.baseUrl }),
      },
    });
  };
  const [discover, evaluate, notify] = await Promise.all([start('discover'), start('evaluate'), start('notify')]);
  if (!queue.deadLetterQueueUrl) throw new Error(`${sourceId} has no dead-letter queue`);

  return {
    functions: { discover, evaluate, notify },
    sqs,
    sns,
    queue: { ...queue, deadLetterQueueUrl: queue.deadLetterQueueUrl },
    batchSize: source.Properties.BatchSize,
    close: async () => {
      await Promise.all([discover, evaluate, notify].map((fn) => fn.stop()));
      await Promise.all([dynamodb, sqs, sns, secretsManager, ssm].map((service) => service.close()));
      await rm(folder, { recursive: true });
    },
  };
}

function alertTopicOf(functions: [string, Resource][]): string {
  const topics = functions.flatMap(
    ([, { Properties }]) => Properties.Environment?.Variables.ALERT_TOPIC_ARN?.Ref ?? [],
  );
  return single<string>(topics, 'ALERT_TOPIC_ARN');
}

function tableRequest(id: string, properties: Resource['Properties']): CreateTableCommandInput {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = properties;
  return { TableName: id, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode };
}

/** @throws for a variable that this deployment has no value for: then the template refers to something unexpected */
function resolved(
  variables: Record<string, string | { Ref: string }>,
  references: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const plain = typeof value === 'string' ? value : references[value.Ref];
      if (plain === undefined)
        throw new Error(`${name} refers to ${JSON.stringify(value)}, which is not deployed here`);
      return [name, plain];
    }),
  );
}

function single<Item>(items: Item[], what: string): Item {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error(`the template has ${items.length} of ${what}, not one`);
  return item;
}
