import { describe, expect, test } from '@jest/globals';
import { parsePlan } from '../../../../functions/budgets-file/budgets.ts';
import { PLACEHOLDER } from '../../../../functions/contracts/application-token.ts';
import { COST_HISTORY, NOTIFICATION_LOG, type TableSchema } from '../../../../infra/table-schemas.ts';
import { at, exampleSettings, list, SynthesizedStack, variablesOf } from '../../synthesized-stack.ts';

const stack = new SynthesizedStack();
const other = new SynthesizedStack(
  exampleSettings({
    stackName: 'Second',
    sweepMinutes: 15,
    reportAt: { hour: 23, minute: 59 },
    recipients: { email: [], sms: [] },
  }),
);

describe('every table', () => {
  const tables = stack.all('AWS::DynamoDB::Table');

  test('outlives its stack and any mistake of 35 days', () => {
    for (const { properties, deletionPolicy, updateReplacePolicy } of tables) {
      expect({ deletionPolicy, updateReplacePolicy }).toEqual({
        deletionPolicy: 'Retain',
        updateReplacePolicy: 'Retain',
      });
      expect(properties).toMatchObject({
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      });
    }
  });

  test('is paid by use', () => {
    for (const { properties } of tables) expect(properties.BillingMode).toBe('PAY_PER_REQUEST');
  });

  test.each([
    ['COST_HISTORY_TABLE', COST_HISTORY],
    ['NOTIFICATION_LOG_TABLE', NOTIFICATION_LOG],
  ])('%s has the keys that the functions know', (variable, schema) => {
    const tables = ['evaluate', 'aggregate', 'report'].map((name) =>
      stack.target(variablesOf(stack.function(name))[variable]),
    );
    expect(new Set(tables).size).toBe(1);
    const properties = tables[0]?.properties ?? {};
    expect(properties.KeySchema).toEqual(keys(schema));
    expect(properties.TimeToLiveSpecification).toEqual({ AttributeName: schema.timeToLive, Enabled: true });
    expect(list(properties.GlobalSecondaryIndexes)).toEqual(
      schema.index
        ? [{ IndexName: schema.index.name, KeySchema: keys(schema.index), Projection: { ProjectionType: 'ALL' } }]
        : [],
    );
  });
});

describe('the token', () => {
  const secrets = stack.all('AWS::SecretsManager::Secret');

  test('outlives its stack', () => {
    for (const { deletionPolicy, updateReplacePolicy } of secrets) {
      expect({ deletionPolicy, updateReplacePolicy }).toEqual({
        deletionPolicy: 'Retain',
        updateReplacePolicy: 'Retain',
      });
    }
  });

  test('starts as the placeholder that the functions refuse', () => {
    expect(secrets.map(({ properties }) => properties.SecretString)).toEqual([PLACEHOLDER]);
  });

  // CloudFormation writes the value again only if the template's secret changes.
  test('is the same in the template whatever the settings are', () => {
    expect(other.all('AWS::SecretsManager::Secret')).toEqual(secrets);
  });

  test('is the only thing of its kind that a function gets, and by name', () => {
    for (const name of ['discover', 'evaluate', 'aggregate']) {
      const id = variablesOf(stack.function(name)).EMNIFY_TOKEN_SECRET_ID;
      expect(id).toEqual({ Ref: secrets[0]?.id });
    }
  });
});

test('the parameter holds the budgets, for a function to read', () => {
  const settings = exampleSettings();
  const [parameter] = stack.all('AWS::SSM::Parameter');
  expect(parameter?.properties).toMatchObject({ Name: '/EmnifyCostAlerts/budgets', Tier: 'Intelligent-Tiering' });
  expect(parsePlan(String(parameter?.properties.Value), 'the parameter')).toEqual(settings.plan);
  for (const name of ['evaluate', 'aggregate', 'report']) {
    expect(variablesOf(stack.function(name)).BUDGETS_PARAMETER_NAME).toEqual({ Ref: parameter?.id });
  }
});

test('two stacks can live in one account: no name is given but that of the parameter, which has the stack in it', () => {
  const names = (s: SynthesizedStack) =>
    s.resources.flatMap(({ type, properties }) =>
      ['Name', 'TableName', 'QueueName', 'TopicName', 'FunctionName', 'RoleName', 'LogGroupName', 'AlarmName']
        .filter((key) => typeof at(properties, key) === 'string')
        .map((key) => `${type} ${properties[key]}`),
    );
  expect(names(stack)).toEqual(['AWS::SSM::Parameter /EmnifyCostAlerts/budgets']);
  expect(names(other)).toEqual(['AWS::SSM::Parameter /Second/budgets']);
});

function keys({ partitionKey, sortKey }: Pick<TableSchema, 'partitionKey' | 'sortKey'>) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}
