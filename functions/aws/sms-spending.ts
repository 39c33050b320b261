import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CLIENT_CONFIG } from './client-config.ts';

const HOUR_SECONDS = 3600;

/**
 * What all texts of the account have cost this month, by SNS's own metric in CloudWatch: its latest figure is the sum
 * since the month began. Without a figure, no text was sent.
 *
 * @param limitUsd what AWS lets the account spend on them in a month
 */
export function createSmsSpending(
  limitUsd: number,
  cloudwatch = new CloudWatchClient(CLIENT_CONFIG),
  now: () => Date = () => new Date(),
): () => Promise<{ spentUsd: number; limitUsd: number }> {
  return async () => {
    const EndTime = now();
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SNS',
        MetricName: 'SMSMonthToDateSpentUSD',
        StartTime: new Date(Date.UTC(EndTime.getUTCFullYear(), EndTime.getUTCMonth(), 1)),
        EndTime,
        Period: HOUR_SECONDS,
        Statistics: ['Maximum'],
      }),
    );
    const latest = Datapoints.toSorted((a, b) => Number(a.Timestamp) - Number(b.Timestamp)).at(-1);
    return { spentUsd: latest?.Maximum ?? 0, limitUsd };
  };
}
