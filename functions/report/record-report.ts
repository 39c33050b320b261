import type { Observers } from '../runtime/observability.ts';
import type { Reported } from './report-fleet.ts';

/** Says that a report was made, and counts what an operator wants to see in a graph. */
export function recordReport({ report, subject, isOnItsWay }: Reported, { logger }: Observers): void {
  logger.info('report', { subject, isOnItsWay, endpoints: report.endpoints, notSeen: report.notSeen.count });
}
