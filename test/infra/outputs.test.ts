import { describe, expect, test } from '@jest/globals';
import { aggregatePayload } from '../../functions/aggregate/payload.ts';
import { discoverPayload } from '../../functions/discover/payload.ts';
import { evaluatePayload } from '../../functions/evaluate/payload.ts';
import { notifyPayload } from '../../functions/notify/payload.ts';
import { reportPayload } from '../../functions/report/payload.ts';
import { asText, at, SynthesizedStack, variablesOf } from './synthesized-stack.ts';

const stack = new SynthesizedStack();
const commands = stack.outputs.map(([name, { Value }]) => [name, asText(Value)] as const);
const CONTRACTS = {
  discover: discoverPayload,
  evaluate: evaluatePayload,
  aggregate: aggregatePayload,
  notify: notifyPayload,
  report: reportPayload,
};

test('every output says what its command does', () => {
  expect(stack.outputs.length).toBeGreaterThan(0);
  for (const [, output] of stack.outputs) expect(output.Description).toMatch(/^[A-Z].{20,}\.$/);
});

test('every output is a command for the AWS CLI in the region of the stack', () => {
  for (const [, command] of commands) expect(command).toMatch(/^aws [a-z-]+ [a-z-]+ --region <AWS::Region> /);
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

test('every output has its place in an order, and none has the place of another', () => {
  const names = stack.outputs.map(([name]) => name);
  const steps = names.filter((name) => name.startsWith('Step'));
  expect(steps).toEqual(steps.map((_, index) => expect.stringMatching(new RegExp(`^Step${index + 1}[A-Z]`))));
  expect(names).toEqual([...steps, 'WhenNeededJudgeDeadLettersAgain', 'WhenNeededSubscribeMachine']);
  // The CLI prints them in this order.
  expect(names).toEqual(names.toSorted());
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

test('trying one endpoint or the shared budgets, and explaining one endpoint, writes nothing', () => {
  expect(payloadsFor('evaluate')).toEqual([{ endpointIds: ['166'], dryRun: true }, { explain: '166' }]);
  expect(payloadsFor('aggregate')).toEqual([{ dryRun: true }]);
});

test('the daily report can be sent now', () => {
  expect(payloadsFor('report')).toEqual([{}]);
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
