import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { actPayload } from '../../functions/act/payload.ts';
import { aggregatePayload } from '../../functions/aggregate/payload.ts';
import { discoverPayload } from '../../functions/discover/payload.ts';
import { evaluatePayload } from '../../functions/evaluate/payload.ts';
import { notifyPayload } from '../../functions/notify/payload.ts';
import { pagePayload } from '../../functions/page/payload.ts';
import { reportPayload } from '../../functions/report/payload.ts';
import { watchdogPayload } from '../../functions/watchdog/payload.ts';
import { asText, at, SynthesizedStack, variablesOf } from './synthesized-stack.ts';

const stack = new SynthesizedStack();
const commands = stack.outputs.map(([name, { Value }]) => [name, asText(Value)] as const);
const CONTRACTS = {
  discover: discoverPayload,
  evaluate: evaluatePayload,
  aggregate: aggregatePayload,
  notify: notifyPayload,
  report: reportPayload,
  watchdog: watchdogPayload,
  page: pagePayload,
  act: actPayload,
};

/** Where things are: the other outputs are commands. */
const PLACES = [
  'WhenNeededActorsPolicy',
  'WhenNeededCostHistoryTable',
  'WhenNeededDashboard',
  'WhenNeededDashboardWithButtons',
  'WhenNeededEventTopic',
  'WhenNeededMailTopic',
  'WhenNeededNotificationLogTable',
  'WhenNeededOperatorTopic',
  'WhenNeededTextTopic',
  'WhenNeededViewersPolicy',
];
const isPlace = (name: string): boolean => PLACES.includes(name);

test('every output says what it is there for', () => {
  expect(stack.outputs.length).toBeGreaterThan(0);
  for (const [, output] of stack.outputs) expect(output.Description).toMatch(/^[A-Z].{20,}\.$/);
});

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
test('CloudFormation takes every output, however long the names in it are', () => {
  expect(stack.outputs.length).toBeLessThanOrEqual(200);
  for (const [name, output] of stack.outputs) {
    expect(name).toMatch(/^[A-Za-z0-9]{1,255}$/);
    expect(Buffer.byteLength(output.Description ?? '')).toBeLessThanOrEqual(1024);
    expect(asText(output.Value).replaceAll(/<[^>]+>/g, 'x'.repeat(140)).length).toBeLessThanOrEqual(1024);
    // Two stacks of one account may not export the same name.
    expect(output).not.toHaveProperty('Export');
  }
});

test('every output is a command for the AWS CLI in the region of the stack, or a place', () => {
  const others = commands.filter(([name]) => !isPlace(name));
  expect(others.length).toBe(commands.length - PLACES.length);
  for (const [, command] of others) {
    expect(command).toMatch(/^aws /);
    expect(command.match(/\baws [a-z-]+ [a-z-]+ --region <AWS::Region> /g)?.length).toBe(
      command.match(/\baws /g)?.length,
    );
  }
});

test('places are the dashboards, the topics, the tables and the policies', () => {
  const variables = variablesOf(stack.function('notify'));
  const [dashboard, withButtons] = stack.all('AWS::CloudWatch::Dashboard');
  const policyOf = (who: string) => stack.all('AWS::IAM::ManagedPolicy').find(({ id }) => id.includes(who))?.id;
  const console = 'https://<AWS::Region>.console.aws.amazon.com/cloudwatch/home?region=<AWS::Region>';
  const [operators, ...more] = stack
    .all('AWS::SNS::Topic')
    .filter(({ properties }) => properties.DisplayName === 'emnify cost alerts: operation');
  expect(more).toEqual([]);
  expect(Object.fromEntries(commands.filter(([name]) => isPlace(name)))).toEqual({
    WhenNeededCostHistoryTable: asText(variablesOf(stack.function('evaluate')).COST_HISTORY_TABLE),
    WhenNeededDashboard: `${console}#dashboards/dashboard/<${dashboard?.id}>`,
    WhenNeededDashboardWithButtons: `${console}#dashboards/dashboard/<${withButtons?.id}>`,
    WhenNeededEventTopic: asText(variables.EVENT_TOPIC_ARN),
    WhenNeededMailTopic: asText(variables.MAIL_TOPIC_ARN),
    WhenNeededNotificationLogTable: asText(variables.NOTIFICATION_LOG_TABLE),
    WhenNeededOperatorTopic: `<${operators?.id}>`,
    WhenNeededTextTopic: asText(variables.TEXT_TOPIC_ARN),
    WhenNeededActorsPolicy: `<${policyOf('Actors')}>`,
    WhenNeededViewersPolicy: `<${policyOf('Viewers')}>`,
  });
});

test('budgets above 4 KB can be put, with the tier that the deployment has', () => {
  const [parameter] = stack.all('AWS::SSM::Parameter');
  const puts = commands.filter(([, command]) => command.includes('put-parameter'));
  expect(puts.map(([name]) => name)).toEqual(['WhenNeededChangeBudgets']);
  expect(puts[0]?.[1]).toContain(` --tier ${parameter?.properties.Tier} `);
});

test('the token is stored from the environment, and stands in no output', () => {
  const [command] = commands.flatMap(([, text]) => (text.includes('put-secret-value') ? [text] : []));
  const [secret] = stack.all('AWS::SecretsManager::Secret');
  expect(command).toContain(`--secret-id <${secret?.id}> --secret-string "$EMNIFY_APPLICATION_TOKEN"`);
});

test('what could not be judged is judged again by one command, on the dead letters of evaluate', () => {
  const [mapping] = stack.all('AWS::Lambda::EventSourceMapping');
  const { properties } = stack.target(mapping?.properties.EventSourceArn);
  const { id } = stack.target(at(properties, 'RedrivePolicy', 'deadLetterTargetArn'));
  expect(Object.fromEntries(commands).WhenNeededJudgeDeadLettersAgain).toBe(
    `aws sqs start-message-move-task --region <AWS::Region> --source-arn <${id}>`,
  );
});

test('a machine is subscribed by one command, on the topic that only machines have', () => {
  const { EVENT_TOPIC_ARN } = variablesOf(stack.function('notify'));
  expect(Object.fromEntries(commands).WhenNeededSubscribeMachine).toBe(
    `aws sns subscribe --region <AWS::Region> --topic-arn ${asText(EVENT_TOPIC_ARN)} --protocol sqs --notification-endpoint arn:aws:sqs:REGION:ACCOUNT:QUEUE`,
  );
});

test('mail addresses are confirmed so that they last, on the topic of mails and on that of operators', () => {
  const { WhenNeededOperatorTopic: operators, WhenNeededMailTopic: mails, ...others } = Object.fromEntries(commands);
  const confirm = (topic?: string) =>
    `aws sns confirm-subscription --region <AWS::Region> --topic-arn ${topic} --token TOKEN --authenticate-on-unsubscribe true`;
  expect(others.Step1ConfirmAlertMails).toBe(confirm(mails));
  expect(others.Step1ConfirmOperatorMails).toBe(confirm(operators));
});

test('an address is unsubscribed by its subscription, on both topics, and subscribed again', () => {
  const { WhenNeededOperatorTopic: operators, WhenNeededMailTopic: mails, ...others } = Object.fromEntries(commands);
  const unsubscribe = (topic?: string) =>
    'aws sns unsubscribe --region <AWS::Region> --subscription-arn ' +
    `$(aws sns list-subscriptions-by-topic --region <AWS::Region> --topic-arn ${topic} ` +
    `--query "Subscriptions[?Endpoint=='you@example.com'].SubscriptionArn" --output text)`;
  const subscribe = (topic?: string) =>
    `aws sns subscribe --region <AWS::Region> --topic-arn ${topic} --protocol email --notification-endpoint you@example.com`;
  expect(others.WhenNeededUnsubscribeAlertMails).toBe(unsubscribe(mails));
  expect(others.WhenNeededUnsubscribeOperatorMails).toBe(unsubscribe(operators));
  expect(others.WhenNeededAddOperator).toBe(subscribe(operators));
  expect(others.WhenNeededSubscribeAlertMails?.split(' --attributes ')[0]).toBe(subscribe(mails));
});

test('an address is subscribed again with the filter policy of the deployment', () => {
  const { WhenNeededSubscribeAlertMails: command = '' } = Object.fromEntries(commands);
  const [, attributes = ''] = /--attributes '(.+)'$/.exec(command) ?? [];
  const policies = stack.all('AWS::SNS::Subscription').map(({ properties }) => properties.FilterPolicy);
  expect(policies).toContainEqual(JSON.parse(JSON.parse(attributes).FilterPolicy));
});

test('four steps are the set-up, and everything else is there when it is needed', () => {
  const names = stack.outputs.map(([name]) => name);
  expect(names.slice(0, 6)).toEqual([
    'Step1ConfirmAlertMails',
    'Step1ConfirmOperatorMails',
    'Step1StoreToken',
    'Step2SendTestMessage',
    'Step3TryOneEndpoint',
    'Step4SweepNow',
  ]);
  for (const name of names.slice(6)) expect(name).toMatch(/^WhenNeeded[A-Z]/);
  // The CLI prints them in this order.
  expect(names.slice(0, 6)).toEqual(names.toSorted().slice(0, 6));
});

describe.each(Object.entries(CONTRACTS))('%s', (name, { schema }) => {
  const payloads = payloadsFor(name);

  test('can be invoked by hand', () => {
    expect(payloads).not.toEqual([]);
  });

  test('knows every payload that it is invoked with', () => {
    for (const payload of payloads) expect(schema.safeParse(payload)).toMatchObject({ success: true });
  });
});

test('no invocation waits for the AWS CLI to ask for base64', () => {
  for (const [, command] of invocations()) expect(command).toContain('--cli-binary-format raw-in-base64-out');
});

// The AWS CLI gives up after a minute and invokes again: two sweeps at once.
test('no invocation by hand is repeated by the AWS CLI because it takes long', () => {
  expect(invocations().length).toBeGreaterThanOrEqual(Object.keys(CONTRACTS).length);
  for (const [, command] of invocations()) expect(command).toContain('--cli-read-timeout 0');
});

// A row of the README has one function, its payload, and what it does, which may name another payload.
test('every payload of the README is one of the outputs, and no other is', () => {
  const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| (\w+) \| (`\{.*?\}` \|.*) \|$/gm)];
  const documented = rows.flatMap(([, name = '', cells = '']) =>
    [...cells.matchAll(/`(\{.*?\})`/g)].map(([, payload = '']) => [name, JSON.parse(payload)]),
  );
  const printed = Object.keys(CONTRACTS).flatMap((name) => payloadsFor(name).map((payload) => [name, payload]));
  const asLines = (all: unknown[][]): string[] => all.map((one) => JSON.stringify(one)).toSorted();
  expect(documented.length).toBeGreaterThan(9);
  expect(asLines(printed)).toEqual(asLines(documented));
});

function invocations() {
  return commands.filter(([, command]) => command.includes('lambda invoke'));
}

/** With which payloads the outputs invoke a function, in their order. */
function payloadsFor(name: string): unknown[] {
  const { id } = stack.function(name);
  return invocations()
    .filter(([, command]) => command.includes(`--function-name <${id}> `))
    .map(([, command]) => JSON.parse(/--payload '(.+)' \/dev\/stdout$/.exec(command)?.[1] ?? '"no payload"'));
}
