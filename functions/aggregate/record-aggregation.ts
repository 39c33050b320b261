import { shorten } from '../domain/values/text.ts';
import type { Observers } from '../runtime/observability.ts';
import type { Aggregated } from './aggregation.ts';

const LONGEST_LIST = 300;

/** Says what became of every shared budget, and whether the fleet as a whole can be judged. */
export function recordAggregations(
  { aggregations, fleet, withoutEffect }: Aggregated,
  { logger, facts }: Observers,
): void {
  if (fleet.trouble && fleet.isLasting) facts.note('fleetNotJudged', fleet.trouble.reason);
  if (withoutEffect.length > 0) {
    facts.note('withoutEffect', shorten(withoutEffect.join('; '), LONGEST_LIST));
    logger.warn('settings without effect', { withoutEffect });
  }
  if (fleet.trouble) logger.warn('the fleet cannot be judged in full', { fleet });
  for (const { scope, period, reason, decision, coverage, alerts } of aggregations) {
    const isNotable = alerts.length > 0 || !decision || (coverage?.unseen.length ?? 0) > 0;
    logger[decision ? (isNotable ? 'info' : 'debug') : 'warn']('shared budget', {
      scope: `${scope.kind} ${scope.id}`,
      budget: decision?.budget,
      period,
      reason,
      coverage,
      alerts: alerts.map(({ ref, kind, severity }) => ({ ref, kind, severity })),
    });
  }
}
