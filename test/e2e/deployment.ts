import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { startDynamoDb } from '../../infra/local/aws/dynamodb.ts';
import { startSecretsManager } from '../../infra/local/aws/secrets-manager.ts';
import { type SnsStandIn, type Subscription, startSns } from '../../infra/local/aws/sns.ts';
import { type CreatedQueue, type SqsStandIn, startSqs } from '../../infra/local/aws/sqs.ts';
import { startSsm } from '../../infra/local/aws/ssm.ts';
import { awsEnvironment } from '../../infra/local/cloud.ts';
import { type FunctionProcess, startFunction } from '../../infra/local/function-process.ts';
import { startTableGate, type TableCall } from './table-gate.ts';
import { DeployedTemplate, type Resource, single } from './template.ts';

/** The stack as `cdk deploy` would make it: the synthesized template over the stand-ins, the bundles as processes. */
export interface Deployment {
  /** As many as the template has, by name. */
  functionNames: string[];
  function(name: string): FunctionProcess;
  /** What a function's role allows on tables, and what it has used of it. A call that is not allowed is refused. */
  tableCalls(name: string): { granted: TableCall[]; used: TableCall[] };
  /** New processes for all functions: they remember nothing but what the tables hold. */
  coldStart(): Promise<void>;
  sqs: SqsStandIn;
  sns: SnsStandIn;
  /** The queue that the template names as the event source of `evaluate`, and its batch size. */
  queue: CreatedQueue & { deadLetterQueueUrl: string };
  batchSize: number;
  close(): Promise<void>;
}

/**
 * Synthesizes the app, bundles included.
 *
 * @param budgets the content of `budgets.yaml`
 * @returns the folder of the cloud assembly
 */
export async function synthesize(budgets: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'synth-'));
  await writeFile(join(folder, 'budgets.yaml'), budgets);
  const { context } = JSON.parse(await readFile('cdk.json', 'utf8'));
  await promisify(execFile)(process.execPath, [resolve('infra/app.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  return folder;
}

/**
 * Makes every resource of the template that a function can touch, and starts every function with its own variables.
 *
 * @param clock by which the functions live
 */
export async function deploy(
  folder: string,
  emnify: { baseUrl: string; applicationToken: string },
  clock: () => Date,
): Promise<Deployment> {
  const template = await DeployedTemplate.read(folder);
  const [secretId] = template.only('AWS::SecretsManager::Secret');
  const [parameterId, parameter] = template.only('AWS::SSM::Parameter');
  const [sourceId, source] = template.only('AWS::Lambda::EventSourceMapping');
  const queueId: string = source.Properties.EventSourceArn['Fn::GetAtt'][0];
  const topicId = alertTopicOf(template);
  const functionNames = template.functionNames();

  const [dynamodb, sqs, sns, secretsManager, ssm] = await Promise.all([
    startDynamoDb(),
    startSqs(),
    startSns({ topicName: 'alerts', subscriptions: subscriptionsOf(template, topicId) }),
    startSecretsManager({ [secretId]: emnify.applicationToken }),
    startSsm({ [parameter.Properties.Name]: parameter.Properties.Value }),
  ]);
  for (const [id, { Properties }] of template.ofType('AWS::DynamoDB::Table'))
    await dynamodb.createTable(tableRequest(id, Properties));
  const granted = Object.fromEntries(functionNames.map((name) => [name, template.tableCallsOf(name)]));
  const gate = await startTableGate(dynamodb.url, granted);
  const { deadLetterQueueUrl, ...queue } = await sqs.createQueue({
    name: queueId,
    visibilityTimeoutSeconds: template.byId(queueId).Properties.VisibilityTimeout,
    deadLetterQueue: { name: `${queueId}-dead`, maxReceiveCount: 2 },
  });
  if (!deadLetterQueueUrl) throw new Error(`${sourceId} has no dead-letter queue`);

  /** What CloudFormation puts in place of a `Ref`. */
  const references: Record<string, string> = {
    [secretId]: secretId,
    [parameterId]: parameter.Properties.Name,
    [queueId]: queue.queueUrl,
    [topicId]: sns.topicArn,
    ...Object.fromEntries(template.ofType('AWS::DynamoDB::Table').map(([id]) => [id, id])),
  };
  const start = async (name: string): Promise<[string, FunctionProcess]> => {
    const { Environment, Code, Handler } = template.function(name).Properties;
    const [file, exportName] = Handler.split('.');
    const started = await startFunction({
      name,
      modulePath: await entryOf(join(folder, `asset.${Code.S3Key.replace('.zip', '')}`), file, exportName),
      exportName,
      environment: {
        ...awsEnvironment({ dynamodb: gate, sqs, sns, secretsManager, ssm }),
        // The gate knows a caller by it.
        AWS_ACCESS_KEY_ID: name,
        ...resolved(Environment.Variables, references),
        ...('EMNIFY_BASE_URL' in Environment.Variables && { EMNIFY_BASE_URL: emnify.baseUrl }),
      },
      storyClock: clock,
    });
    return [name, started];
  };
  const startAll = async () => new Map(await Promise.all(functionNames.map(start)));
  const stopAll = async () => {
    await Promise.all([...functions.values()].map((each) => each.stop()));
  };
  let functions = await startAll();

  return {
    functionNames,
    function: (name) =>
      single(
        [functions.get(name)].filter((each) => each !== undefined),
        name,
      ),
    tableCalls: (name) => ({ granted: granted[name] ?? [], used: gate.used(name) }),
    coldStart: async () => {
      await stopAll();
      functions = await startAll();
    },
    sqs,
    sns,
    queue: { ...queue, deadLetterQueueUrl },
    batchSize: source.Properties.BatchSize,
    close: async () => {
      await stopAll();
      await gate.close();
      await Promise.all([dynamodb, sqs, sns, secretsManager, ssm].map((service) => service.close()));
      await rm(folder, { recursive: true });
    },
  };
}

/** A module with nothing but what Lambda calls: what else a bundle exports is for stories. */
async function entryOf(asset: string, file: string, exportName: string): Promise<string> {
  const entry = join(asset, 'entry.mjs');
  await writeFile(entry, `export { ${exportName} } from './${file}.mjs';\n`);
  return entry;
}

/** Several functions may send, all of them to one topic. */
function alertTopicOf(template: DeployedTemplate): string {
  const topics = template
    .ofType('AWS::Lambda::Function')
    .flatMap(([, { Properties }]): string[] => Properties.Environment?.Variables.ALERT_TOPIC_ARN?.Ref ?? []);
  return single([...new Set(topics)], 'ALERT_TOPIC_ARN');
}

function subscriptionsOf(template: DeployedTemplate, topicId: string): Subscription[] {
  return template
    .ofType('AWS::SNS::Subscription')
    .map(([, { Properties }]) => Properties)
    .filter(({ TopicArn }) => TopicArn.Ref === topicId)
    .map(({ Protocol, Endpoint, FilterPolicy }) => ({
      protocol: Protocol,
      endpoint: Endpoint,
      filterPolicy: FilterPolicy,
    }));
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
