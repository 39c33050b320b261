import type { Observers } from '../runtime/observability.ts';
import type { Told } from './notify-pending.ts';

/** Says what was told. A run with nothing to tell is silent in the log and still counts as a sign of life. */
export function recordTold(told: Told, { logger, metrics }: Observers): void {
  metrics.addMetric('NotifyRuns', 'Count', 1);
  if (told.kind !== 'told') return;
  metrics.addMetric('NotificationsSent', 'Count', 1);
  metrics.addMetric('AlertsSent', 'Count', told.alerts);
  logger.info('notification sent', { told });
}
