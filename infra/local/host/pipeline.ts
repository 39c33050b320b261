import type { SQSBatchResponse } from 'aws-lambda';
import type { Aggregated } from '../../../functions/aggregate/aggregation.ts';
import type { AggregateAnswer } from '../../../functions/aggregate/dispatch.ts';
import type { AggregateEnvironment } from '../../../functions/aggregate/env.ts';
import { createRunRecords } from '../../../functions/aws/run-records.ts';
import { type EvaluationRequest, parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { recipientsText } from '../../../functions/contracts/recipients.ts';
import type { RunRecords } from '../../../functions/contracts/run-records.ts';
import type { SweepStart } from '../../../functions/discover/discover-endpoints.ts';
import type { DiscoverEnvironment } from '../../../functions/discover/env.ts';
import { type Period, periodOf } from '../../../functions/domain/values/month.ts';
import { messageOf } from '../../../functions/domain/values/text.ts';
import type { EndpointCounts } from '../../../functions/domain/watchdog/observations.ts';
import type { EvaluateEnvironment } from '../../../functions/evaluate/env.ts';
import type { NotifyEnvironment } from '../../../functions/notify/env.ts';
import type { ReportEnvironment } from '../../../functions/report/env.ts';
import { drainQueue, receiveAll } from '../aws/event-source.ts';
import { bundledHandler } from './bundled-handlers.ts';
import type { Cloud } from './cloud.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';
import { OpenParts } from './open-parts.ts';

/** The functions of the product, each in a process of its own, triggered as by EventBridge and SQS. */
export interface Pipeline {
  discover: FunctionProcess;
  evaluate: FunctionProcess;
  aggregate: FunctionProcess;
  notify: FunctionProcess;
  report: FunctionProcess;
  /** Runs the hourly work: `discover`, then `evaluate` until the queue is empty, then `aggregate`. */
  sweep(progress: SweepProgress): Promise<SweepResult>;
  close(): Promise<void>;
}

export interface SweepProgress {
  /** Called when `discover` is done, with the number of queued endpoints. */
  queued(count: number): void;
  evaluated(count: number): void;
  ended(): void;
}

/** The outcome of one sweep: `listed` is the sum of the other four counts. */
export interface SweepResult {
  listed: number;
  evaluated: number;
  skipped: number;
  /** Endpoints that emnify answered about, and that could not be judged. */
  unjudged: number;
  failed: number;
  /** Those of the failed ones that are listed without a usable id. */
  unreadable: number;
  /** Endpoints that emnify counts but shows on none of its pages. */
  missing: number;
  failures: FailedEndpoint[];
  /** The reason why the list of endpoints could not be read to its end. */
  listError?: string;
  /** The judgement of groups and the organisation, or the reason why there is none. */
  shared: Aggregated | { error: string };
}

export interface FailedEndpoint {
  request: EvaluationRequest;
  reason: string;
}

/**
 * The paces of the functions. emnify's general limit is 2,000 requests in 5 minutes per IP address. 20 + 300 s × 0.1/s,
 * 400 + 300 s × 5/s and the share of aggregation add up to 1,990. One worker does all here, so some hundred endpoints
 * need not wait.
 */
const DISCOVER_PACE = { EMNIFY_REQUESTS_PER_SECOND: '0.1', EMNIFY_BURST: '20' };
/** The pace of aggregation: two requests per sweep, from the rest of the 2,000. */
const AGGREGATE_PACE = { EMNIFY_REQUESTS_PER_SECOND: '0.1', EMNIFY_BURST: '10' };
const EVALUATE_PACE = { EMNIFY_REQUESTS_PER_SECOND: '5', EMNIFY_BURST: '400' };
const BATCH_SIZE = 10;
/** The timeout of `notify`, as in the stack: a run plans by its remaining time. */
const NOTIFY_SECONDS = 60;

/** @param storyClock gives the functions another clock than ours */
export async function startPipeline(cloud: Cloud, emnifyBaseUrl: string, storyClock?: () => Date): Promise<Pipeline> {
  const common = (name: string) => ({ POWERTOOLS_SERVICE_NAME: name });
  const emnify = { EMNIFY_BASE_URL: emnifyBaseUrl, EMNIFY_TOKEN_SECRET_ID: cloud.names.tokenSecret };
  const discoverEnvironment: DiscoverEnvironment = {
    ...common('discover'),
    ...emnify,
    ...DISCOVER_PACE,
    EVALUATION_QUEUE_URL: cloud.queue.queueUrl,
    COST_HISTORY_TABLE: cloud.names.costHistory,
    SWEEP_MINUTES: '60',
    EMNIFY_REQUESTS_PER_MONTH: '5000000',
    CHECKS_PER_RUN: '1800',
  };
  const state = {
    BUDGETS_PARAMETER_NAME: cloud.names.budgetsParameter,
    COST_HISTORY_TABLE: cloud.names.costHistory,
    NOTIFICATION_LOG_TABLE: cloud.names.notificationLog,
  };
  const { mail = '', text = '', event = '' } = cloud.sns.topicArns;
  const topics = { MAIL_TOPIC_ARN: mail, TEXT_TOPIC_ARN: text, EVENT_TOPIC_ARN: event };
  const evaluateEnvironment: EvaluateEnvironment = { ...common('evaluate'), ...emnify, ...EVALUATE_PACE, ...state };
  const aggregateEnvironment: AggregateEnvironment = {
    ...common('aggregate'),
    ...emnify,
    ...AGGREGATE_PACE,
    ...state,
    SWEEP_MINUTES: '60',
  };
  const reportEnvironment: ReportEnvironment = {
    ...common('report'),
    ...state,
    ...topics,
    RECIPIENTS: recipientsText(cloud.recipients),
  };
  const notifyEnvironment: NotifyEnvironment = {
    ...common('notify'),
    COST_HISTORY_TABLE: cloud.names.costHistory,
    NOTIFICATION_LOG_TABLE: cloud.names.notificationLog,
    ...topics,
    SMS_SENDER_ID: '',
    SMS_SPENDING_LIMIT: '1',
    // Here, it is invoked after the sweep.
    SETTLE_SECONDS: '0',
  };
  const parts = new OpenParts();
  const start = async (
    name: string,
    environment: Record<string, string>,
    timeoutSeconds?: number,
  ): Promise<FunctionProcess> => {
    const started = startFunction({
      name,
      timeoutSeconds,
      modulePath: await bundledHandler(name),
      environment: { ...cloud.environment, ...environment },
      secrets: cloud.secrets,
      storyClock,
    });
    parts.keep(Promise.resolve({ close: started.stop }));
    return started;
  };
  const discover = await start('discover', discoverEnvironment);
  const evaluate = await start('evaluate', evaluateEnvironment);
  await parts.orClose(() => Promise.all([discover.started, evaluate.started]));
  // Do not wait: the first sweep can begin while these start.
  const functions = {
    discover,
    evaluate,
    aggregate: await start('aggregate', aggregateEnvironment),
    notify: await start('notify', notifyEnvironment, NOTIFY_SECONDS),
    report: await start('report', reportEnvironment),
  };

  return {
    ...functions,
    sweep: (progress) => sweep(cloud, functions, { progress, now: storyClock ?? (() => new Date()) }),
    close: () => parts.close(),
  };
}

async function sweep(
  cloud: Cloud,
  { discover, evaluate, aggregate }: Pick<Pipeline, 'discover' | 'evaluate' | 'aggregate'>,
  { progress, now }: { progress: SweepProgress; now(): Date },
): Promise<SweepResult> {
  const runs = createRunRecords(cloud.names.costHistory, cloud.documents);
  const period = periodOf(now());
  const before = await countsOf(runs, new Set([period]));
  const deadBefore = (await deadLetters(cloud)).length;

  const start = await startSweep(discover);
  if ('start' in start) progress.queued(start.start.queued);
  await drainQueue({
    sqsUrl: cloud.sqs.url,
    ...cloud.queue,
    batchSize: BATCH_SIZE,
    concurrency: 1,
    invoke: async (event) => (await evaluate.invoke(event)) as SQSBatchResponse,
    onBatch: ({ succeeded }) => progress.evaluated(succeeded),
  }).finally(() => progress.ended());
  const shared = await aggregateShared(aggregate);

  const after = await countsOf(runs, new Set([period, periodOf(now())]));
  const evaluated = after.evaluated - before.evaluated;
  const skipped = after.skipped - before.skipped;
  const unjudged = after.unjudged - before.unjudged;
  const failures = (await deadLetters(cloud)).slice(deadBefore).map(({ messageId, body }) => ({
    request: parseRequest(body),
    reason: reasonFor(messageId, evaluate.log),
  }));
  const unreadable = 'start' in start ? start.start.unreadable : 0;
  const failed = failures.length + unreadable;
  return {
    listed: 'start' in start ? start.start.listed : evaluated + skipped + unjudged + failed,
    evaluated,
    skipped,
    unjudged,
    failed,
    unreadable,
    missing: 'start' in start ? start.start.missing : 0,
    failures,
    ...('error' in start && { listError: start.error }),
    shared,
  };
}

/** What became of endpoints in these months, as the functions leave it for the watchdog. */
async function countsOf(runs: RunRecords, periods: Set<Period>): Promise<Omit<EndpointCounts, 'asked'>> {
  const sum = { evaluated: 0, skipped: 0, unjudged: 0 };
  for (const period of periods) {
    const { evaluated, skipped, unjudged } = await runs.counts(period);
    sum.evaluated += evaluated;
    sum.skipped += skipped;
    sum.unjudged += unjudged;
  }
  return sum;
}

/** Evaluates the queue after the list broke off, too: its beginning is in the queue by then. */
async function startSweep(discover: FunctionProcess): Promise<{ start: SweepStart } | { error: string }> {
  try {
    return { start: (await discover.invoke({})) as SweepStart };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

async function aggregateShared(aggregate: FunctionProcess): Promise<SweepResult['shared']> {
  try {
    return (await aggregate.invoke({})) as AggregateAnswer;
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function deadLetters({ sqs, queue }: Cloud): Promise<{ messageId: string; body: string }[]> {
  return receiveAll(sqs.url, queue.deadLetterQueueUrl);
}

/** Finds the last error that the function logged about a message. */
function reasonFor(messageId: string, log: string[]): string {
  const line = log.findLast((entry) => entry.includes(messageId));
  return line ? JSON.parse(line).error?.message : 'not known';
}
