import type { Decision } from '../domain/judging/thresholds.ts';
import type { Observers } from '../runtime/observability.ts';
import type { OutdatedRequest } from './evaluate-message.ts';
import type { Evaluation } from './evaluation.ts';

/** Decisions that an operator wants to see counted, because a device is judged less well than its owner thinks. */
const COUNTED: Partial<Record<Decision['kind'], string>> = {
  'cost-unavailable': 'CostUnavailable',
  'currency-mismatch': 'CurrencyMismatches',
};

const OUTCOMES: Record<Evaluation['outcome'], string> = {
  evaluated: 'EndpointsEvaluated',
  skipped: 'EndpointsSkipped',
  unjudged: 'EndpointsUnjudged',
};

/** Says what became of a message: its endpoint was evaluated, or the request had expired. */
export function recordMessage(message: Evaluation | OutdatedRequest, observers: Observers): void {
  if (message.outcome !== 'outdated') {
    recordEvaluation(message, observers);
    return;
  }
  const { endpoint, waitedSeconds } = message;
  observers.metrics.addMetric('RequestsOutdated', 'Count', 1);
  observers.logger.info('request outdated: its endpoint comes first next time', {
    endpointId: endpoint.id,
    waitedSeconds,
  });
}

/** Says what became of one endpoint: counts it always, and logs it at info if an operator may need it. */
export function recordEvaluation(evaluation: Evaluation, { logger, metrics, facts }: Observers): void {
  const { endpoint, outcome, reason, period, alerts, muted, decisions, late } = evaluation;
  metrics.addMetric(OUTCOMES[outcome], 'Count', 1);
  facts.count(outcome);
  metrics.addMetric('AlertsClaimed', 'Count', alerts.length);
  if (muted.length > 0) metrics.addMetric('AlertsMuted', 'Count', muted.length);
  if (late?.kind === 'judged' && late.forecastErrorPct !== undefined) {
    metrics.addMetric('ForecastErrorPct', 'Percent', late.forecastErrorPct);
  }
  if (evaluation.locationFailure !== undefined) {
    metrics.addMetric('LocationFailures', 'Count', 1);
    logger.debug('location not known', { endpointId: endpoint.id, reason: evaluation.locationFailure });
  }
  for (const { kind } of decisions) {
    const name = COUNTED[kind];
    if (name) metrics.addMetric(name, 'Count', 1);
  }

  const isNotable = outcome !== 'evaluated' || alerts.length > 0;
  logger[isNotable ? 'info' : 'debug'](`endpoint ${outcome}`, {
    endpointId: endpoint.id,
    period,
    reason,
    alerts: alerts.map(({ ref, kind, budget, severity }) => ({ ref, kind, budget, severity })),
    ...(muted.length > 0 && {
      muted: muted.map(({ alert: { kind, budget }, mute }) => ({ kind, budget, by: mute.who })),
    }),
  });
}
