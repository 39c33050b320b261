import { Aspects, Duration, type IAspect, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { FunctionSchedule } from './function-schedule.ts';
import { PipelineFunction } from './pipeline-function.ts';

/** The actions on the key that reading and writing encrypted data needs. A wildcard would allow more. */
const USE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
const WRITE_A_MESSAGE = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** How long SQS uses a data key again. AWS bills each new one as a request. */
const REUSE = Duration.hours(1);

/**
 * Encrypts everything that holds data with one key of the account's own: tables, queues, topics, logs and the token.
 * The key outlives the stack, as the tables do: without it they cannot be read.
 *
 * It does not encrypt what holds no data: the functions' variables, and the schedules.
 */
export class CustomerManagedKey extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = Stack.of(this);
    const key = new Key(this, 'Key', {
      description: `All data of ${stack.stackName}.`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const inThisAccount = { StringEquals: { 'aws:SourceAccount': stack.account } };
    // Without a condition, as the guide of EventBridge Scheduler has it for dead-letter queues.
    letIn(key, 'scheduler.amazonaws.com', WRITE_A_MESSAGE);
    letIn(key, 'sns.amazonaws.com', WRITE_A_MESSAGE, inThisAccount);
    letIn(key, 'cloudwatch.amazonaws.com', WRITE_A_MESSAGE, inThisAccount);
    letIn(key, `logs.${stack.region}.amazonaws.com`, USE, {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group:*' }),
      },
    });
    Aspects.of(stack).add(new EncryptedWith(key));
    for (const construct of stack.node.findAll()) grantUse(construct, key);
  }
}

function letIn(key: Key, service: string, actions: string[], conditions?: Record<string, unknown>): void {
  const principals = [new ServicePrincipal(service)];
  key.addToResourcePolicy(new PolicyStatement({ principals, actions, resources: ['*'], conditions }));
}

/** Lets functions and schedules use the key, and only by way of the services that keep the data. */
function grantUse(construct: IConstruct, key: Key): void {
  const { region } = Stack.of(construct);
  const via = (...services: string[]) => ({
    StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) },
  });
  const resourceArns = [key.keyArn];
  if (construct instanceof PipelineFunction) {
    const conditions = via('dynamodb', 'secretsmanager', 'sns', 'sqs');
    Grant.addToPrincipal({ grantee: construct, actions: USE, resourceArns, conditions }).assertSuccess();
  }
  if (construct instanceof FunctionSchedule) {
    const grantee = construct.role;
    Grant.addToPrincipal({ grantee, actions: WRITE_A_MESSAGE, resourceArns, conditions: via('sqs') }).assertSuccess();
  }
}

/** Sets the key on every resource that holds data, in whichever construct it is. */
class EncryptedWith implements IAspect {
  readonly #key: Key;

  constructor(key: Key) {
    this.#key = key;
  }

  visit(node: IConstruct): void {
    const { keyArn } = this.#key;
    if (node instanceof CfnTable) {
      node.sseSpecification = { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: keyArn };
    } else if (node instanceof CfnQueue) {
      node.kmsMasterKeyId = keyArn;
      node.kmsDataKeyReusePeriodSeconds = REUSE.toSeconds();
      node.sqsManagedSseEnabled = undefined;
    } else if (node instanceof CfnTopic) {
      node.kmsMasterKeyId = keyArn;
    } else if (node instanceof CfnSecret) {
      node.kmsKeyId = keyArn;
    } else if (node instanceof CfnLogGroup) {
      node.kmsKeyId = keyArn;
    }
  }
}
