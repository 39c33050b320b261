import type { Observers } from '../runtime/observability.ts';
import type { PollingRun } from './poll-fleet.ts';
import { recordSweepStart } from './record-sweep-start.ts';

/** Says what a polling run did and why: how many endpoints were queued, and what the organisation's total came to. */
export function recordPolling(run: PollingRun, observers: Observers): void {
  const { logger, facts } = observers;
  if (run.kind === 'busy') {
    logger.info('the requests of an earlier run still wait', { waiting: run.waiting });
    return;
  }
  if (run.sweep) recordSweepStart(run.sweep, observers);
  const { queued, reasons, state, totalError } = run;
  const { verdict, interval, used, saved, ratePerHour } = state;
  const beforeRefresh = queued - (run.sweep?.queued ?? 0);
  facts.count('asked', beforeRefresh);
  logger[totalError === undefined ? 'info' : 'warn']('fleet polled', {
    queued,
    reasons,
    verdict,
    ...(totalError !== undefined && { totalError }),
    interval,
    requests: { used, saved: Math.floor(saved), perHour: Math.floor(ratePerHour) },
  });
}
