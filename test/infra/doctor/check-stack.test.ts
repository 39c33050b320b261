import { describe, expect, test } from '@jest/globals';
import { checkStack } from '../../../infra/doctor/check-stack.ts';
import { PLACES } from '../../../infra/doctor/stack-parts.ts';
import { DENIED, read } from './fakes.ts';

const STEPS = ['Step1StoreToken', 'Step2SendTestMessage', 'Step3TryOneEndpoint', 'Step4SweepNow'];
const outputs = Object.fromEntries([...STEPS, ...PLACES].map((name) => [name, 'a value']));

function verdicts(status: string, found: Record<string, string> = outputs) {
  const stack = read({ status, outputs: found });
  const findings = checkStack({ name: 'Berlin', region: 'eu-west-1', stack, resources: read([]) });
  return findings.map(({ subject, verdict }) => [subject, verdict]);
}

describe('the status of the stack', () => {
  test.each([
    ['CREATE_COMPLETE', 'right'],
    ['UPDATE_COMPLETE', 'right'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'right'],
    ['CREATE_IN_PROGRESS', 'unknown'],
    ['UPDATE_IN_PROGRESS', 'unknown'],
    ['UPDATE_ROLLBACK_COMPLETE', 'wrong'],
    ['ROLLBACK_COMPLETE', 'wrong'],
    ['UPDATE_FAILED', 'wrong'],
    ['DELETE_COMPLETE', 'wrong'],
  ])('%s is %s', (status, verdict) => {
    expect(verdicts(status)[0]).toEqual(['stack', verdict]);
  });
});

test('an output that is missing is wrong, and named', () => {
  const { Step4SweepNow: _, ...others } = outputs;
  const stack = read({ status: 'UPDATE_COMPLETE', outputs: others });
  const findings = checkStack({ name: 'Berlin', region: 'eu-west-1', stack, resources: DENIED });
  expect(findings).toMatchObject([
    { verdict: 'right' },
    { subject: 'outputs', verdict: 'wrong', found: 'not there: Step4SweepNow' },
    { subject: 'resources', verdict: 'unknown', found: 'denied' },
  ]);
});

test('a stack that is not there is one finding', () => {
  const input = { name: 'Berlin', region: 'eu-west-1', stack: read(undefined), resources: read(undefined) };
  expect(checkStack(input)).toMatchObject([{ verdict: 'wrong', found: 'there is no stack Berlin in eu-west-1' }]);
});
