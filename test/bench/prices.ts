/**
 * List prices of AWS in Frankfurt (eu-central-1) in US dollars, without free tiers and without taxes. Each has where it
 * was found, and when that was written. AWS's own price lists (pricing.us-east-1.amazonaws.com) could not be asked.
 */
export const PRICES_AS_OF = '2026-11';

/** What AWS's price list for eu-central-1 said on 2026-09-11, as a public repository has written it down. */
const FRANKFURT = {
  /** arm64, the first 7.5 billion of a month. */
  lambdaGbSecond: 0.0000133334,
  lambdaInvocation: 0.2 / 1e6,
  /** On demand. A table of three regions, found as source text, says the same. */
  dynamoReadUnit: 0.1525 / 1e6,
  dynamoWriteUnit: 0.7625 / 1e6,
  dynamoGbMonth: 0.306,
  /** Point-in-time recovery. */
  dynamoBackupGbMonth: 0.2448,
  sqsRequest: 0.4 / 1e6,
  snsPublish: 0.5 / 1e6,
  alarmMetricMonth: 0.1,
  /** Each metric of `GetMetricData`. */
  metricRead: 0.01 / 1_000,
  /** A rule for bills of 2026-03-26 (usage type EUC1-DataProcessing-Bytes) says the same. */
  logGbIngested: 0.63,
  logGbMonth: 0.0324,
};

/** Found without a region, or for another one: AWS asks the same in most regions. Not found for Frankfurt. */
const ELSEWHERE = {
  /** https://aws.amazon.com/secrets-manager/pricing/, read 2026-09-20: its examples. */
  secretMonth: 0.4,
  secretRead: 0.05 / 10_000,
  /** https://cloudburn.io/blog/amazon-eventbridge-pricing, 2026-03-13: us-east-1. */
  scheduledRun: 1 / 1e6,
  /** Many guides of 2025 and 2026, without a region. */
  snsEmail: 2 / 100_000,
  /** https://aws.amazon.com/cloudwatch/pricing/: the first 10,000, prorated by the hour in which it is sent. */
  customMetricMonth: 0.3,
};

export const PRICES = { ...FRANKFURT, ...ELSEWHERE };
