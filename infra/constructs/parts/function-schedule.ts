import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { Schedules } from './schedules.ts';

/** How often EventBridge Scheduler tries again to start a run. */
const HANDOVER_RETRIES = 3;
/** EventBridge Scheduler drops a run that has waited for longer than this. */
const LONGEST_WAIT = Duration.hours(6);

/** In UTC. */
export interface TimeOfDay {
  hour: number;
  minute: number;
}

export type FunctionScheduleProps = {
  target: PipelineFunction;
  description: string;
  schedules: Schedules;
  /** The payload of each run. Absent: `{}`. */
  payload?: object;
  /** Absent: the queue that the schedules share. */
  deadLetters?: DeadLetterQueue | 'own';
} & Cadence;

type Cadence = { every: Duration } | { dailyAt: TimeOfDay } | { firstMondayAt: TimeOfDay };

/** Runs a function at an interval or at a time of day. A run that Lambda did not start is a dead letter. */
export class FunctionSchedule extends Construct {
  readonly deadLetters: DeadLetterQueue;
  /** The role of EventBridge Scheduler. */
  readonly role: Role;

  constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    super(scope, id);
    const { lambda } = props.target;
    const { schedules, deadLetters = schedules.deadLetters } = props;
    this.deadLetters = deadLetters === 'own' ? new DeadLetterQueue(this, 'DeadLetters') : deadLetters;

    this.role = this.#role(props);
    new Schedule(this, 'Schedule', {
      description: props.description,
      schedule: expressionOf(props),
      scheduleGroup: schedules.group,
      target: new LambdaInvoke(lambda, {
        // Granted here and not by the target, which would allow every version and alias as well.
        role: this.role.withoutPolicyUpdates(),
        input: ScheduleTargetInput.fromObject(props.payload ?? {}),
        retryAttempts: HANDOVER_RETRIES,
        // Drop a run that waited longer than the interval: the next run supersedes it.
        maxEventAge: 'every' in props ? shorter(props.every, LONGEST_WAIT) : LONGEST_WAIT,
        deadLetterQueue: this.deadLetters,
      }),
    });
  }

  #role({ target, schedules }: FunctionScheduleProps): Role {
    // The role of the schedules in the default group had another id. It stays until these are replaced.
    const role = new Role(this, 'Starter', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': schedules.groupArn,
          },
        },
      }),
    });
    const { functionArn } = target.lambda;
    Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns: [functionArn] });
    Grant.addToPrincipal({ grantee: role, actions: ['sqs:SendMessage'], resourceArns: [this.deadLetters.queueArn] });
    return role;
  }
}

function expressionOf(cadence: Cadence): ScheduleExpression {
  if ('every' in cadence) return ScheduleExpression.rate(cadence.every);
  return 'dailyAt' in cadence ? cron(cadence.dailyAt) : cron(cadence.firstMondayAt, FIRST_MONDAY);
}

/** AWS counts the days of a week from Sunday, which is 1. */
const FIRST_MONDAY = '2#1';

const cron = ({ hour, minute }: TimeOfDay, weekDay?: string): ScheduleExpression =>
  ScheduleExpression.cron({
    hour: String(hour),
    minute: String(minute),
    timeZone: TimeZone.ETC_UTC,
    weekDay,
  });

const shorter = (a: Duration, b: Duration): Duration => (a.toSeconds() < b.toSeconds() ? a : b);
