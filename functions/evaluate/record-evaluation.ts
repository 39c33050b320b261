import type { Observers } from '../runtime/observability.ts';
import type { OutdatedRequest } from './evaluate-message.ts';
import type { Evaluation } from './evaluation.ts';

/** Says what became of a message: its endpoint was evaluated, or the request had expired. */
export function recordMessage(message: Evaluation | OutdatedRequest, observers: Observers): void {
  if (message.outcome !== 'outdated') {
    recordEvaluation(message, observers);
    return;
  }
  const { endpoint, waitedSeconds } = message;
  observers.logger.info('request outdated: its endpoint comes first next time', {
    endpointId: endpoint.id,
    waitedSeconds,
  });
}

/** Says what became of one endpoint: counts it always, and logs it at info if an operator may need it. */
export function recordEvaluation(evaluation: Evaluation, { logger, facts }: Observers): void {
  const { endpoint, outcome, reason, period, alerts, muted, late } = evaluation;
  facts.count(outcome);
  if (late?.kind === 'judged' && late.forecastErrorPct !== undefined) {
    const { forecastErrorPct } = late;
    logger.info('forecast of the last month compared', { endpointId: endpoint.id, forecastErrorPct });
  }
  if (evaluation.locationFailure !== undefined) {
    logger.info('location not known', { endpointId: endpoint.id, reason: evaluation.locationFailure });
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
