import { expect, test } from '@jest/globals';
import { PLACES, stackParts } from '../../../infra/doctor/stack-parts.ts';
import { SynthesizedStack } from '../synthesized-stack.ts';

const stack = new SynthesizedStack();
const resources = stack.resources.map(({ id, type }) => ({ logicalId: id, type, physicalId: `name of ${id}` }));

test('every part is found in the stack of the template', () => {
  const outputs = Object.fromEntries(PLACES.map((name) => [name, `value of ${name}`]));
  const parts = stackParts(outputs, resources);
  expect(parts.functions).toEqual({
    discover: `name of ${stack.function('discover').id}`,
    evaluate: `name of ${stack.function('evaluate').id}`,
    notify: `name of ${stack.function('notify').id}`,
  });
  expect(parts.schedules.map(({ id }) => id).toSorted()).toEqual([
    'AggregationSums',
    'DiscoverySweep',
    'MonitoringWatchingRounds',
    'NotificationMonthlyTest',
    'NotificationRounds',
    'ReportingDaily',
  ]);
  expect(parts.trigger).toBe(`name of ${stack.all('AWS::Lambda::EventSourceMapping')[0]?.id}`);
  expect(parts.budgetsParameter).toBe(`name of ${stack.all('AWS::SSM::Parameter')[0]?.id}`);
  expect(stack.all('AWS::Lambda::EventSourceMapping')).toHaveLength(1);
  expect(stack.all('AWS::SSM::Parameter')).toHaveLength(1);
});

test('of an empty stack, nothing is found', () => {
  expect(stackParts({}, [])).toEqual({
    tables: {},
    topics: [],
    schedules: [],
    functions: {},
  });
});
