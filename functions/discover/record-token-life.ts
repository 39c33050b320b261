import { DAY_MS } from '../domain/values/duration.ts';
import type { Observers } from '../runtime/observability.ts';

/**
 * Counts down to the end of the application token, also if the run then fails.
 *
 * @param expiresAt `Date.toISOString()`, or `unknown`: then there is nothing to count
 */
export function recordTokenLife(expiresAt: string, now: Date, { metrics }: Pick<Observers, 'metrics'>): void {
  const days = (Date.parse(expiresAt) - now.getTime()) / DAY_MS;
  if (Number.isFinite(days)) metrics.addMetric('TokenDaysLeft', 'None', days);
}
