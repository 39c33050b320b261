import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  ListMetricsCommand,
  MissingRequiredParameterException,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { type CloudWatchStandIn, startCloudWatch } from '../../../../infra/local/aws/cloudwatch.ts';

const monthSoFar: GetMetricStatisticsCommandInput = {
  Namespace: 'AWS/SNS',
  MetricName: 'SMSMonthToDateSpentUSD',
  StartTime: new Date('2026-03-01T00:00:00Z'),
  EndTime: new Date('2026-03-03T12:00:00Z'),
  Period: 86_400,
  Statistics: ['Maximum'],
};

describe('the CloudWatch stand-in', () => {
  let cloudWatch: CloudWatchStandIn;
  let client: CloudWatchClient;

  beforeEach(async () => {
    cloudWatch = await startCloudWatch();
    cloudWatch.smsSpentUsd = 12.34567;
    client = new CloudWatchClient({ ...localClientSettings(cloudWatch.url), maxAttempts: 1 });
  });

  afterEach(async () => {
    client.destroy();
    await cloudWatch.close();
  });

  const get = (input: Partial<GetMetricStatisticsCommandInput> = {}) =>
    client.send(new GetMetricStatisticsCommand({ ...monthSoFar, ...input }));

  test('says what texts have cost, as it is now, at the last period asked for', async () => {
    expect(await get()).toMatchObject({
      Label: 'SMSMonthToDateSpentUSD',
      Datapoints: [{ Timestamp: new Date('2026-03-03T00:00:00Z'), Maximum: 12.34567, Unit: 'None' }],
    });
    cloudWatch.smsSpentUsd = 0;
    const oneDay = await get({ EndTime: new Date('2026-03-02T00:00:00Z') });
    expect(oneDay.Datapoints).toMatchObject([{ Timestamp: monthSoFar.StartTime, Maximum: 0 }]);
  });

  test('has no data point before a text has cost something', async () => {
    cloudWatch.smsSpentUsd = undefined;
    expect(await get()).toMatchObject({ Label: 'SMSMonthToDateSpentUSD', Datapoints: [] });
  });

  test.each<Partial<GetMetricStatisticsCommandInput>>([
    { Namespace: 'AWS/Lambda' },
    { MetricName: 'SMSSuccessRate' },
    { MetricName: 'smsMonthToDateSpentUsd' },
    { Dimensions: [{ Name: 'TopicName', Value: 'alerts' }] },
    { Unit: 'Count' },
  ])('has no data point of another metric: %j', async (input) => {
    expect((await get(input)).Datapoints).toEqual([]);
  });

  test.each(['Namespace', 'MetricName', 'StartTime', 'EndTime', 'Period', 'Statistics'])(
    'requires %s',
    async (name) => {
      const refused = get({ [name]: undefined });
      await expect(refused).rejects.toBeInstanceOf(MissingRequiredParameterException);
      await expect(refused).rejects.toThrow(`The parameter ${name} is required`);
    },
  );

  test('requires a statistic', async () => {
    await expect(get({ Statistics: [] })).rejects.toBeInstanceOf(MissingRequiredParameterException);
  });

  test.each<Partial<GetMetricStatisticsCommandInput>>([
    { Namespace: '' },
    { Period: 90 },
    { Period: 30 },
    { Period: 0 },
    { Period: -60 },
    { EndTime: monthSoFar.StartTime },
    { EndTime: new Date('2026-02-28T00:00:00Z') },
    { Statistics: ['Sum'] },
    { Statistics: ['Maximum', 'Average'] },
    { ExtendedStatistics: ['p99'] },
  ])('does not take %j', async (input) => {
    await expect(get(input)).rejects.toBeInstanceOf(InvalidParameterValueException);
  });

  test('gives 1,440 data points at most', async () => {
    const aDayOfMinutes = { Period: 60, EndTime: new Date('2026-03-02T00:00:00Z') };
    expect((await get(aDayOfMinutes)).Datapoints).toMatchObject([{ Timestamp: new Date('2026-03-01T23:59:00Z') }]);
    const refused = get({ ...aDayOfMinutes, EndTime: new Date('2026-03-02T00:00:01Z') });
    await expect(refused).rejects.toBeInstanceOf(InvalidParameterCombinationException);
    await expect(refused).rejects.toThrow('1441 datapoints');
  });

  test('refuses every other action', async () => {
    const refused = client.send(new ListMetricsCommand({}));
    await expect(refused).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});
