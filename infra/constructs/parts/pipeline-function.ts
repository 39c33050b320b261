import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FLEET_PARTITION } from '../../../functions/contracts/fleet-partition.ts';
import { BUNDLING } from './bundling.ts';

/** Lambda keeps a run that it cannot start for this long at most. */
const LONGEST_WAIT = Duration.hours(6);

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

/** The variables that this construct fills in itself. */
type CommonVariable = 'POWERTOOLS_SERVICE_NAME';

export interface PipelineFunctionProps<Environment> {
  /** The folder in `functions/` with the `handler.ts`, and the name in logs. */
  name: string;
  description: string;
  /** The variables of the function's `env.ts`, without those that every function gets. */
  environment: { [Variable in Exclude<keyof Environment, CommonVariable>]: string };
  timeout: Duration;
  /** Megabytes. Lambda gives CPU in proportion. */
  memorySize: number;
  /** Of a function with a schedule: a run that waited longer is dropped, because the next run supersedes it. */
  dropAfter?: Duration;
}

/**
 * One Lambda function: one folder, one role without permissions at first, one log group.
 *
 * It has no reserved concurrency: a new AWS account cannot reserve any, and the deployment would fail there. Leases,
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

  constructor(scope: Construct, id: string, props: PipelineFunctionProps<Environment>) {
    super(scope, id);
    this.name = props.name;

    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The role that the CDK would make may write to every log group of the account. This one may not.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.grantPrincipal = role;
    logGroup.grantWrite(role);

    const common: Record<CommonVariable, string> = { POWERTOOLS_SERVICE_NAME: props.name };
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
      timeout: props.timeout,
      memorySize: props.memorySize,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_LOG_LEVEL: 'INFO',
        ...common,
        ...props.environment,
      },
    });
    if (props.dropAfter) {
      // A failed run is not started again: the next one is its retry. Three runs in a row with a refused token would
      // lock the emnify account for five minutes.
      this.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: atMost(LONGEST_WAIT, props.dropAfter) });
    }
  }

  /**
   * Allows exactly these actions on exactly these resources. The grants of the CDK's own constructs allow more than our
   * functions need: `grantRead` on a parameter includes its history.
   */
  allow(actions: string[], ...resourceArns: string[]): void {
    Grant.addToPrincipal({ grantee: this, actions, resourceArns }).assertSuccess();
  }

  /** Allows actions on the records of the whole fleet, and not on those of endpoints and groups in the same table. */
  allowOnFleetRecords(actions: string[], tableArn: string): void {
    this.#allowIf({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [FLEET_PARTITION] } }, actions, tableArn);
  }

  /** Allows actions on some partitions of a table. A name with a `*` at its end stands for all that begin like it. */
  allowOnPartitions(partitions: string[], actions: string[], tableArn: string): void {
    this.#allowIf({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } }, actions, tableArn);
  }

  #allowIf(conditions: Record<string, Record<string, string[]>>, actions: string[], resourceArn: string): void {
    Grant.addToPrincipal({ grantee: this, actions, resourceArns: [resourceArn], conditions }).assertSuccess();
  }
}

const atMost = (longest: Duration, span: Duration): Duration =>
  span.toSeconds() < longest.toSeconds() ? span : longest;
