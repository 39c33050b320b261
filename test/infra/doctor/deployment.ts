import { createWatchdogMemories } from '../../../functions/aws/watchdog-memory.ts';
import { planText } from '../../../functions/budgets-file/budgets.ts';
import { periodOf } from '../../../functions/domain/values/month.ts';
import { type CloudFormationStandIn, startCloudFormation } from '../../../infra/local/aws/cloudformation.ts';
import type { AwsFault } from '../../../infra/local/aws/http-stand-in.ts';
import { type LambdaStandIn, startLambda } from '../../../infra/local/aws/lambda.ts';
import { type SchedulerStandIn, startScheduler } from '../../../infra/local/aws/scheduler.ts';
import { type SnsStandIn, type Subscription, startSns } from '../../../infra/local/aws/sns.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { type EmnifySimulator, startEmnifySimulator } from '../../../infra/local/emnify-simulator/simulator.ts';
import { type Cloud, startCloud } from '../../../infra/local/host/cloud.ts';
import { OpenParts } from '../../../infra/local/host/open-parts.ts';
import { type Pipeline, startPipeline } from '../../../infra/local/host/pipeline.ts';
import {
  at,
  exampleSettings,
  mentions,
  nameOf,
  type Resource,
  SynthesizedStack,
  variablesOf,
} from '../synthesized-stack.ts';

/** A token that no output may have. */
export const TOKEN = 'MARKER-APPLICATION-TOKEN-4f1d9a77';

const STACK = 'EmnifyCostAlerts';

/** The stack of the synthesized template over stand-ins, after one sweep, as a person finds it in AWS. */
export interface DoctorDeployment {
  cloud: Cloud;
  simulator: EmnifySimulator;
  sns: SnsStandIn;
  cloudFormation: CloudFormationStandIn;
  lambda: LambdaStandIn;
  scheduler: SchedulerStandIn;
  pipeline: Pipeline;
  /** The subscriptions by topic, which may be changed. */
  subscriptions: Record<string, Subscription[]>;
  /** The variables of a shell that is signed in. */
  environment: Record<string, string>;
  /** Refuses every reading of a stand-in that can refuse. @returns the undo */
  refuseAll(fault: AwsFault): () => void;
  close(): Promise<void>;
}

/** Deploys the stack in place of AWS, and lets its functions run once. */
export async function deploy(): Promise<DoctorDeployment> {
  const parts = new OpenParts();
  return await parts.orClose(() => open(parts));
}

async function open(parts: OpenParts): Promise<DoctorDeployment> {
  const settings = exampleSettings();
  const month = periodOf(new Date());
  const fleet = new SimulatedFleet(
    [1, 2].map((id) => ({ id, name: `tracker-${id}`, months: { [month]: { data: { volume: '40', cost: '1.10' } } } })),
  );
  const simulator = await parts.keep(startEmnifySimulator({ fleet, applicationToken: TOKEN }));
  const cloud = await parts.keep(startCloud({ settings, applicationToken: TOKEN }));
  const pipeline = await parts.keep(startPipeline(cloud, simulator.url));
  await pipeline.sweep({ queued: () => {}, evaluated: () => {}, ended: () => {} });
  await pipeline.notify.invoke({});
  const now = new Date().toISOString();
  const state = { since: now, conditions: {}, ended: [], spokenAt: [], history: [] };
  await createWatchdogMemories(cloud.names.costHistory, cloud.documents).replace({ state }, undefined);
  cloud.ssm.parameters[cloud.names.budgetsParameter] = planText(settings);

  const stack = new SynthesizedStack(settings);
  const subscriptions = subscriptionsIn(stack);
  const sns = await parts.keep(startSns({ topics: subscriptions }));
  sns.smsAccount.monthlySpendLimitUsd = settings.smsSpendingLimitUsd;
  const physicalIds = new Map(stack.resources.map((resource) => [resource.id, physicalIdOf(resource, { cloud, sns })]));
  const cloudFormation = await parts.keep(
    startCloudFormation({
      [STACK]: {
        status: 'UPDATE_COMPLETE',
        outputs: outputsOf(stack, physicalIds),
        resources: stack.resources.map(({ id, type }) => ({
          logicalId: id,
          type,
          physicalId: physicalIds.get(id) ?? '',
        })),
        template: {
          Resources: Object.fromEntries(
            stack.resources.map(({ id, type, properties }) => [id, { Type: type, Properties: properties }]),
          ),
        },
      },
    }),
  );
  const lambda = await parts.keep(startLambda(lambdaOf(stack, physicalIds, pipeline)));
  const scheduler = await parts.keep(startScheduler(schedulesIn(stack, physicalIds)));
  const refusing: [Map<string, AwsFault>, string[]][] = [
    [cloudFormation.refusals, ['DescribeStacks', 'ListStackResources', 'GetTemplate']],
    [lambda.refusals, ['Invoke', 'GetFunctionConfiguration', 'GetEventSourceMapping']],
    [scheduler.refusals, ['ListSchedules', 'GetSchedule']],
    [
      sns.refusals,
      [
        'ListSubscriptionsByTopic',
        'GetSubscriptionAttributes',
        'GetSMSAttributes',
        'GetSMSSandboxAccountStatus',
        'ListSMSSandboxPhoneNumbers',
      ],
    ],
  ];
  return {
    cloud,
    simulator,
    sns,
    cloudFormation,
    lambda,
    scheduler,
    pipeline,
    subscriptions,
    environment: {
      ...cloud.environment,
      AWS_ENDPOINT_URL_SNS: sns.url,
      AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      AWS_ENDPOINT_URL_SCHEDULER: scheduler.url,
    },
    refuseAll(fault) {
      for (const [refusals, actions] of refusing) for (const action of actions) refusals.set(action, fault);
      return () => {
        for (const [refusals] of refusing) refusals.clear();
      };
    },
    close: () => parts.close(),
  };
}

/** The subscriptions that the template makes, confirmed with credentials, by the logical id of their topic. */
function subscriptionsIn(stack: SynthesizedStack): Record<string, Subscription[]> {
  const topics = stack.all('AWS::SNS::Topic').map(({ id }) => id);
  const all = stack.all('AWS::SNS::Subscription').map(({ properties }) => properties);
  return Object.fromEntries(
    topics.map((topic) => [
      topic,
      all
        .filter(({ TopicArn }) => mentions(TopicArn, topic))
        .map(({ Protocol, Endpoint }) => ({
          protocol: Protocol as Subscription['protocol'],
          endpoint: String(Endpoint),
          confirmed: 'with-login' as const,
        })),
    ]),
  );
}

function physicalIdOf({ id, type }: Resource, { cloud, sns }: { cloud: Cloud; sns: SnsStandIn }): string {
  if (type === 'AWS::SNS::Topic') return sns.topicArns[id] ?? '';
  if (type === 'AWS::SSM::Parameter') return cloud.names.budgetsParameter;
  if (type === 'AWS::DynamoDB::Table') {
    return id.includes('CostHistory') ? cloud.names.costHistory : cloud.names.notificationLog;
  }
  return `${STACK}-${id}`;
}

/** The outputs, with the texts of references. */
function outputsOf(stack: SynthesizedStack, physicalIds: Map<string, string>): Record<string, string> {
  return Object.fromEntries(
    stack.outputs.map(([name, { Value }]) => {
      const reference = at(Value, 'Ref');
      const isReference = typeof reference === 'string' && physicalIds.has(reference);
      return [name, isReference ? (physicalIds.get(reference) ?? '') : `aws … ${name}`];
    }),
  );
}

function lambdaOf(stack: SynthesizedStack, physicalIds: Map<string, string>, pipeline: Pipeline) {
  const functions = stack.all('AWS::Lambda::Function').map((lambda) => {
    const name = nameOf(lambda);
    const variables = Object.entries(variablesOf(lambda)).filter(([, value]) => typeof value === 'string');
    const invoke = (payload: unknown) =>
      name === 'evaluate' ? pipeline.evaluate.invoke(payload) : Promise.reject(new Error(`${name} was invoked`));
    return [physicalIds.get(lambda.id), { variables: Object.fromEntries(variables), invoke }];
  });
  const mappings = stack.all('AWS::Lambda::EventSourceMapping').map(({ id }) => [physicalIds.get(id), 'Enabled']);
  return { functions: Object.fromEntries(functions), mappings: Object.fromEntries(mappings) };
}

function schedulesIn(stack: SynthesizedStack, physicalIds: Map<string, string>) {
  const schedules = stack.all('AWS::Scheduler::Schedule').map(({ id, properties }) => [
    physicalIds.get(id),
    {
      // Another group than AWS's own, as a schedule may be in one.
      group: 'a-group',
      state: 'ENABLED',
      expression: String(properties.ScheduleExpression),
    },
  ]);
  return Object.fromEntries(schedules);
}
