import { expect, test } from '@jest/globals';
import { discoverPayload } from '../../functions/discover/payload.ts';
import { evaluatePayload } from '../../functions/evaluate/payload.ts';
import { notifyPayload } from '../../functions/notify/payload.ts';
import { asText, nameOf, SynthesizedStack } from './synthesized-stack.ts';

const stack = new SynthesizedStack();
const commands = stack.outputs.map(([name, { Value }]) => [name, asText(Value)] as const);
const CONTRACTS = { discover: discoverPayload, evaluate: evaluatePayload, notify: notifyPayload };

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

test.each(Object.entries(CONTRACTS))('%s can be invoked by hand, with a payload that it knows', (name, { schema }) => {
  const lambda = stack.function(name);
  const [command = ''] = commands.flatMap(([, text]) => (text.includes(`<${lambda.id}>`) ? [text] : []));
  const payload = /--payload '(.+)' \/dev\/stdout$/.exec(command)?.[1] ?? 'no payload';
  expect(schema.safeParse(JSON.parse(payload))).toMatchObject({ success: true });
  expect(command).toContain('--cli-binary-format raw-in-base64-out');
  expect(nameOf(lambda)).toBe(name);
});

// The AWS CLI gives up after a minute and invokes again: two sweeps at once.
test('no invocation by hand is repeated by the AWS CLI because it takes long', () => {
  const invocations = commands.filter(([, command]) => command.includes('lambda invoke'));
  expect(invocations).toHaveLength(Object.keys(CONTRACTS).length);
  for (const [, command] of invocations) expect(command).toContain('--cli-read-timeout 0');
});

test('trying one endpoint by hand writes nothing', () => {
  const evaluate = stack.function('evaluate');
  const [command] = commands.flatMap(([, text]) => (text.includes(`<${evaluate.id}>`) ? [text] : []));
  expect(command).toContain('"dryRun":true');
});
