import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { GetScheduleCommand, paginateListSchedules, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  GetSubscriptionAttributesCommand,
  paginateListSMSSandboxPhoneNumbers,
  paginateListSubscriptionsByTopic,
  SNSClient,
} from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createBudgetsRecord } from '../../functions/aws/budgets-in-force.ts';
import { createBudgetsParameter } from '../../functions/aws/budgets-parameter.ts';
import { CLIENT_CONFIG } from '../../functions/aws/client-config.ts';
import { createCostHistory } from '../../functions/aws/cost-history.ts';
import { createDeliveries } from '../../functions/aws/deliveries.ts';
import { createDocumentClient } from '../../functions/aws/document-client.ts';
import { createFleetRecords } from '../../functions/aws/fleet-records.ts';
import { createSmsSpending } from '../../functions/aws/sms-spending.ts';
import { createWatchdogMemories } from '../../functions/aws/watchdog-memory.ts';
import { reading, readingIn } from './aws-fault.ts';
import type {
  AwsReaders,
  DeployedRecipient,
  FunctionReaders,
  Invocation,
  RecordReaders,
  StackReaders,
  SubscriptionReaders,
  Tables,
  TextReaders,
  TopicSubscription,
} from './readers.ts';
import type { Reading } from './reading.ts';

/** `evaluate` waits for emnify, which may be slow. It is invoked once: a second dry run could not say more. */
const INVOKE_CONFIG = { maxAttempts: 1, requestHandler: { connectionTimeout: 2_000, socketTimeout: 90_000 } };

/** Reads AWS with the credentials of the shell. */
export function createAwsReaders({ stackName, region }: { stackName: string; region: string }): AwsReaders {
  const config = { ...CLIENT_CONFIG, region };
  const documents = createDocumentClient(new DynamoDBClient(config));
  const ssm = new SSMClient(config);
  const sns = new SNSClient(config);
  return {
    ...stackReaders(new CloudFormationClient(config), stackName),
    ...functionReaders(
      new LambdaClient(config),
      new LambdaClient({ ...INVOKE_CONFIG, region }),
      new SchedulerClient(config),
    ),
    ...subscriptionReaders(sns),
    ...textReaders(sns, new CloudWatchClient(config)),
    budgetsParameter: (name) => reading('ssm:GetParameter', () => createBudgetsParameter(name, ssm).read()),
    records: (tables) => recordReaders(documents, tables),
  };
}

function stackReaders(cloudFormation: CloudFormationClient, StackName: string): StackReaders {
  return {
    stack: () =>
      reading('cloudformation:DescribeStacks', async () => {
        const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
        const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
          OutputKey,
          OutputValue,
        ]);
        return { status: Stacks[0]?.StackStatus ?? '', outputs: Object.fromEntries(outputs) };
      }),
    resources: () =>
      reading('cloudformation:ListStackResources', async () => {
        const pages = await allOf(paginateListStackResources({ client: cloudFormation }, { StackName }));
        const summaries = pages.flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
        return summaries.map(({ LogicalResourceId = '', ResourceType = '', PhysicalResourceId = '' }) => ({
          logicalId: LogicalResourceId,
          type: ResourceType,
          physicalId: PhysicalResourceId,
        }));
      }),
    deployedRecipients: () =>
      reading('cloudformation:GetTemplate', async () => {
        const { TemplateBody = '' } = await cloudFormation.send(new GetTemplateCommand({ StackName }));
        return recipientsIn(JSON.parse(TemplateBody));
      }),
  };
}

interface Template {
  Resources?: Record<string, { Type?: string; Properties?: SubscriptionProperties }>;
}

interface SubscriptionProperties {
  Protocol?: string;
  Endpoint?: unknown;
  TopicArn?: { Ref?: string };
}

function recipientsIn({ Resources = {} }: Template): DeployedRecipient[] {
  return Object.values(Resources).flatMap(({ Type, Properties: { Protocol = '', Endpoint, TopicArn } = {} }) =>
    Type === 'AWS::SNS::Subscription' && typeof Endpoint === 'string'
      ? { topic: TopicArn?.Ref ?? '', protocol: Protocol, endpoint: Endpoint }
      : [],
  );
}

function functionReaders(lambda: LambdaClient, patient: LambdaClient, scheduler: SchedulerClient): FunctionReaders {
  return {
    variables: (FunctionName) =>
      reading('lambda:GetFunctionConfiguration', async () => {
        const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        return Environment?.Variables ?? {};
      }),
    invoke: (FunctionName, payload) =>
      reading('lambda:InvokeFunction', async () => {
        const { FunctionError, Payload } = await patient.send(
          new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
        );
        return invocationOf(FunctionError, JSON.parse(Payload?.transformToString() || 'null'));
      }),
    schedule: (Name) =>
      reading('scheduler:ListSchedules and scheduler:GetSchedule', async () => {
        // The group of a schedule is not in its name.
        const pages = await allOf(paginateListSchedules({ client: scheduler }, { NamePrefix: Name }));
        const listed = pages.flatMap(({ Schedules = [] }) => Schedules).find((schedule) => schedule.Name === Name);
        if (listed === undefined) return undefined;
        const get = new GetScheduleCommand({ Name, GroupName: listed.GroupName });
        const { State, ScheduleExpression = '' } = await scheduler.send(get);
        return { isEnabled: State === 'ENABLED', expression: ScheduleExpression };
      }),
    trigger: (UUID) =>
      reading('lambda:GetEventSourceMapping', async () => {
        return (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;
      }),
  };
}

function invocationOf(functionError: string | undefined, answer: unknown): Invocation {
  if (functionError === undefined) return { kind: 'answer', answer };
  const hasMessage = typeof answer === 'object' && answer !== null && 'errorMessage' in answer;
  return { kind: 'failure', message: hasMessage ? String(answer.errorMessage) : functionError };
}

function subscriptionReaders(sns: SNSClient): SubscriptionReaders {
  return {
    subscriptions: (TopicArn) =>
      reading('sns:ListSubscriptionsByTopic', async () => {
        const pages = await allOf(paginateListSubscriptionsByTopic({ client: sns }, { TopicArn }));
        return pages.flatMap(({ Subscriptions = [] }) => Subscriptions).map(subscriptionOf);
      }),
    isAuthenticated: (SubscriptionArn) =>
      reading('sns:GetSubscriptionAttributes', async () => {
        const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
        return Attributes?.ConfirmationWasAuthenticated === 'true';
      }),
  };
}

/** SNS puts words in place of the ARN of a subscription that is not confirmed, or was deleted. */
function subscriptionOf({
  Protocol = '',
  Endpoint = '',
  SubscriptionArn = '',
}: {
  Protocol?: string;
  Endpoint?: string;
  SubscriptionArn?: string;
}): TopicSubscription {
  const subscription = { protocol: Protocol, endpoint: Endpoint };
  if (SubscriptionArn.startsWith('arn:')) return { ...subscription, arn: SubscriptionArn, state: 'confirmed' };
  return { ...subscription, state: SubscriptionArn === 'PendingConfirmation' ? 'pending' : 'deleted' };
}

function textReaders(sns: SNSClient, cloudWatch: CloudWatchClient): TextReaders {
  return {
    isInSandbox: () =>
      readingIn('the SMS sandbox', 'sns:GetSMSSandboxAccountStatus', async () => {
        return (await sns.send(new GetSMSSandboxAccountStatusCommand({}))).IsInSandbox === true;
      }),
    verifiedNumbers: () =>
      readingIn('the SMS sandbox', 'sns:ListSMSSandboxPhoneNumbers', async () => {
        const pages = await allOf(paginateListSMSSandboxPhoneNumbers({ client: sns }, {}));
        const numbers = pages.flatMap(({ PhoneNumbers = [] }) => PhoneNumbers);
        return numbers.flatMap(({ PhoneNumber, Status }) => (Status === 'Verified' && PhoneNumber ? PhoneNumber : []));
      }),
    spendingLimitUsd: () =>
      readingIn('the SMS spending limit', 'sns:GetSMSAttributes', async () => {
        const { attributes } = await sns.send(new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }));
        return attributes?.MonthlySpendLimit === undefined ? undefined : Number(attributes.MonthlySpendLimit);
      }),
    spentUsd: () =>
      readingIn('the metric of texts', 'cloudwatch:GetMetricStatistics', async () => {
        return (await createSmsSpending(0, cloudWatch)()).spentUsd;
      }),
  };
}

function recordReaders(
  documents: ReturnType<typeof createDocumentClient>,
  { costHistory, notificationLog }: Tables,
): RecordReaders {
  const keys = new Set<string>();
  const onUnreadable = (key: Record<string, string>): void => {
    keys.add(Object.values(key).join(', '));
  };
  const fleet = createFleetRecords(costHistory ?? '', documents, onUnreadable);
  const history = createCostHistory(costHistory ?? '', documents, onUnreadable);
  const kept = createBudgetsRecord(costHistory ?? '', documents, onUnreadable);
  const memories = createWatchdogMemories(costHistory ?? '', documents, onUnreadable);
  const deliveries = createDeliveries(notificationLog ?? '', documents, onUnreadable);
  const get = <Value>(
    table: string | undefined,
    action: string,
    read: () => Promise<Value>,
  ): Promise<Reading<Value>> =>
    table === undefined ? Promise.resolve(UNNAMED) : readingIn(`the table ${table}`, action, read);

  return {
    pollingState: (period) => get(costHistory, 'dynamodb:GetItem', () => fleet.pollingState(period)),
    lastSweep: () => get(costHistory, 'dynamodb:GetItem', history.lastSweep),
    watchState: () => get(costHistory, 'dynamodb:GetItem', async () => (await memories.last()).memory?.state),
    keptBudgets: () => get(costHistory, 'dynamodb:GetItem', kept.last),
    anyEndpoint: (period) =>
      get(costHistory, 'dynamodb:Query', async () => {
        for await (const { endpoint } of history.months(period)) return endpoint.id;
        return undefined;
      }),
    channels: () => get(notificationLog, 'dynamodb:Query', async () => (await deliveries.state()).channels),
    unreadable: () => [...keys],
  };
}

const UNNAMED = {
  kind: 'unread',
  reason: 'the stack does not name its table',
  remedy: 'Run npx cdk deploy.',
} as const;

async function allOf<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  return await Array.fromAsync(pages);
}
