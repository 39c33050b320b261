import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FLEET_PARTITION } from '../../../functions/contracts/fleet-partition.ts';
import { BUNDLING } from './bundling.ts';

/** Lambda keeps a run that it cannot start for at most this long. */
const LONGEST_WAIT = Duration.hours(6);

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

/** The variables that this construct fills in itself. */
type CommonVariable = 'POWERTOOLS_SERVICE_NAME' | 'POWERTOOLS_METRICS_NAMESPACE';

export interface PipelineFunctionProps<Environment> {
  /** The folder under `functions/` whose `handler.ts` this is, and its name in logs and metrics. */
  name: string;
  description: string;
  /** Exactly what the function's `env.ts` asks for, but for what every function gets. */
  environment: { [Variable in Exclude<keyof Environment, CommonVariable>]: string };
  timeout: Duration;
  /** Megabytes. CPU comes in proportion. */
  memorySize: number;
  /** Of a function with a schedule: a run that waited for longer is not started, for the next one does its work. */
  worthlessAfter?: Duration;
}

/**
 * One of our Lambdas: one folder, one role that starts with nothing, one log group.
 *
 * No reserved concurrency: new AWS accounts cannot reserve any, and the deployment would fail there. Leases,
 * conditional writes and the queue's own limit keep two runs apart.
 *
 * Name the type of the environment (`new PipelineFunction<DiscoverEnvironment>(…)`): a missing variable, or one
 * too many, does not compile.
 */
export class PipelineFunction<Environment extends Record<CommonVariable, string> = never>
  extends Construct
  implements IGrantable
{
  readonly name: string;
  readonly lambda: NodejsFunction;
  readonly grantPrincipal: IPrincipal;
  /** The stack's name: two stacks in one account must not take each other's signs of life for their own. */
  readonly metricsNamespace: string;

  constructor(scope: Construct, id: string, props: PipelineFunctionProps<Environment>) {
    super(scope, id);
    this.name = props.name;
    this.metricsNamespace = Stack.of(this).stackName;

    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: the one that the CDK makes may write to every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.grantPrincipal = role;
    logGroup.grantWrite(role);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources: xray:PutTraceSegments and xray:PutTelemetryRecords can only be allowed on *.',
    });

    const common: Record<CommonVariable, string> = {
      POWERTOOLS_SERVICE_NAME: props.name,
      POWERTOOLS_METRICS_NAMESPACE: this.metricsNamespace,
    };
    this.lambda = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: join(REPOSITORY, 'functions', props.name, 'handler.ts'),
      projectRoot: REPOSITORY,
      depsLockFilePath: join(REPOSITORY, 'package-lock.json'),
      bundling: BUNDLING,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role,
      logGroup,
      tracing: Tracing.ACTIVE,
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_LOG_LEVEL: 'INFO',
        ...common,
        ...props.environment,
      },
    });
    if (props.worthlessAfter) {
      // A failed run is not run again at once: the next one is its retry, and three runs in a row with a refused token
      // would lock the emnify account for five minutes.
      this.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: atMost(LONGEST_WAIT, props.worthlessAfter) });
    }
  }

  /**
   * Allows exactly these actions on exactly these resources. The grants of the CDK's own constructs allow more than
   * our functions call: `grantRead` on a parameter, for one, includes its history.
   */
  allow(actions: string[], ...resourceArns: string[]): void {
    Grant.addToPrincipal({ grantee: this, actions, resourceArns }).assertSuccess();
  }

  /** Allows actions on the records of the whole fleet, and on no endpoint's or group's spend in the same table. */
  allowOnFleetRecords(actions: string[], tableArn: string): void {
    this.#allowIf({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [FLEET_PARTITION] } }, actions, tableArn);
  }

  /** Allows actions on some partitions of a table, each by its name or, with a `*` at its end, by its beginning. */
  allowOnPartitions(partitions: string[], actions: string[], tableArn: string): void {
    this.#allowIf({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } }, actions, tableArn);
  }

  #allowIf(conditions: Record<string, Record<string, string[]>>, actions: string[], resourceArn: string): void {
    Grant.addToPrincipal({ grantee: this, actions, resourceArns: [resourceArn], conditions }).assertSuccess();
  }
}

const atMost = (longest: Duration, span: Duration): Duration =>
  span.toSeconds() < longest.toSeconds() ? span : longest;
