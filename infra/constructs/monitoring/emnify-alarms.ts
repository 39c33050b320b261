import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EMNIFY_REQUESTS_PER_MONTH } from '../parts/emnify-pace.ts';
import type { PipelineFunction } from '../parts/pipeline-function.ts';
import { OperationalAlarm, raisedByAny } from './operational-alarm.ts';
import { counted, total } from './pipeline-metrics.ts';

/** A day's share of emnify's monthly quota in a month of 31 days. */
export const EMNIFY_REQUESTS_PER_DAY = Math.floor(EMNIFY_REQUESTS_PER_MONTH / 31);
const QUOTA_SHARE = 0.9;
/** The alarm stays 10 % above our own share, so that using all of it raises no alarm. */
const OVER_PLAN = 1.1;
/** The alarm is raised this many days before the token expires. */
const TOKEN_DAYS = 14;

/** The most requests of a day before an operator has to know, by our share of the quota, from 0 to 1. */
export function requestsPerDay(requestShare: number): number {
  return Math.floor(Math.max(QUOTA_SHARE, OVER_PLAN * requestShare) * EMNIFY_REQUESTS_PER_DAY);
}

export interface EmnifyAlarmsProps {
  operators: ITopic;
  /** The functions that send requests to emnify. */
  asking: PipelineFunction[];
  /** Counts the runs in which the fleet as a whole cannot be judged. */
  aggregate: PipelineFunction;
  /** Our share of emnify's monthly quota, from 0 to 1. */
  requestShare: number;
  /** Counts the days until the application token expires. Absent: the date is not known. */
  tokenLife?: PipelineFunction;
  /** Longer than it takes until a refused token is refused again. */
  staysRaised: Duration;
}

/** Alarms about what emnify refuses or will refuse soon, and about what it says too little of. */
export class EmnifyAlarms extends Construct {
  readonly alarms: Alarm[];

  constructor(
    scope: Construct,
    id: string,
    { operators, asking, aggregate, requestShare, tokenLife, staysRaised }: EmnifyAlarmsProps,
  ) {
    super(scope, id);
    const refusals = asking.map((by) => counted(by, 'TokenRefusals'));
    const requests = asking.map((by) => counted(by, 'EmnifyRequests'));

    const tokenRefused = new OperationalAlarm(this, 'TokenRefused', {
      operators,
      condition: raisedByAny(total(refusals, Duration.minutes(5)), staysRaised),
      severity: 'critical',
      impact: 'emnify rejects the application token: no endpoint is judged until a new one is stored.',
      remedy:
        'Make a new application token in the emnify Portal and store it (output Step1StoreToken). Then start a sweep (output Step4SweepNow).',
    });
    const fleetNotJudged = new OperationalAlarm(this, 'FleetNotJudged', {
      operators,
      condition: raisedByAny(counted(aggregate, 'FleetNotJudged'), staysRaised),
      severity: 'critical',
      impact:
        'emnify answers, but for a whole sweep its answers do not show what the fleet costs: alerts may be missing.',
      remedy:
        'Read "the fleet cannot be judged in full" in the log of aggregate: it says for how many endpoints, and why. If it says HTTP 403, then the token may not read statistics: make one that may, and store it (output Step1StoreToken).',
    });
    const requestQuota = new OperationalAlarm(this, 'RequestQuota', {
      operators,
      condition: {
        metric: total(requests, Duration.days(1)),
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: requestsPerDay(requestShare),
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
      severity: 'high',
      impact:
        "At this pace emnify's monthly quota of ten million requests is used up before the month ends: then emnify answers no tool in this workspace, including this one.",
      remedy:
        'Write a smaller requestShare below emnify in budgets.yaml and deploy. If that changes nothing, then look in the log of evaluate for endpoints that are tried again and again.',
    });
    const settingsWithoutEffect = new OperationalAlarm(this, 'SettingsWithoutEffect', {
      operators,
      condition: raisedByAny(counted(aggregate, 'SettingsWithoutEffect'), staysRaised),
      severity: 'high',
      impact: 'A budget or a mute matches no endpoint, or endpoints have no budget: they raise no alert.',
      remedy:
        'Read "settings without effect" in the log of aggregate, or the daily report: both name all of them. Correct budgets.yaml (tags and names as emnify has them) and deploy.',
    });
    this.alarms = [tokenRefused, fleetNotJudged, requestQuota, settingsWithoutEffect].map(({ alarm }) => alarm);
    if (!tokenLife) return;
    const tokenExpires = new OperationalAlarm(this, 'TokenExpires', {
      operators,
      condition: {
        metric: counted(tokenLife, 'TokenDaysLeft', { statistic: 'Minimum', period: Duration.days(1) }),
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: TOKEN_DAYS,
        // One of two days: sweeps may be a day apart, and a sweep that is late must not lower the alarm.
        evaluationPeriods: 2,
        datapointsToAlarm: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
      severity: 'high',
      impact: 'The application token expires within two weeks. From then on no endpoint is judged.',
      remedy:
        'Make a new application token in the emnify Portal, store it (output Step1StoreToken), write its date to tokenExpires in budgets.yaml and deploy.',
    });
    this.alarms.push(tokenExpires.alarm);
  }
}
