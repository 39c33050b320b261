import { describe, expect, test } from '@jest/globals';
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

/** The only actions that may be allowed on every resource, and why. */
const ON_EVERY_RESOURCE: Record<string, string> = {
  'xray:PutTraceSegments': 'X-Ray has no resources to name.',
  'xray:PutTelemetryRecords': 'X-Ray has no resources to name.',
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

  test('lets everybody in', () => {
    expect(allowed.filter(({ principal }) => JSON.stringify(principal ?? '').includes('*'))).toEqual([]);
  });
});

test('no role has a policy of AWS, which allows more than we need and changes without us', () => {
  for (const { properties } of stack.all('AWS::IAM::Role')) expect(properties).not.toHaveProperty('ManagedPolicyArns');
});

// That each may do all that it does, and nothing else, is tried in test/e2e.
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
  expect(tableActionsOf('discover').filter((action) => action.startsWith('dynamodb:Query'))).toHaveLength(1);
});

test('notify cannot see what devices cost, but for what is told of it', () => {
  expect(tableActionsOf('notify').filter((action) => !action.includes('NOTIFICATION_LOG_TABLE'))).toEqual([]);
});

test('report changes nothing', () => {
  const actions = tableActionsOf('report').map((action) => action.split(' ')[0]);
  expect(new Set(actions)).toEqual(new Set(['dynamodb:GetItem', 'dynamodb:Query']));
});

test('only notify and report can send, and only to the alert topic', () => {
  expect(thoseWhoReach('AWS::SNS::Topic')).toEqual(['notify', 'report']);
  for (const name of ['notify', 'report']) {
    const topics = statementsOf(stack.function(name))
      .filter(({ actions }) => actions.includes('sns:Publish'))
      .flatMap(({ resources }) => resources);
    expect(topics.map((topic) => stack.target(topic).id)).toEqual([expect.stringContaining('Alerts')]);
    expect(topics).toEqual([variablesOf(stack.function(name)).ALERT_TOPIC_ARN]);
  }
});

test('nobody can delete or overwrite what people rely on', () => {
  const actions = functions.flatMap(statementsOf).flatMap((statement) => statement.actions);
  expect(actions).toContain('dynamodb:PutItem');
  expect(
    actions.filter((action) => /:(Delete(?!Message)|PutSecret|UpdateSecret|PutParameter|Purge)/.test(action)),
  ).toEqual([]);
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

test('only schedules of this account can take on the role of a schedule', () => {
  for (const { properties } of stack.all('AWS::Scheduler::Schedule')) {
    const role = stack.target(at(properties, 'Target', 'RoleArn'));
    const trust = at(role.properties, 'AssumeRolePolicyDocument', 'Statement', 0);
    expect(trust).toMatchObject({
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  }
});

function actionsOf(lambda: Resource): string[] {
  return statementsOf(lambda).flatMap(({ actions }) => actions);
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
