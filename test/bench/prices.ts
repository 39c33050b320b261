/**
 * List prices of AWS in Frankfurt (eu-central-1) in US dollars, without free tiers. Written down from memory where no
 * price list could be read: check them before you rely on them.
 */
export const PRICES_AS_OF = '2026-11';

export const PRICES = {
  /** arm64. */
  lambdaGbSecond: 0.0000133334,
  lambdaInvocation: 0.2 / 1e6,
  /** On demand, since the cut of November 2024. */
  dynamoReadUnit: 0.1525 / 1e6,
  dynamoWriteUnit: 0.7625 / 1e6,
  dynamoGbMonth: 0.306,
  /** Point-in-time recovery. */
  dynamoBackupGbMonth: 0.2448,
  sqsRequest: 0.4 / 1e6,
  snsPublish: 0.5 / 1e6,
  snsEmail: 2 / 100_000,
  scheduledRun: 1 / 1e6,
  secretMonth: 0.4,
  secretRead: 0.05 / 10_000,
  alarmMetricMonth: 0.1,
  customMetricMonth: 0.3,
  metricRead: 0.01 / 1_000,
  logGbIngested: 0.63,
  logGbMonth: 0.0324,
};
