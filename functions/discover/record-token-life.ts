import type { Observers } from '../runtime/observability.ts';

const DAY_MS = 86_400_000;

/**
 * Counts down to the end of the application token, also where the sweep then fails.
 *
 * @param expiresAt `Date.toISOString()`, or `unknown`: then there is nothing to count
 */
export function recordTokenLife(expiresAt: string, now: Date, { metrics }: Pick<Observers, 'metrics'>): void {
  const days = (Date.parse(expiresAt) - now.getTime()) / DAY_MS;
  if (Number.isFinite(days)) metrics.addMetric('TokenDaysLeft', 'None', days);
}
