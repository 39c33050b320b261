import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { planText } from '../functions/budgets-file/budgets.ts';
import { Monitoring } from './constructs/monitoring/monitoring.ts';
import { BudgetsParameter } from './constructs/parts/budgets-parameter.ts';
import { Credentials } from './constructs/parts/credentials.ts';
import { CustomerManagedKey } from './constructs/parts/customer-managed-key.ts';
import { EMNIFY_REQUESTS_PER_MONTH } from './constructs/parts/emnify-pace.ts';
import { NextSteps } from './constructs/parts/next-steps.ts';
import { Schedules } from './constructs/parts/schedules.ts';
import { State } from './constructs/parts/state.ts';
import { Acting } from './constructs/pipeline/acting.ts';
import { Aggregation } from './constructs/pipeline/aggregation.ts';
import { Discovery } from './constructs/pipeline/discovery.ts';
import { Evaluation } from './constructs/pipeline/evaluation.ts';
import { Looking } from './constructs/pipeline/looking.ts';
import { Notification } from './constructs/pipeline/notification.ts';
import { Reporting } from './constructs/pipeline/reporting.ts';
import type { Settings } from './settings.ts';

export interface CostAlertStackProps extends StackProps {
  settings: Settings;
}

/**
 * Cost alerts for one emnify workspace: what outlives a deployment first, then the pipeline. Evaluation comes before
 * discovery, which fills its queue.
 */
export class CostAlertStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: CostAlertStackProps) {
    super(scope, id, props);
    const { emnifyBaseUrl, tokenExpiresAt, recipients, monthlyTest, smsSpendingLimitUsd } = settings;
    const sweepEvery = Duration.minutes(settings.sweepMinutes);
    const notifyEvery = Duration.minutes(settings.notifyMinutes);
    const aggregateEvery = aggregatedEvery(settings.sweepMinutes);
    const requestShare = settings.requestSharePct / 100;
    const requestsPerMonth = EMNIFY_REQUESTS_PER_MONTH * requestShare;

    const state = new State(this, 'State');
    const schedules = new Schedules(this, 'Schedules');
    const { emnifyToken } = new Credentials(this, 'Credentials');
    const { parameter: budgets } = new BudgetsParameter(this, 'Budgets', {
      stackName: settings.stackName,
      text: planText(settings),
    });

    const evaluation = new Evaluation(this, 'Evaluation', {
      emnifyBaseUrl,
      emnifyToken,
      budgets,
      state,
    });
    const discovery = new Discovery(this, 'Discovery', {
      sweepEvery,
      requestsPerMonth,
      emnifyBaseUrl,
      emnifyToken,
      evaluationQueue: evaluation.requests.queue,
      state,
      schedules,
    });
    const aggregation = new Aggregation(this, 'Aggregation', {
      every: aggregateEvery,
      sweepEvery,
      emnifyBaseUrl,
      emnifyToken,
      budgets,
      state,
      schedules,
    });
    const notification = new Notification(this, 'Notification', {
      every: notifyEvery,
      monthlyTest,
      recipients,
      smsSenderId: settings.smsSenderId,
      smsSpendingLimitUsd,
      state,
      schedules,
    });
    const reporting = new Reporting(this, 'Reporting', {
      dailyAt: settings.reportAt,
      budgets,
      state,
      schedules,
      topics: notification.topics,
      recipients,
    });

    const looking = new Looking(this, 'Looking', {
      budgets,
      state,
      topics: notification.topics,
      recipients,
      requestsPerMonth,
    });

    const acting = new Acting(this, 'Acting', {
      budgets,
      state,
      notify: notification.function,
      evaluate: evaluation.function,
      page: looking.function,
    });

    const { operators, dashboard, actDashboard, viewersPolicy, actorsPolicy, watchdog } = new Monitoring(
      this,
      'Monitoring',
      {
        sweepEvery,
        notifyEvery,
        smsSpendingLimitUsd,
        requestShare,
        tokenExpiresAt,
        recipients,
        aggregateEvery,
        heartbeatUrl: settings.heartbeatUrl,
        state,
        schedules,
        discovery,
        evaluation,
        aggregation,
        notification,
        reporting,
        looking,
        acting,
      },
    );
    new NextSteps(this, 'NextSteps', {
      emnifyToken,
      budgets,
      discover: discovery.function,
      evaluate: evaluation.function,
      aggregate: aggregation.function,
      notify: notification.function,
      report: reporting.function,
      watchdog,
      page: looking.function,
      act: acting.function,
      topics: notification.topics,
      operators,
      dashboardName: dashboard.dashboardName,
      actDashboardName: actDashboard.dashboardName,
      viewersPolicyArn: viewersPolicy.managedPolicyArn,
      actorsPolicyArn: actorsPolicy.managedPolicyArn,
      state,
      evaluationDeadLetters: evaluation.requests.deadLetters,
    });
    if (settings.customerManagedKey) new CustomerManagedKey(this, 'Encryption');
  }
}

/** Sums are made more often than sweeps, because a sweep still evaluates for some minutes after it has begun. */
const aggregatedEvery = (sweepMinutes: number): Duration => Duration.minutes(Math.max(5, Math.ceil(sweepMinutes / 4)));
