import * as z from 'zod';
import { recipientsVariable } from '../contracts/recipients.ts';
import type { CountedByLambda, DeadLetterQueueName, WatchSettings } from '../domain/watchdog/observations.ts';
import { commonVariables, topicVariables } from '../runtime/environment.ts';

const topicArn = z.string().startsWith('arn:');
const positive = z.coerce.number({ error: 'must be a number' }).positive();
const name = z.string().min(1);

export const watchdogEnvironment = z.object({
  ...commonVariables,
  COST_HISTORY_TABLE: name,
  NOTIFICATION_LOG_TABLE: name,
  OPERATORS_TOPIC_ARN: topicArn,
  ...topicVariables,
  DISCOVER_FUNCTION_NAME: name,
  EVALUATE_FUNCTION_NAME: name,
  AGGREGATE_FUNCTION_NAME: name,
  REPORT_FUNCTION_NAME: name,
  EVALUATION_QUEUE_URL: z.url(),
  SCHEDULE_DEAD_LETTERS_URL: z.url(),
  EVALUATE_DEAD_LETTERS_URL: z.url(),
  NOTIFY_DEAD_LETTERS_URL: z.url(),
  SWEEP_MINUTES: positive,
  AGGREGATE_MINUTES: positive,
  NOTIFY_MINUTES: positive,
  /** More requests to emnify in a day are too many. */
  REQUESTS_PER_DAY: positive,
  SMS_SPENDING_LIMIT: positive,
  /** The mail addresses and phone numbers that the deployment has subscribed. */
  RECIPIENTS: recipientsVariable,
  /** When the application token expires, as `Date.toISOString()`; `unknown` if the settings do not say. */
  TOKEN_EXPIRES_AT: z.string().regex(/^(unknown|\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/),
  /** Asked after each good run; empty: none. */
  HEARTBEAT_URL: z.url().or(z.literal('')),
});

/** What the deployment has to give this function. */
export type WatchdogEnvironment = Record<keyof z.input<typeof watchdogEnvironment>, string>;

type Read = z.output<typeof watchdogEnvironment>;

/** What conditions are judged by. */
export function watchSettings(environment: Read): WatchSettings {
  const { TOKEN_EXPIRES_AT: tokenExpiresAt } = environment;
  return {
    sweepMinutes: environment.SWEEP_MINUTES,
    aggregateMinutes: environment.AGGREGATE_MINUTES,
    notifyMinutes: environment.NOTIFY_MINUTES,
    requestsPerDay: environment.REQUESTS_PER_DAY,
    smsSpendingLimitUsd: environment.SMS_SPENDING_LIMIT,
    ...(tokenExpiresAt !== 'unknown' && { tokenExpiresAt }),
  };
}

export function deadLetterUrls(environment: Read): Record<DeadLetterQueueName, string> {
  return {
    schedules: environment.SCHEDULE_DEAD_LETTERS_URL,
    evaluate: environment.EVALUATE_DEAD_LETTERS_URL,
    notify: environment.NOTIFY_DEAD_LETTERS_URL,
  };
}

export function functionNames(environment: Read): Record<CountedByLambda, string> {
  return {
    discover: environment.DISCOVER_FUNCTION_NAME,
    evaluate: environment.EVALUATE_FUNCTION_NAME,
    aggregate: environment.AGGREGATE_FUNCTION_NAME,
    report: environment.REPORT_FUNCTION_NAME,
  };
}

/** The topics of the alerts, by channel. */
export function alertTopics(environment: Read): Record<'mail' | 'text' | 'event', string> {
  return { mail: environment.MAIL_TOPIC_ARN, text: environment.TEXT_TOPIC_ARN, event: environment.EVENT_TOPIC_ARN };
}
