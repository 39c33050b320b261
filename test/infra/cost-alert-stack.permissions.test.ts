import { describe, expect, test } from '@jest/globals';
import { FLEET_PARTITION } from '../../functions/contracts/fleet-partition.ts';
import { PRESSES_PARTITION } from '../../functions/contracts/presses.ts';
import {
  asText,
  at,
  list,
  mentions,
  nameOf,
  type Resource,
  SynthesizedStack,
  type Value,
  variablesOf,
} from './synthesized-stack.ts';

const stack = new SynthesizedStack();
const functions = stack.all('AWS::Lambda::Function');

/** The only actions that may be allowed on every resource, or on all of a kind, and why. */
const ON_EVERY_RESOURCE: Record<string, string> = {
  'cloudwatch:GetMetricStatistics': 'A metric is no resource.',
  'cloudwatch:GetMetricData': 'A metric is no resource.',
  'cloudwatch:DescribeAlarms': 'The console asks for all alarms of a dashboard at once.',
  'cloudwatch:ListDashboards': 'A list is of all.',
  'kms:Decrypt': "AWS's own key for SNS has an id that is unknown before the deployment; its alias is a condition.",
  'kms:GenerateDataKey':
    "AWS's own key for SNS has an id that is unknown before the deployment; its alias is a condition.",
};

const isWrite = (action: string): boolean => /^dynamodb:(Put|Update|Delete)Item$/.test(action);

interface Statement {
  effect: string;
  actions: string[];
  resources: Value[];
  principal: Value;
  condition: Value;
}

describe('no policy', () => {
  const allowed = stack.resources.flatMap(statementsIn).filter(({ effect }) => effect === 'Allow');

  test('allows an action with a wildcard', () => {
    expect(allowed.length).toBeGreaterThan(0);
    expect(allowed.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('names a resource with a wildcard without a written reason', () => {
    const open = allowed.filter(({ resources }) => resources.some((resource) => asText(resource).includes('*')));
    expect(open.flatMap(({ actions }) => actions).filter((action) => !(action in ON_EVERY_RESOURCE))).toEqual([]);
  });

  test('allows an action on every resource but where the reason given to cdk-nag names it', () => {
    const open = functions.flatMap((lambda) =>
      statementsOf(lambda)
        .filter(({ resources }) => resources.includes('*'))
        .flatMap(({ actions }) => actions.map((action) => [nameOf(lambda), action] as const)),
    );
    expect(open.length).toBeGreaterThan(0);
    for (const [name, action] of open)
      expect([name, action, reasonsFor(name)]).toEqual([name, action, expect.stringContaining(action)]);
  });

  test('lets every principal in', () => {
    expect(allowed.filter(({ principal }) => JSON.stringify(principal ?? '').includes('*'))).toEqual([]);
  });
});

test('no role has a policy of AWS, which allows more than we need and changes without us', () => {
  for (const { properties } of stack.all('AWS::IAM::Role')) expect(properties).not.toHaveProperty('ManagedPolicyArns');
});

// That each may do all that it does, and nothing else, is tried in test/pipeline/e2e.
test.each(functions.map((lambda) => [nameOf(lambda), lambda] as const))('%s has no grant twice', (_, lambda) => {
  const grants = statementsOf(lambda).flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => `${action} ${asText(resource)}`)),
  );
  expect(grants.length).toBeGreaterThan(0);
  expect(new Set(grants).size).toBe(grants.length);
});

test('only the functions that ask emnify can read the token', () => {
  const asking = functions.filter((lambda) => 'EMNIFY_BASE_URL' in variablesOf(lambda)).map(nameOf);
  expect(thoseWhoReach('AWS::SecretsManager::Secret')).toEqual(asking.toSorted());
});

test('only discover can ask for evaluations', () => {
  const senders = functions.filter((lambda) => actionsOf(lambda).includes('sqs:SendMessage'));
  expect(senders.map(nameOf)).toEqual(['discover']);
});

test('discover can read what endpoints cost, and change nothing but the records of the whole fleet', () => {
  const writing = statementsOf(stack.function('discover')).filter(({ actions }) => actions.some(isWrite));
  expect(writing).toMatchObject([
    { condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['fleet'] } } },
  ]);
  expect(tableActionsOf('discover').filter((action) => action.startsWith('dynamodb:Query'))).toHaveLength(2);
});

test('notify cannot read the cost of devices, except in alerts', () => {
  // It leaves there what the watchdog reads, and notes the presses that it has said.
  expect(tableActionsOf('notify').filter((action) => !action.includes('NOTIFICATION_LOG_TABLE'))).toEqual([
    'dynamodb:Query COST_HISTORY_TABLE',
    'dynamodb:UpdateItem COST_HISTORY_TABLE',
  ]);
  expect(partitionsOf('notify', 'dynamodb:Query')).toEqual([PRESSES_PARTITION]);
  expect(partitionsOf('notify', 'dynamodb:UpdateItem')).toEqual([FLEET_PARTITION, PRESSES_PARTITION]);
});

test('report changes nothing but what it leaves for notify to send, and for the watchdog to read', () => {
  const actions = tableActionsOf('report').map((action) => action.split(' ')[0]);
  expect(new Set(actions)).toEqual(
    new Set(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem']),
  );
  expect(fleetOnly('report', 'dynamodb:UpdateItem')).toBe(true);
  expect(partitionsOf('report', 'dynamodb:PutItem')).toEqual(['outbox', 'notification#*']);
});

// A machine that may write or delete claims could let an alert be sent twice, or never.
test('notify marks claims, and neither writes nor deletes any', () => {
  expect(partitionsOf('notify', 'dynamodb:PutItem')).toEqual(['outbox', 'notification#*', 'sent#*']);
  expect(partitionsOf('notify', 'dynamodb:DeleteItem')).toEqual(['outbox', 'notification#*']);
});

test('only notify can send, on the topics of mails, texts and events; the watchdog on that of the operators alone', () => {
  const senders = functions.filter((lambda) => actionsOf(lambda).includes('sns:Publish'));
  expect(senders.map(nameOf).toSorted()).toEqual(['notify', 'watchdog']);
  expect(topicsOf('watchdog', 'sns:Publish')).toEqual([operatorsTopic().id]);
  expect(topicsOf('notify', 'sns:Publish')).toEqual(topicVariablesOf('notify'));
  expect(topicVariablesOf('notify')).toHaveLength(3);
});

test('report can see who is subscribed to the same topics, and can do nothing else to a topic', () => {
  expect(thoseWhoReach('AWS::SNS::Topic')).toEqual(['notify', 'page', 'report', 'watchdog']);
  expect(topicsOf('report', 'sns:ListSubscriptionsByTopic')).toEqual(topicVariablesOf('notify'));
  const { MAIL_TOPIC_ARN, TEXT_TOPIC_ARN } = variablesOf(stack.function('notify'));
  const withPeople = [MAIL_TOPIC_ARN, TEXT_TOPIC_ARN].map((arn) => stack.target(arn).id);
  expect(topicsOf('report', 'sns:GetSubscriptionAttributes')).toEqual(withPeople.toSorted());
  expect(actionsOf(stack.function('report')).filter((action) => action.startsWith('sns:'))).toEqual([
    'sns:ListSubscriptionsByTopic',
    'sns:GetSubscriptionAttributes',
  ]);
});

test('page reads, and can change nothing: no item, no topic, no parameter, and it has no token', () => {
  const actions = actionsOf(stack.function('page')).filter((action) => !action.startsWith('logs:'));
  expect(actions.toSorted()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:Query',
    'sns:GetSubscriptionAttributes',
    'sns:ListSubscriptionsByTopic',
    'ssm:GetParameter',
  ]);
  expect(topicsOf('page', 'sns:ListSubscriptionsByTopic')).toEqual(topicVariablesOf('notify'));
  expect(thoseWhoReach('AWS::SecretsManager::Secret')).not.toContain('page');
});

test('act writes presses alone, reads no token, and calls notify and evaluate', () => {
  const actions = tableActionsOf('act').filter((action) => isWrite(action.split(' ')[0] ?? ''));
  expect(actions).toEqual(['dynamodb:PutItem COST_HISTORY_TABLE', 'dynamodb:UpdateItem COST_HISTORY_TABLE']);
  expect(partitionsOf('act', 'dynamodb:PutItem')).toEqual([PRESSES_PARTITION]);
  expect(partitionsOf('act', 'dynamodb:UpdateItem')).toEqual([PRESSES_PARTITION]);
  const granted = statementsOf(stack.function('act'));
  expect(granted.flatMap(({ actions }) => actions).filter((action) => action.startsWith('secretsmanager:'))).toEqual(
    [],
  );
  const called = granted.find(({ actions }) => actions.includes('lambda:InvokeFunction'));
  expect(called?.resources.map(asText).toSorted()).toEqual(
    ['notify', 'evaluate'].map((name) => `<${stack.function(name).id}>`).toSorted(),
  );
});

test.each([
  ['viewers may see the dashboard without buttons, and call page alone', 'Viewers', false, ['page']],
  ['actors may see the dashboard with buttons, and call page and act', 'Actors', true, ['act', 'page']],
])('%s', (_, who, hasButtons, callable) => {
  const policy = stack.all('AWS::IAM::ManagedPolicy').find(({ id }) => id.includes(who));
  if (!policy) throw new Error('there is one');
  const granted = statementsIn(policy).map(({ effect, actions, resources }) => [
    effect,
    actions.join(' '),
    resources.map(asText).toSorted().join(' '),
  ]);
  const [overview] = stack
    .all('AWS::CloudWatch::Dashboard')
    .filter(({ properties }) => asText(properties.DashboardName).endsWith('-act') === hasButtons);
  expect(granted).toEqual([
    [
      'Allow',
      'cloudwatch:GetDashboard',
      `arn:<AWS::Partition>:cloudwatch::<AWS::AccountId>:dashboard/<${overview?.id}>`,
    ],
    [
      'Allow',
      'lambda:InvokeFunction',
      callable
        .map((name) => `<${stack.function(name).id}>`)
        .toSorted()
        .join(' '),
    ],
    ['Allow', 'cloudwatch:DescribeAlarms cloudwatch:GetMetricData cloudwatch:ListDashboards', '*'],
  ]);
  expect(policy.properties).not.toHaveProperty('ManagedPolicyName');
});

test('the watchdog reads, writes nothing but records of the whole fleet, and subscribes to mails and texts', () => {
  const statementsOfWatchdog = statementsOf(stack.function('watchdog'));
  const actions = statementsOfWatchdog.flatMap((statement) => statement.actions);
  const isReading = (action: string): boolean =>
    /^(dynamodb:(GetItem|Query)|sqs:(Get|Receive)|sns:(List|Get)|cloudwatch:Get|logs:)/.test(action);
  expect(actions.filter((action) => !isReading(action)).toSorted()).toEqual([
    'dynamodb:PutItem',
    'sns:Publish',
    'sns:Subscribe',
  ]);
  expect(topicsOf('watchdog', 'sns:Subscribe')).toEqual(topicsOf('report', 'sns:GetSubscriptionAttributes'));
  expect(fleetOnly('watchdog', 'dynamodb:PutItem')).toBe(true);
});

test('no function can delete or overwrite what people rely on', () => {
  const actions = functions.flatMap(statementsOf).flatMap((statement) => statement.actions);
  expect(actions).toContain('dynamodb:PutItem');
  // Of messages on their way, and of nothing else: see above.
  const ofNotify = ['dynamodb:DeleteItem'];
  expect(
    actions.filter((action) => /:(Delete(?!Message)|PutSecret|UpdateSecret|PutParameter|Purge)/.test(action)),
  ).toEqual(ofNotify);
  expect(actionsOf(stack.function('notify'))).toEqual(expect.arrayContaining(ofNotify));
});

test('a schedule can start its own function, leave a dead letter, and nothing else', () => {
  for (const { properties } of stack.all('AWS::Scheduler::Schedule')) {
    const statements = statementsOfRole(stack.target(at(properties, 'Target', 'RoleArn')));
    const granted = statements.flatMap(({ actions, resources }) => actions.map((action) => [action, resources]));
    expect(granted).toEqual([
      ['lambda:InvokeFunction', [at(properties, 'Target', 'Arn')]],
      ['sqs:SendMessage', [at(properties, 'Target', 'DeadLetterConfig', 'Arn')]],
    ]);
  }
});

test('only schedules of this stack can take on the role of a schedule', () => {
  for (const { properties } of stack.all('AWS::Scheduler::Schedule')) {
    const role = stack.target(at(properties, 'Target', 'RoleArn'));
    const trust = at(role.properties, 'AssumeRolePolicyDocument', 'Statement', 0);
    expect(trust).toMatchObject({
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(stack.target(at(trust, 'Condition', 'StringEquals', 'aws:SourceArn')).type).toBe(
      'AWS::Scheduler::ScheduleGroup',
    );
  }
});

function actionsOf(lambda: Resource): string[] {
  return statementsOf(lambda).flatMap(({ actions }) => actions);
}

/** The reasons given to cdk-nag where a function may do something to every resource. */
function reasonsFor(name: string): string {
  const folder = new RegExp(`/${name}(/|$)`, 'i');
  return stack.acknowledged
    .filter(({ path, rule }) => folder.test(path) && rule.endsWith('AwsSolutions-IAM5[Resource::*]'))
    .map(({ reason }) => reason)
    .join(' ');
}

/** The partitions that a function may do something to, whatever the table. Empty: it may everywhere. */
function partitionsOf(name: string, action: string): Value[] {
  return statementsOf(stack.function(name))
    .filter(({ actions }) => actions.includes(action))
    .flatMap(({ condition }) => list(at(condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys')));
}

/** Whether an action of a function on the table of costs is confined to the records of the whole fleet. */
function fleetOnly(name: string, action: string): boolean {
  const table = stack.target(variablesOf(stack.function('evaluate')).COST_HISTORY_TABLE).id;
  const found = statementsOf(stack.function(name)).filter(
    ({ actions, resources }) => actions.includes(action) && resources.some((resource) => mentions(resource, table)),
  );
  const keys = found.map(({ condition }) => at(condition, 'ForAllValues:StringEquals', 'dynamodb:LeadingKeys'));
  return keys.length > 0 && keys.every((key) => JSON.stringify(key) === '["fleet"]');
}

function operatorsTopic(): Resource {
  return stack.target(variablesOf(stack.function('watchdog')).OPERATORS_TOPIC_ARN);
}

function topicsOf(name: string, action: string): string[] {
  return statementsOf(stack.function(name))
    .filter(({ actions }) => actions.includes(action))
    .flatMap(({ resources }) => resources.map((resource) => stack.target(resource).id))
    .toSorted();
}

/** The topics that a function knows. */
function topicVariablesOf(name: string): string[] {
  const variables = Object.entries(variablesOf(stack.function(name)));
  return variables
    .flatMap(([variable, value]) => (variable.endsWith('_TOPIC_ARN') ? [stack.target(value).id] : []))
    .toSorted();
}

/** What a function may do to tables and their indexes, each table by the variable that names it to `evaluate`. */
function tableActionsOf(name: string): string[] {
  const variables = Object.entries(variablesOf(stack.function('evaluate')));
  return statementsOf(stack.function(name)).flatMap(({ actions, resources }) =>
    resources.flatMap((resource) => {
      const tables = variables.filter(([variable]) => variable.endsWith('_TABLE'));
      const [table] = tables.find(([, value]) => mentions(resource, stack.target(value).id)) ?? [];
      return table === undefined ? [] : actions.map((action) => `${action} ${table}`);
    }),
  );
}

/** The functions whose role names a resource of this type, in the order of the alphabet. */
function thoseWhoReach(type: string): string[] {
  const ids = stack.all(type).map(({ id }) => id);
  const reaches = (lambda: Resource) =>
    statementsOf(lambda).some(({ resources }) => ids.some((id) => resources.some((value) => mentions(value, id))));
  return functions.filter(reaches).map(nameOf).toSorted();
}

function statementsOf(lambda: Resource): Statement[] {
  return statementsOfRole(stack.target(lambda.properties.Role));
}

function statementsOfRole(role: Resource): Statement[] {
  const attached = stack.all('AWS::IAM::Policy').filter(({ properties }) => mentions(properties.Roles, role.id));
  return [...attached.flatMap(statementsIn), ...list(role.properties.Policies).flatMap(statementsInDocument)];
}

/** Of every kind of policy: of roles, queues, topics, and who may take on a role. */
function statementsIn({ properties }: Resource): Statement[] {
  return [properties, ...list(properties.Policies)].flatMap((holder) => [
    ...statementsInDocument(holder),
    ...statements(at(holder, 'AssumeRolePolicyDocument')),
  ]);
}

function statementsInDocument(holder: Value): Statement[] {
  return statements(at(holder, 'PolicyDocument'));
}

function statements(document: Value): Statement[] {
  return list(at(document, 'Statement')).map((statement) => ({
    effect: String(at(statement, 'Effect')),
    actions: list(at(statement, 'Action')).map(String),
    resources: list(at(statement, 'Resource')),
    principal: at(statement, 'Principal'),
    condition: at(statement, 'Condition'),
  }));
}
