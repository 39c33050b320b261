import type { PassedBudgets } from '../../functions/contracts/budgets-in-force.ts';
import type { ChannelTrouble } from '../../functions/domain/messages/delivery.ts';
import type { PollingState } from '../../functions/domain/polling/polling-state.ts';
import type { SweepRecord } from '../../functions/domain/records/endpoint-month.ts';
import type { Period } from '../../functions/domain/values/month.ts';
import type { WatchState } from '../../functions/domain/watchdog/verdict.ts';
import type { Reading } from './reading.ts';

/** All that the checks read of AWS. `undefined` stands for what AWS does not have. No reader writes or throws. */
export interface AwsReaders extends StackReaders, FunctionReaders, SubscriptionReaders, TextReaders {
  budgetsParameter(name: string): Promise<Reading<string | undefined>>;
  /** Opens the records of the deployment. */
  records(tables: Tables): RecordReaders;
}

/** What CloudFormation knows of a stack. */
export interface StackReaders {
  stack(): Promise<Reading<StackState | undefined>>;
  resources(): Promise<Reading<StackResource[] | undefined>>;
  /** Reads the subscriptions that the deployment makes, from the template of the stack. */
  deployedRecipients(): Promise<Reading<DeployedRecipient[] | undefined>>;
}

export interface StackState {
  /** A status of CloudFormation, such as `UPDATE_COMPLETE`. */
  status: string;
  /** Texts by the names of the outputs. */
  outputs: Record<string, string>;
}

export interface StackResource {
  logicalId: string;
  type: string;
  /** The name, ARN or id in AWS. */
  physicalId: string;
}

export interface DeployedRecipient {
  /** The logical id of the topic. */
  topic: string;
  protocol: string;
  endpoint: string;
}

/** What runs: functions, and what starts them. */
export interface FunctionReaders {
  /** Reads the environment of a function, which holds no secret. */
  variables(functionName: string): Promise<Reading<Record<string, string> | undefined>>;
  /** Invokes a function once and waits for its answer. */
  invoke(functionName: string, payload: object): Promise<Reading<Invocation | undefined>>;
  schedule(name: string): Promise<Reading<ScheduleState | undefined>>;
  /** Reads the state of an event source mapping, such as `Enabled`. */
  trigger(id: string): Promise<Reading<string | undefined>>;
}

export type Invocation = { kind: 'answer'; answer: unknown } | { kind: 'failure'; message: string };

export interface ScheduleState {
  isEnabled: boolean;
  /** An expression of EventBridge Scheduler, such as `rate(5 minutes)`. */
  expression: string;
}

/** What SNS knows of the recipients. */
export interface SubscriptionReaders {
  subscriptions(topicArn: string): Promise<Reading<TopicSubscription[] | undefined>>;
  /** Reads whether a subscription was confirmed with credentials. Then its unsubscribe link needs them, too. */
  isAuthenticated(subscriptionArn: string): Promise<Reading<boolean | undefined>>;
}

export interface TopicSubscription {
  protocol: string;
  endpoint: string;
  /** Absent until it is confirmed. */
  arn?: string;
  state: 'confirmed' | 'pending' | 'deleted';
}

/** What SNS and CloudWatch know of texts. */
export interface TextReaders {
  isInSandbox(): Promise<Reading<boolean>>;
  /** Reads the phone numbers that an account in the sandbox may send to. */
  verifiedNumbers(): Promise<Reading<string[]>>;
  /** Reads the amount in US dollars at which AWS stops texts. @returns undefined where the account has set none */
  spendingLimitUsd(): Promise<Reading<number | undefined>>;
  spentUsd(): Promise<Reading<number>>;
}

/** The names of the tables. Absent where the stack does not name them. */
export interface Tables {
  costHistory?: string;
  notificationLog?: string;
}

/** What the functions have left in the tables. */
export interface RecordReaders {
  pollingState(period: Period): Promise<Reading<PollingState | undefined>>;
  lastSweep(): Promise<Reading<SweepRecord | undefined>>;
  /** Reads what the watchdog keeps. @returns undefined before its first run */
  watchState(): Promise<Reading<WatchState | undefined>>;
  keptBudgets(): Promise<Reading<PassedBudgets | undefined>>;
  /** Reads the id of any endpoint that was checked in a period. */
  anyEndpoint(period: Period): Promise<Reading<string | undefined>>;
  channels(): Promise<Reading<ChannelTrouble[]>>;
  /** Lists the items that the other readers could not read so far, by their keys. */
  unreadable(): string[];
}
