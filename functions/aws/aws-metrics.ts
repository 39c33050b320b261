import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { AwsMetrics } from '../domain/watchdog/observations.ts';
import { CLIENT_CONFIG } from './client-config.ts';

const PERIOD_SECONDS = 3600;
const HOUR_MS = 3_600_000;

export interface AwsMetricsOptions {
  /** The topics of the alerts, by channel. */
  topicArns: Record<string, string>;
  evaluateFunctionName: string;
  /** How far back failures count. */
  hours: number;
}

/** Reads metrics that AWS sends itself, six in one request: CloudWatch bills each metric that is asked for. */
export function createAwsMetrics(
  { topicArns, evaluateFunctionName, hours }: AwsMetricsOptions,
  cloudwatch = new CloudWatchClient(CLIENT_CONFIG),
  now: () => Date = () => new Date(),
): () => Promise<AwsMetrics> {
  const channels = Object.keys(topicArns);
  const queries: MetricDataQuery[] = [
    ...channels.map((channel) =>
      query(channel, 'AWS/SNS', 'NumberOfNotificationsFailed', 'Sum', { TopicName: nameOf(topicArns[channel]) }),
    ),
    query('errors', 'AWS/Lambda', 'Errors', 'Sum', { FunctionName: evaluateFunctionName }),
    // Without a dimension it is that of all functions, which share what they may run at a time.
    query('throttles', 'AWS/Lambda', 'Throttles', 'Sum'),
    query('texts', 'AWS/SNS', 'SMSMonthToDateSpentUSD', 'Maximum'),
  ];

  return async () => {
    const EndTime = now();
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(EndTime.getTime() - hours * HOUR_MS),
        EndTime,
        ScanBy: 'TimestampDescending',
      }),
    );
    const values = new Map(MetricDataResults.map(({ Id = '', Values = [] }) => [Id, Values]));
    const sum = (id: string): number => (values.get(id) ?? []).reduce((total, value) => total + value, 0);
    return {
      undelivered: Object.fromEntries(channels.map((channel) => [channel, sum(channel)])),
      evaluateErrors: sum('errors'),
      throttles: sum('throttles'),
      smsSpentUsd: values.get('texts')?.[0] ?? 0,
    };
  };
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
