import { describe, expect, test } from '@jest/globals';
import { readSettings, type Settings } from '../../infra/settings.ts';
import { KEPT_RESOURCES, lossesIn } from './kept-resources.ts';
import { exampleSettings, SynthesizedStack } from './synthesized-stack.ts';

const RECIPIENTS = ['ops@example.com', 'boss@example.com', '+15555550100', '+15555550101'];

// A construct that moves gets another logical id: CloudFormation makes a new, empty resource and leaves the old one.
describe('a deployment keeps every table, secret, topic, subscription, key and queue', () => {
  test.each<[string, Settings, string[]]>([
    [
      'the settings that come with the project',
      readSettings({ budgetsPath: 'budgets.yaml', context: () => undefined }),
      ['reportAt', 'ops@example.com', '+15555550100'],
    ],
    [
      'settings that make every optional resource',
      exampleSettings({ customerManagedKey: true }),
      ['customerManagedKey', 'reportAt', ...RECIPIENTS],
    ],
    [
      'settings that make no optional resource',
      exampleSettings({
        reportAt: undefined,
        tokenExpiresAt: undefined,
        monthlyTest: false,
        recipients: { email: [], sms: [] },
      }),
      [],
    ],
    [
      'another stack name and other intervals',
      exampleSettings({ stackName: 'Second', sweepMinutes: 15, notifyMinutes: 1, reportAt: { hour: 23, minute: 59 } }),
      ['reportAt', ...RECIPIENTS],
    ],
  ])('with %s', (_, settings, options) => {
    const kept = KEPT_RESOURCES.filter(({ only }) => only === undefined || options.includes(only));
    expect(lossesIn(new SynthesizedStack(settings).resources, kept)).toEqual([]);
  });
});

describe('the law', () => {
  const kept = KEPT_RESOURCES.filter(({ type }) => type === 'AWS::DynamoDB::Table');
  const tables = kept.map((one) => ({ ...one, properties: {} }));

  test('holds for the tables as they are', () => {
    expect(lossesIn(tables, kept)).toEqual([]);
  });

  test('says what a table that has moved would cost', () => {
    const moved = tables.map((table, index) => (index === 0 ? { ...table, id: 'StateMoved' } : table));
    expect(lossesIn(moved, kept)).toEqual([
      expect.stringMatching(/^AWS::DynamoDB::Table StateCostHistory\w+ is not in the template: .+ new, empty table/),
      expect.stringMatching(/^AWS::DynamoDB::Table StateMoved is in the template and not in .+ new, empty table/),
    ]);
  });

  test('does not take a resource of another type for the one that is listed', () => {
    const retyped = tables.map((table) => ({ ...table, type: 'AWS::DynamoDB::GlobalTable' }));
    expect(lossesIn(retyped, kept)).toHaveLength(kept.length);
  });

  test('sees whatever outlives its stack, of whichever type', () => {
    const bucket = { type: 'AWS::S3::Bucket', id: 'Bucket', properties: {}, deletionPolicy: 'Retain' };
    expect(lossesIn([...tables, bucket], kept)).toEqual([
      expect.stringMatching(/^AWS::S3::Bucket Bucket is in the template and not in /),
    ]);
  });
});
