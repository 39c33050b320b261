import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { actEnvironment } from '../../../../functions/act/env.ts';
import { aggregateEnvironment } from '../../../../functions/aggregate/env.ts';
import { LOCATIONS_PER_FIVE_MINUTES, LOCATIONS_PER_RUN } from '../../../../functions/contracts/location-share.ts';
import { discoverEnvironment } from '../../../../functions/discover/env.ts';
import { evaluateEnvironment } from '../../../../functions/evaluate/env.ts';
import { notifyEnvironment } from '../../../../functions/notify/env.ts';
import { pageEnvironment } from '../../../../functions/page/env.ts';
import { reportEnvironment } from '../../../../functions/report/env.ts';
import { parseEnvironment } from '../../../../functions/runtime/environment.ts';
import { watchdogEnvironment } from '../../../../functions/watchdog/env.ts';
import { EMNIFY_REQUESTS_PER_FIVE_MINUTES, POLLING_MINUTES } from '../../../../infra/constructs/parts/emnify-pace.ts';
import {
  at,
  exampleSettings,
  mentions,
  nameOf,
  SynthesizedStack,
  type Value,
  variablesOf,
} from '../../synthesized-stack.ts';

const stack = new SynthesizedStack();
const functions = stack.all('AWS::Lambda::Function');

const ENVIRONMENTS = {
  discover: discoverEnvironment,
  evaluate: evaluateEnvironment,
  aggregate: aggregateEnvironment,
  notify: notifyEnvironment,
  report: reportEnvironment,
  watchdog: watchdogEnvironment,
  page: pageEnvironment,
  act: actEnvironment,
};
const FOR_THE_RUNTIME = ['NODE_OPTIONS', 'POWERTOOLS_LOG_LEVEL'];

describe('every function', () => {
  test('is one of ours', () => {
    expect(functions.map(nameOf).toSorted()).toEqual(Object.keys(ENVIRONMENTS).toSorted());
    for (const lambda of functions) expect(existsSync(`functions/${nameOf(lambda)}/handler.ts`)).toBe(true);
  });

  test('runs on Node 24 and arm64, and reserves no concurrency', () => {
    for (const { properties } of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
      // X-Ray bills each trace, and our logs say as much.
      expect(properties).not.toHaveProperty('TracingConfig');
    }
  });

  test('writes to a log group of its own, kept for a month', () => {
    const groups = functions.map(({ properties }) => stack.target(at(properties, 'LoggingConfig', 'LogGroup')));
    expect(new Set(groups).size).toBe(functions.length);
    for (const group of groups) {
      expect(group).toMatchObject({ type: 'AWS::Logs::LogGroup', properties: { RetentionInDays: 30 } });
    }
  });

  test('has a role of its own', () => {
    const roles = functions.map(({ properties }) => stack.target(properties.Role));
    expect(new Set(roles).size).toBe(functions.length);
  });

  test('shows source lines in its errors', () => {
    for (const lambda of functions) expect(variablesOf(lambda).NODE_OPTIONS).toBe('--enable-source-maps');
  });
});

describe.each(Object.entries(ENVIRONMENTS))('the environment of %s', (name, schema) => {
  const variables = variablesOf(stack.function(name));

  test('has the variables that its env.ts asks for and no others', () => {
    const ours = Object.keys(variables).filter((variable) => !FOR_THE_RUNTIME.includes(variable));
    expect(ours.toSorted()).toEqual(Object.keys(schema.shape).toSorted());
  });

  test('is accepted by its env.ts once deployed', () => {
    const deployed = Object.entries(variables).map(([variable, value]) => [variable, afterDeployment(value)]);
    expect(() => parseEnvironment(schema, Object.fromEntries(deployed))).not.toThrow();
  });
});

test('notify sends texts under the sender that the settings name, and leaves it to SNS where they name none', () => {
  const senderOf = (smsSenderId?: string): Value =>
    variablesOf(new SynthesizedStack(exampleSettings({ smsSenderId })).function('notify')).SMS_SENDER_ID;
  expect([senderOf('Acme'), senderOf()]).toEqual(['Acme', '']);
});

test('all workers together stay under what emnify allows one IP address in five minutes', () => {
  const asking = functions.filter((lambda) => 'EMNIFY_BURST' in variablesOf(lambda));
  const requests = asking.map((lambda) => {
    const { EMNIFY_REQUESTS_PER_SECOND: perSecond, EMNIFY_BURST: burst } = variablesOf(lambda);
    return workersOf(lambda.id) * (Number(perSecond) * 300 + Number(burst));
  });
  const sum = requests.reduce((a, b) => a + b, 0);
  expect(asking.map(nameOf).toSorted()).toEqual(['aggregate', 'discover', 'evaluate']);
  expect(EMNIFY_REQUESTS_PER_FIVE_MINUTES).toBe(2_000);
  expect(sum).toBeGreaterThan(EMNIFY_REQUESTS_PER_FIVE_MINUTES / 2);
  expect(sum).toBeLessThanOrEqual(EMNIFY_REQUESTS_PER_FIVE_MINUTES);
});

test('the checks that are queued in five minutes and the requests for locations fit into the pace of evaluate', () => {
  const evaluate = stack.function('evaluate');
  const workers = workersOf(evaluate.id);
  const perSecond = Number(variablesOf(evaluate).EMNIFY_REQUESTS_PER_SECOND);
  const checks = Number(variablesOf(stack.function('discover')).CHECKS_PER_RUN);
  expect(POLLING_MINUTES).toBe(5);
  expect(LOCATIONS_PER_FIVE_MINUTES).toBeGreaterThanOrEqual(LOCATIONS_PER_RUN);
  const asked = checks + workers * LOCATIONS_PER_FIVE_MINUTES;
  expect(asked).toBeLessThanOrEqual(workers * perSecond * 300);
  // And none of the pace is left unused.
  expect(asked).toBeGreaterThan(workers * perSecond * 300 - 1);
});

/** How many run at once: as many as the queue may start, or the one that a schedule starts. */
function workersOf(functionId: string): number {
  const queues = stack
    .all('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => mentions(properties.FunctionName, functionId));
  return Number(at(queues[0]?.properties, 'ScalingConfig', 'MaximumConcurrency') ?? 1);
}

/** What CloudFormation makes of a reference to a resource. */
function afterDeployment(value: Value): string {
  if (typeof value !== 'object') return String(value);
  const { id, type } = stack.target(value);
  if (type === 'AWS::SQS::Queue') return `https://sqs.eu-west-1.amazonaws.com/123456789012/${id}`;
  if (type === 'AWS::Lambda::Function') return `arn:aws:lambda:eu-west-1:123456789012:function:${id}`;
  if (type === 'AWS::SNS::Topic') return `arn:aws:sns:eu-west-1:123456789012:${id}`;
  return id;
}
