import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { type AwsMetrics, COUNTED_BY_LAMBDA, type CountedByLambda } from '../domain/watchdog/observations.ts';
import { CLIENT_CONFIG } from './client-config.ts';

const PERIOD_SECONDS = 3600;
const HOUR_MS = 3_600_000;

export interface AwsMetricsOptions {
  /** The topics of the alerts, by channel. */
  topicArns: Record<string, string>;
  functionNames: Record<CountedByLambda, string>;
  /** How far back failures count. */
  hours: number;
}

/**
 * Reads metrics that AWS sends itself, six in one request: CloudWatch bills each metric that is asked for. Only where runs
 * have failed in this account and region, it asks which of ours.
 */
export function createAwsMetrics(
  { topicArns, functionNames, hours }: AwsMetricsOptions,
  cloudwatch = new CloudWatchClient(CLIENT_CONFIG),
  now: () => Date = () => new Date(),
): () => Promise<AwsMetrics> {
  const channels = Object.keys(topicArns);
  const always = [
    ...channels.map((channel) =>
      query(channel, 'AWS/SNS', 'NumberOfNotificationsFailed', 'Sum', { TopicName: nameOf(topicArns[channel]) }),
    ),
    // Without a dimension, these are about all functions. Those share what they may run at a time.
    query('errors', 'AWS/Lambda', 'Errors', 'Sum'),
    query('throttles', 'AWS/Lambda', 'Throttles', 'Sum'),
    query('texts', 'AWS/SNS', 'SMSMonthToDateSpentUSD', 'Maximum'),
  ];
  const byFunction = COUNTED_BY_LAMBDA.map((name) =>
    query(name, 'AWS/Lambda', 'Errors', 'Sum', { FunctionName: functionNames[name] }),
  );

  async function ask(queries: MetricDataQuery[]): Promise<Map<string, number[]>> {
    const EndTime = now();
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(EndTime.getTime() - hours * HOUR_MS),
        EndTime,
        ScanBy: 'TimestampDescending',
      }),
    );
    return new Map(MetricDataResults.map(({ Id = '', Values = [] }) => [Id, Values]));
  }

  return async () => {
    const found = await ask(always);
    const failed = sumOf(found, 'errors') > 0 ? await ask(byFunction) : new Map<string, number[]>();
    const errors = COUNTED_BY_LAMBDA.map((name) => [name, sumOf(failed, name)]);
    return {
      undelivered: Object.fromEntries(channels.map((channel) => [channel, sumOf(found, channel)])),
      errors: Object.fromEntries(errors) as AwsMetrics['errors'],
      throttles: sumOf(found, 'throttles'),
      smsSpentUsd: found.get('texts')?.[0] ?? 0,
    };
  };
}

function sumOf(values: Map<string, number[]>, id: string): number {
  return (values.get(id) ?? []).reduce((total, value) => total + value, 0);
}

function nameOf(arn = ''): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

function query(
  Id: string,
  Namespace: string,
  MetricName: string,
  Stat: 'Sum' | 'Maximum',
  dimensions: Record<string, string> = {},
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: PERIOD_SECONDS, Stat } };
}
