import type { Observers } from '../runtime/observability.ts';
import { recordSweepStart } from './record-sweep-start.ts';
import type { WatchRun } from './watch-fleet.ts';

/** Says what a run of the watch did and why: how many were asked for, and what the organisation's total came to. */
export function recordWatch(run: WatchRun, observers: Observers): void {
  const { logger, metrics } = observers;
  if (run.kind === 'busy') {
    logger.info('the requests of an earlier run still wait', { waiting: run.waiting });
    return;
  }
  if (run.sweep) recordSweepStart(run.sweep, observers);
  const { asked, reasons, watch, totalError } = run;
  const { verdict, tempo, used, saved, ratePerHour } = watch;
  const alone = asked - (run.sweep?.queued ?? 0);
  metrics.addMetric('EndpointsAsked', 'Count', alone);
  logger[totalError === undefined ? 'info' : 'warn']('fleet watched', {
    asked,
    reasons,
    verdict,
    ...(totalError !== undefined && { totalError }),
    tempo,
    requests: { used, saved: Math.floor(saved), perHour: Math.floor(ratePerHour) },
  });
}
