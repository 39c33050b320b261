import { describe, expect, test } from '@jest/globals';
import {
  asText,
  at,
  exampleSettings,
  list,
  mentions,
  nameOf,
  SynthesizedStack,
  type Value,
} from '../../synthesized-stack.ts';

const stack = new SynthesizedStack(exampleSettings({ customerManagedKey: true }));
const keys = stack.all('AWS::KMS::Key');
const keyId = String(keys[0]?.id);
const ofTheKey = { 'Fn::GetAtt': [keyId, 'Arn'] };

test('there is no key of our own, unless the settings ask for one', () => {
  expect(keys).toHaveLength(1);
  const types = new SynthesizedStack().resources.map(({ type }) => type);
  expect(types).not.toContain('AWS::KMS::Key');
});

test('a key of our own changes nothing but what it is for: no resource is replaced', () => {
  const without = new SynthesizedStack().resources.map(({ id, type }) => `${type} ${id}`);
  const withKey = stack.resources.filter(({ id }) => id !== keyId).map(({ id, type }) => `${type} ${id}`);
  expect(withKey).toEqual(without);
});

describe('with a key of our own', () => {
  test('it rotates, and outlives the stack as the data does', () => {
    expect(keys[0]?.properties.EnableKeyRotation).toBe(true);
    expect([keys[0]?.deletionPolicy, keys[0]?.updateReplacePolicy]).toEqual(['Retain', 'Retain']);
  });

  test.each<[string, (properties: Record<string, Value>) => Value]>([
    ['AWS::DynamoDB::Table', ({ SSESpecification }) => at(SSESpecification, 'KMSMasterKeyId')],
    ['AWS::SQS::Queue', ({ KmsMasterKeyId }) => KmsMasterKeyId],
    ['AWS::SNS::Topic', ({ KmsMasterKeyId }) => KmsMasterKeyId],
    ['AWS::SecretsManager::Secret', ({ KmsKeyId }) => KmsKeyId],
    ['AWS::Logs::LogGroup', ({ KmsKeyId }) => KmsKeyId],
  ])('every %s is encrypted with it', (type, keyOf) => {
    expect(stack.all(type).map(({ properties }) => keyOf(properties))).toEqual(stack.all(type).map(() => ofTheKey));
  });

  test('no queue has two keys at once', () => {
    for (const { properties } of stack.all('AWS::SQS::Queue')) expect(properties.SqsManagedSseEnabled).toBeUndefined();
  });

  test.each([
    ['scheduler.amazonaws.com', undefined],
    ['sns.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } }],
    ['cloudwatch.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } }],
  ])('%s is let in, to write a message', (service, condition) => {
    const [statement, ...others] = keyStatements().filter(({ principals }) => principals.includes(service));
    expect(others).toEqual([]);
    expect(statement).toMatchObject({ effect: 'Allow', actions: ['kms:Decrypt', 'kms:GenerateDataKey'] });
    expect(texts(statement?.condition)).toEqual(condition);
  });

  test('CloudWatch Logs is let in, for the log groups of this account', () => {
    const [statement] = keyStatements().filter(({ principals }) => principals.some((p) => p.startsWith('logs.')));
    expect(statement?.principals).toEqual(['logs.<AWS::Region>.amazonaws.com']);
    expect(statement?.actions).toEqual(expect.arrayContaining(['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey']));
    expect(texts(statement?.condition)).toEqual({
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': 'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:*',
      },
    });
  });

  test('no other principal is, except the account itself, whose policies decide', () => {
    expect(new Set(keyStatements().flatMap(({ principals }) => principals))).toEqual(
      new Set([
        'arn:<AWS::Partition>:iam::<AWS::AccountId>:root',
        'scheduler.amazonaws.com',
        'sns.amazonaws.com',
        'cloudwatch.amazonaws.com',
        'logs.<AWS::Region>.amazonaws.com',
      ]),
    );
  });

  test('every function may use it, by way of the services that keep the data', () => {
    for (const lambda of stack.all('AWS::Lambda::Function')) {
      const [statement, ...others] = useOf(lambda.properties.Role);
      expect([nameOf(lambda), others]).toEqual([nameOf(lambda), []]);
      expect(list(at(statement, 'Action'))).toEqual(
        expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt']),
      );
      expect(at(statement, 'Resource')).toEqual(ofTheKey);
      expect(texts(at(statement, 'Condition'))).toEqual({
        StringEquals: {
          'kms:ViaService': ['dynamodb', 'secretsmanager', 'sns', 'sqs'].map(
            (service) => `${service}.<AWS::Region>.amazonaws.com`,
          ),
        },
      });
    }
  });

  test('every schedule may use it for its dead letters', () => {
    for (const { properties } of stack.all('AWS::Scheduler::Schedule')) {
      const [statement] = useOf(at(properties, 'Target', 'RoleArn'));
      expect(list(at(statement, 'Action'))).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
      expect(texts(at(statement, 'Condition'))).toEqual({
        StringEquals: { 'kms:ViaService': ['sqs.<AWS::Region>.amazonaws.com'] },
      });
    }
  });
});

interface KeyStatement {
  effect: string;
  actions: string[];
  principals: string[];
  condition: Value;
}

function keyStatements(): KeyStatement[] {
  return list(at(keys[0]?.properties, 'KeyPolicy', 'Statement')).map((statement) => ({
    effect: String(at(statement, 'Effect')),
    actions: list(at(statement, 'Action')).map(String),
    principals: list(at(statement, 'Principal', 'Service') ?? at(statement, 'Principal', 'AWS')).map(asText),
    condition: at(statement, 'Condition'),
  }));
}

/** The statements about the key among those of a role. */
function useOf(roleReference: Value): Value[] {
  const role = stack.target(roleReference);
  return stack
    .all('AWS::IAM::Policy')
    .filter(({ properties }) => mentions(properties.Roles, role.id))
    .flatMap(({ properties }) => list(at(properties, 'PolicyDocument', 'Statement')))
    .filter((statement) => mentions(at(statement, 'Resource'), keyId));
}

/** A condition with all of its values as text. */
function texts(condition: Value): Value {
  if (typeof condition !== 'object' || Array.isArray(condition)) {
    return Array.isArray(condition) ? condition.map(asText) : condition;
  }
  const isReference = Object.keys(condition).some((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (isReference) return asText(condition);
  return Object.fromEntries(Object.entries(condition).map(([key, value]) => [key, texts(value)]));
}
