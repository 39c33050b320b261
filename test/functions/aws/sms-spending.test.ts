import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CLIENT_CONFIG } from '../../../functions/aws/client-config.ts';
import { createSmsSpending } from '../../../functions/aws/sms-spending.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type CloudWatchStandIn, startCloudWatch } from '../../../infra/local/aws/cloudwatch.ts';
import { AwsFault } from '../../../infra/local/aws/http-stand-in.ts';
import { startJsonStandIn } from '../../../infra/local/aws/json-stand-in.ts';
import { NOW } from '../../fakes/samples.ts';

const closing: (() => unknown)[] = [];
let cloudwatch: CloudWatchStandIn;
beforeEach(async () => {
  cloudwatch = await startCloudWatch();
  closing.push(cloudwatch.close);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function spendingAt(url: string, now = NOW) {
  const client = new CloudWatchClient({ ...CLIENT_CONFIG, ...localClientSettings(url), maxAttempts: 1 });
  closing.push(() => client.destroy());
  return createSmsSpending(50, client, () => now);
}

/** A CloudWatch that answers with these data points and remembers how it was asked. */
async function cloudWatchWith(...Datapoints: object[]) {
  const asked: Record<string, unknown>[] = [];
  const GetMetricStatistics = (input: Record<string, unknown>) => {
    asked.push(input);
    return { Label: 'SMSMonthToDateSpentUSD', Datapoints };
  };
  const { url, close } = await startJsonStandIn('GraniteServiceVersion20100801', { GetMetricStatistics }, '1.0');
  closing.push(close);
  return { url, asked };
}

test('says what texts have cost this month, and the limit beside it', async () => {
  cloudwatch.smsSpentUsd = 12.34567;
  expect(await spendingAt(cloudwatch.url)()).toEqual({ spentUsd: 12.34567, limitUsd: 50 });
});

test('is nothing where there is no figure yet', async () => {
  expect(await spendingAt(cloudwatch.url)()).toEqual({ spentUsd: 0, limitUsd: 50 });
});

test('is asked for anew each time', async () => {
  const spending = spendingAt(cloudwatch.url);
  const figures = [];
  for (const spent of [1, 2.5, undefined]) {
    cloudwatch.smsSpentUsd = spent;
    figures.push((await spending()).spentUsd);
  }
  expect(figures).toEqual([1, 2.5, 0]);
});

test('is the figure so far, whatever the order and the gaps in which CloudWatch gives the hours', async () => {
  const hour = (hours: number): { Timestamp: number } => ({ Timestamp: NOW.getTime() / 1000 - hours * 3600 });
  const points = [{ Maximum: 3, ...hour(9) }, { Maximum: 41.5, ...hour(1) }, hour(4), { Maximum: 40, ...hour(2) }];
  const { url } = await cloudWatchWith(...points);
  expect((await spendingAt(url)()).spentUsd).toBe(41.5);
});

test.each([
  ['in mid-month', '2026-10-14T14:00:00.000Z', '2026-10-01T00:00:00.000Z'],
  ['a second after a month began', '2026-10-01T00:00:01.000Z', '2026-10-01T00:00:00.000Z'],
  ['a second before it ends', '2026-10-31T23:59:59.000Z', '2026-10-01T00:00:00.000Z'],
  ['at new year', '2027-01-01T00:30:00.000Z', '2027-01-01T00:00:00.000Z'],
])('is asked for from the start of the month in UTC: %s', async (_, at, start) => {
  const { url, asked } = await cloudWatchWith();
  await spendingAt(url, new Date(at))();
  expect(asked).toEqual([
    {
      Namespace: 'AWS/SNS',
      MetricName: 'SMSMonthToDateSpentUSD',
      StartTime: Date.parse(start) / 1000,
      EndTime: Date.parse(at) / 1000,
      // AWS keeps points of a minute for 15 days only, and those of an hour for more than a year.
      Period: 3600,
      Statistics: ['Maximum'],
    },
  ]);
});

test('is known through the whole of the longest month', async () => {
  cloudwatch.smsSpentUsd = 49;
  const figures = [];
  for (let day = 1; day <= 31; day++) {
    figures.push((await spendingAt(cloudwatch.url, new Date(Date.UTC(2026, 9, day, 23, 59, 59)))()).spentUsd);
  }
  expect(new Set(figures)).toEqual(new Set([49]));
});

test('throws where CloudWatch refuses', async () => {
  const GetMetricStatistics = () => {
    throw new AwsFault(400, 'AccessDeniedException', 'not allowed to read metrics');
  };
  const { url, close } = await startJsonStandIn('GraniteServiceVersion20100801', { GetMetricStatistics }, '1.0');
  closing.push(close);
  await expect(spendingAt(url)()).rejects.toThrow('not allowed to read metrics');
});

test('throws where CloudWatch cannot be reached', async () => {
  await cloudwatch.close();
  await expect(spendingAt(cloudwatch.url)()).rejects.toThrow('ECONNREFUSED');
});
