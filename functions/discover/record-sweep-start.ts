import type { Observers } from '../runtime/observability.ts';
import type { SweepStart } from './discover-endpoints.ts';

/** Says what a list refresh has queued. What becomes of it is counted beside it, so that a gap shows. */
export function recordSweepStart(start: SweepStart, { logger, facts }: Observers): void {
  facts.note('listed');
  facts.count('asked', start.queued);
  const complete = start.unreadable === 0 && start.missing === 0;
  logger[complete ? 'info' : 'warn'](complete ? 'list refreshed' : 'list refreshed without a part of the fleet', {
    sweep: start,
  });
}
