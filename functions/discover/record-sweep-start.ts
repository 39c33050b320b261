import type { Observers } from '../runtime/observability.ts';
import type { SweepStart } from './discover-endpoints.ts';

/** Says what a list refresh has queued. `EndpointsAsked` against the evaluated and skipped ones shows a gap. */
export function recordSweepStart(start: SweepStart, { logger, metrics, facts }: Observers): void {
  facts.note('listed');
  facts.count('asked', start.queued);
  metrics.addMetric('SweepsStarted', 'Count', 1);
  metrics.addMetric('EndpointsListed', 'Count', start.listed);
  metrics.addMetric('EndpointsAsked', 'Count', start.queued);
  metrics.addMetric('EndpointsUnreadable', 'Count', start.unreadable);
  metrics.addMetric('EndpointsMissing', 'Count', start.missing);
  const complete = start.unreadable === 0 && start.missing === 0;
  logger[complete ? 'info' : 'warn'](complete ? 'list refreshed' : 'list refreshed without a part of the fleet', {
    sweep: start,
  });
}
