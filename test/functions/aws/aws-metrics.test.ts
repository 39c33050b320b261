import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAwsMetrics } from '../../../functions/aws/aws-metrics.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type CloudWatchStandIn, startCloudWatch } from '../../../infra/local/aws/cloudwatch.ts';
import { NOW } from '../../fakes/samples.ts';

let cloudWatch: CloudWatchStandIn;
let client: CloudWatchClient;

beforeEach(async () => {
  cloudWatch = await startCloudWatch();
  client = new CloudWatchClient({ ...localClientSettings(cloudWatch.url), maxAttempts: 1 });
});

afterEach(async () => {
  client.destroy();
  await cloudWatch.close();
});

const FUNCTION_NAMES = {
  discover: 'stack-discover',
  evaluate: 'stack-evaluate',
  aggregate: 'stack-aggregate',
  report: 'stack-report',
};
const NONE = { discover: 0, evaluate: 0, aggregate: 0, report: 0 };

const metrics = () => {
  const topicArns = { mail: 'arn:aws:sns:eu-west-1:1:mails', text: 'arn:aws:sns:eu-west-1:1:texts' };
  return createAwsMetrics({ topicArns, functionNames: FUNCTION_NAMES, hours: 2 }, client, () => NOW)();
};

test('without any value, nothing has failed and nothing is spent', async () => {
  expect(await metrics()).toEqual({
    undelivered: { mail: 0, text: 0 },
    errors: NONE,
    throttles: 0,
    smsSpentUsd: 0,
  });
});

test('reads what AWS has counted of these topics, our functions, and the whole account', async () => {
  cloudWatch.smsSpentUsd = 4.5;
  cloudWatch.values.set('AWS/SNS NumberOfNotificationsFailed TopicName=texts', 3);
  cloudWatch.values.set('AWS/SNS NumberOfNotificationsFailed TopicName=others', 9);
  cloudWatch.values.set('AWS/Lambda Errors', 3);
  cloudWatch.values.set('AWS/Lambda Errors FunctionName=stack-evaluate', 1);
  cloudWatch.values.set('AWS/Lambda Errors FunctionName=another', 2);
  cloudWatch.values.set('AWS/Lambda Throttles', 7);
  expect(await metrics()).toEqual({
    undelivered: { mail: 0, text: 3 },
    errors: { ...NONE, evaluate: 1 },
    throttles: 7,
    smsSpentUsd: 4.5,
  });
});

test('throws where CloudWatch is away', async () => {
  await cloudWatch.close();
  await expect(metrics()).rejects.toThrow();
});
