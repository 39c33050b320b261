import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { PipelineFunction } from './pipeline-function.ts';

/** How often EventBridge Scheduler tries again to hand a run over to Lambda. */
const HANDOVER_RETRIES = 3;
/** Lambda keeps a run that it cannot start for at most this long. */
const LONGEST_WAIT = Duration.hours(6);

/** In UTC. */
export interface TimeOfDay {
  hour: number;
  minute: number;
}

export type FunctionScheduleProps = {
  target: PipelineFunction;
  description: string;
} & ({ every: Duration } | { dailyAt: TimeOfDay });

/** Runs a function again and again. A run that could not be handed over to Lambda is a dead letter. */
export class FunctionSchedule extends Construct {
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    super(scope, id);
    const { lambda } = props.target;
    // A run that waited longer than the interval is worth nothing: the next one does its work.
    const worthless = shorter('every' in props ? props.every : Duration.days(1), LONGEST_WAIT);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');

    // A failed run is not run again at once: the next one is its retry, and three runs in a row with a refused token
    // would lock the emnify account for five minutes.
    lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: worthless });

    new Schedule(this, 'Schedule', {
      description: props.description,
      schedule: 'every' in props ? ScheduleExpression.rate(props.every) : daily(props.dailyAt),
      target: new LambdaInvoke(lambda, {
        // Granted here and not by the target, which would allow every version and alias too.
        role: this.#role(props.target).withoutPolicyUpdates(),
        input: ScheduleTargetInput.fromObject({}),
        retryAttempts: HANDOVER_RETRIES,
        maxEventAge: worthless,
        deadLetterQueue: this.deadLetters,
      }),
    });
  }

  #role({ lambda }: PipelineFunction): Role {
    const stack = Stack.of(this);
    const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } },
      }),
    });
    Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns: [lambda.functionArn] });
    Grant.addToPrincipal({
      grantee: role,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.deadLetters.queueArn],
    });
    return role;
  }
}

const daily = ({ hour, minute }: TimeOfDay): ScheduleExpression =>
  ScheduleExpression.cron({ hour: String(hour), minute: String(minute), timeZone: TimeZone.ETC_UTC });

const shorter = (a: Duration, b: Duration): Duration => (a.toSeconds() < b.toSeconds() ? a : b);
