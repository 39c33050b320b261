import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type CreateTableCommandInput, DynamoDBClient, type KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createDocumentClient } from '../../../functions/aws/document-client.ts';
import { createRunRecords } from '../../../functions/aws/run-records.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { Period } from '../../../functions/domain/values/month.ts';
import type { MonthCounts } from '../../../functions/domain/watchdog/observations.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { startCloudWatch } from '../../../infra/local/aws/cloudwatch.ts';
import { startDynamoDb } from '../../../infra/local/aws/dynamodb.ts';
import type { EventSourceOptions } from '../../../infra/local/aws/event-source.ts';
import { startLambda } from '../../../infra/local/aws/lambda.ts';
import { startSecretsManager } from '../../../infra/local/aws/secrets-manager.ts';
import { type Publication, type SnsStandIn, type Subscription, startSns } from '../../../infra/local/aws/sns.ts';
import { type QueueOptions, type SqsStandIn, startSqs } from '../../../infra/local/aws/sqs.ts';
import { startSsm } from '../../../infra/local/aws/ssm.ts';
import { awsEnvironment } from '../../../infra/local/host/cloud.ts';
import { type FunctionProcess, startFunction } from '../../../infra/local/host/function-process.ts';
import { Access } from './access.ts';
import { startGate } from './gate.ts';
import type { Resource } from './resource.ts';
import { callsInTheNameOfRoles } from './service-calls.ts';
import { DeployedTemplate, nameIn, serviceOf, single } from './template.ts';

/** The stack as `cdk deploy` would make it: the synthesized template over the stand-ins, the bundles as processes. */
export interface Deployment {
  template: DeployedTemplate;
  /** As many as the template has, by name. */
  functionNames: string[];
  function(name: string): FunctionProcess;
  /** What the roles allow, and what was used of it. A call that is not allowed is refused. */
  access: Access;
  /** Where all functions find AWS: a gate before the stand-ins. */
  awsUrl: string;
  /** Ends the processes of all functions: new ones remember nothing but what the tables hold. */
  coldStart(): Promise<void>;
  sns: SnsStandIn;
  /** The topic that each channel has in the template, by its name. */
  topics: Record<Channel, string>;
  /** What SNS has taken on a channel, oldest first. */
  published(channel: Channel): Publication[];
  /** The budgets, as a person can change them in the console. */
  budgets: { text: string };
  /** Empties the queue of `evaluate` and every dead-letter queue. */
  purge(): Promise<void>;
  /** Refuses what matches from now on: caller, action and resource. @returns a function that ends it */
  deny(calls: RegExp): () => void;
  /** What the template says of the event source of `evaluate`. */
  eventSource: Pick<EventSourceOptions, 'sqsUrl' | 'queueUrl' | 'queueArn' | 'batchSize'>;
  /** What became of endpoints in a period, as the functions leave it. */
  counts(period: Period): Promise<MonthCounts>;
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
 * @param options.waitsPass waits for a pace or a retry pass at once
 */
export async function deploy(
  folder: string,
  emnify: { baseUrl: string; applicationToken: string },
  clock: () => Date,
  { waitsPass = false } = {},
): Promise<Deployment> {
  const [dynamodb, sqs] = await Promise.all([startDynamoDb(), startSqs()]);
  const template = await DeployedTemplate.read(folder, { queuesAt: sqs.url });
  const [, { Properties: parameter }] = template.only('AWS::SSM::Parameter');
  const [, { Properties: source }] = template.only('AWS::Lambda::EventSourceMapping');
  const functionNames = template.functionNames();
  const topics = topicsOf(template);

  const [sns, secretsManager, ssm, cloudwatch, queue] = await Promise.all([
    startSns({ topics: subscriptionsOf(template) }),
    startSecretsManager({ [tokenSecretOf(template)]: emnify.applicationToken }),
    startSsm({ [parameter.Name]: parameter.Value }),
    startCloudWatch(),
    sqs.createQueue(queueOptions(template, source.EventSourceArn)),
    ...template
      .ofType('AWS::DynamoDB::Table')
      .map(([id, { Properties }]) => dynamodb.createTable(tableRequest(id, Properties))),
  ]);
  const functions = new Map<string, FunctionProcess>();
  const lambda = await startLambda({
    functions: Object.fromEntries(
      template
        .ofType('AWS::Lambda::Function')
        .map(([id, fn]) => [
          id,
          { variables: {}, invoke: async (event) => await running(serviceOf(fn)).invoke(event) },
        ]),
    ),
    mappings: {},
  });
  const lettersOfSchedules = await createQueuesOfSchedules(template, sqs);
  const denied = new Set<RegExp>();
  const access = new Access(template);
  await Promise.all(callsInTheNameOfRoles(template).map(({ caller, permission }) => access.use(caller, permission)));
  const worker = serviceOf(template.byId(source.FunctionName));
  const gate = await startGate({
    services: {
      dynamodb: dynamodb.url,
      sqs: sqs.url,
      sns: sns.url,
      secretsmanager: secretsManager.url,
      ssm: ssm.url,
      monitoring: cloudwatch.url,
      lambda: lambda.url,
    },
    partitionKeyOf: (table, index) => partitionKeyIn(template.byId(table).Properties, index),
    ask: async (accessKeyId, permission) => {
      const call = `${accessKeyId} ${permission.action} ${permission.resource}`;
      if ([...denied].some((pattern) => pattern.test(call)))
        return `is not authorized to perform: ${permission.action}`;
      if (accessKeyId !== EVENT_SOURCE) return await access.use(accessKeyId, permission);
      // Lambda polls in the name of the function. It waits until a message that failed is visible again; ours does not.
      if (permission.action === 'sqs:ChangeMessageVisibility') return undefined;
      return await access.use(worker, permission);
    },
  });

  const entries = new Map<string, string>();
  for (const name of functionNames) {
    const { Code, Handler } = template.function(name).Properties;
    const [file, exportName] = Handler.split('.');
    const asset = join(folder, `asset.${Code.S3Key.replace('.zip', '')}`);
    entries.set(name, await entryOf(asset, file, waitsPass ? '*' : `{ ${exportName} }`));
  }
  const start = (name: string): FunctionProcess => {
    const { Environment, Handler } = template.function(name).Properties;
    return startFunction({
      name,
      modulePath: entries.get(name) ?? '',
      exportName: Handler.split('.')[1],
      environment: {
        ...awsEnvironment({ dynamodb: gate, sqs: gate, sns: gate, secretsManager: gate, ssm: gate, cloudwatch: gate }),
        AWS_ENDPOINT_URL_LAMBDA: gate.url,
        // The gate knows a caller by it.
        AWS_ACCESS_KEY_ID: name,
        ...Environment.Variables,
        ...('EMNIFY_BASE_URL' in Environment.Variables && { EMNIFY_BASE_URL: emnify.baseUrl }),
      },
      storyClock: clock,
    });
  };
  /** As in Lambda, a function starts with its first invocation. */
  const running = (name: string): FunctionProcess => {
    const known = functions.get(name);
    if (known) return known;
    const started = start(name);
    functions.set(name, started);
    return started;
  };
  const stopAll = async () => {
    await Promise.all([...functions.values()].map((each) => each.stop()));
    functions.clear();
  };

  return {
    template,
    functionNames,
    function: running,
    access,
    awsUrl: gate.url,
    coldStart: stopAll,
    sns,
    topics,
    budgets: {
      get text() {
        return ssm.parameters[parameter.Name] ?? '';
      },
      set text(text) {
        ssm.parameters[parameter.Name] = text;
      },
    },
    purge: async () => {
      const client = new SQSClient({ ...localClientSettings(sqs.url), useQueueUrlAsEndpoint: false });
      const urls = [queue.queueUrl, queue.deadLetterQueueUrl, ...lettersOfSchedules];
      for (const QueueUrl of urls) await client.send(new PurgeQueueCommand({ QueueUrl }));
      client.destroy();
    },
    deny: (calls) => {
      denied.add(calls);
      return () => denied.delete(calls);
    },
    published: (channel) => sns.publications.filter(({ topicName }) => topicName === topics[channel]),
    counts: async (period) => {
      const client = new DynamoDBClient(localClientSettings(dynamodb.url));
      const { COST_HISTORY_TABLE } = template.function('watchdog').Properties.Environment.Variables;
      const runs = createRunRecords(COST_HISTORY_TABLE, createDocumentClient(client));
      return await runs.counts(period).finally(() => client.destroy());
    },
    eventSource: { sqsUrl: gate.url, ...queue, batchSize: source.BatchSize },
    close: async () => {
      await stopAll();
      await gate.close();
      await Promise.all(
        [dynamodb, sqs, sns, secretsManager, ssm, cloudwatch, lambda].map((service) => service.close()),
      );
      await rm(folder, { recursive: true });
    },
  };
}

/** How the local event source signs. */
const EVENT_SOURCE = localClientSettings('').credentials.accessKeyId;

/** A module with what Lambda calls. What else a bundle exports is for stories: with it, waits pass. */
async function entryOf(asset: string, file: string, exported: string): Promise<string> {
  const entry = join(asset, 'entry.mjs');
  await writeFile(entry, `export ${exported} from './${file}.js';\n`);
  return entry;
}

/** Several functions may know a topic, all of them the same. */
function topicsOf(template: DeployedTemplate): Record<Channel, string> {
  return {
    mail: nameIn(theOne(template, 'MAIL_TOPIC_ARN')),
    text: nameIn(theOne(template, 'TEXT_TOPIC_ARN')),
    event: nameIn(theOne(template, 'EVENT_TOPIC_ARN')),
  };
}

function tokenSecretOf(template: DeployedTemplate): string {
  return theOne(template, 'EMNIFY_TOKEN_SECRET_ID');
}

/** @throws when no function has this variable, or two have it with different values */
function theOne(template: DeployedTemplate, variable: string): string {
  const values = template
    .ofType('AWS::Lambda::Function')
    .map(([, { Properties }]): string | undefined => Properties.Environment.Variables[variable]);
  return single(
    [...new Set(values)].filter((value) => value !== undefined),
    variable,
  );
}

/** Who is subscribed to each topic of the template, by the topic's name. */
function subscriptionsOf(template: DeployedTemplate): Record<string, Subscription[]> {
  const subscriptions = template.ofType('AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
  return Object.fromEntries(
    template.ofType('AWS::SNS::Topic').map(([id]) => [
      id,
      subscriptions
        .filter(({ TopicArn }) => nameIn(TopicArn) === id)
        .map(({ Protocol, Endpoint, FilterPolicy }) => ({
          protocol: Protocol,
          endpoint: Endpoint,
          filterPolicy: FilterPolicy,
        })),
    ]),
  );
}

/** Uses few tries, because a failed message is visible again at once. @throws if it has no dead-letter queue */
function queueOptions(template: DeployedTemplate, queueArn: string): QueueOptions {
  const name = nameIn(queueArn);
  const { VisibilityTimeout, RedrivePolicy } = template.byId(name).Properties;
  return {
    name,
    visibilityTimeoutSeconds: VisibilityTimeout,
    deadLetterQueue: { name: nameIn(RedrivePolicy.deadLetterTargetArn), maxReceiveCount: 2 },
  };
}

/** Makes the dead-letter queues of schedules. @returns their URLs */
async function createQueuesOfSchedules(template: DeployedTemplate, sqs: SqsStandIn): Promise<string[]> {
  const queues = template.ofType('AWS::SQS::Queue');
  const ofRequests = queues.flatMap(
    ([
      name,
      {
        Properties: { RedrivePolicy },
      },
    ]) => (RedrivePolicy ? [name, nameIn(RedrivePolicy.deadLetterTargetArn)] : []),
  );
  const names = queues.flatMap(([name]) => (ofRequests.includes(name) ? [] : name));
  const created = names.map((name) => sqs.createQueue({ name, visibilityTimeoutSeconds: 30 }));
  return (await Promise.all(created)).map(({ queueUrl }) => queueUrl);
}

function tableRequest(id: string, properties: Resource['Properties']): CreateTableCommandInput {
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = properties;
  return { TableName: id, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode };
}

function partitionKeyIn({ KeySchema, GlobalSecondaryIndexes }: Resource['Properties'], index?: string): string {
  const indexes: { IndexName: string; KeySchema: KeySchemaElement[] }[] = GlobalSecondaryIndexes ?? [];
  const keys: KeySchemaElement[] | undefined =
    index === undefined ? KeySchema : indexes.find(({ IndexName }) => IndexName === index)?.KeySchema;
  return keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}
