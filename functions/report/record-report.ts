import type { Observers } from '../runtime/observability.ts';
import type { Reported } from './report-fleet.ts';

/** Says that a report was made, and counts what an operator wants to see in a graph. */
export function recordReport({ report, subject, isOnItsWay }: Reported, { logger, metrics }: Observers): void {
  metrics.addMetric('EndpointsNotSeen', 'Count', report.notSeen.count);
  metrics.addMetric('EndpointsNotJudged', 'Count', report.unjudged.count);
  metrics.addMetric('AlertsWaiting', 'Count', report.waiting);
  metrics.addMetric('SubscriptionsConfirmed', 'Count', report.subscribers.confirmed);
  metrics.addMetric('SubscriptionsPending', 'Count', report.subscribers.pending);
  metrics.addMetric('SubscriptionsMissing', 'Count', report.subscribers.missing);
  if (isOnItsWay) metrics.addMetric('ReportsSent', 'Count', 1);
  logger.info('report', { subject, isOnItsWay, endpoints: report.endpoints, notSeen: report.notSeen.count });
}
