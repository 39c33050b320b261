import { type Alert, isSpendAlert } from '../domain/judging/alert.ts';
import { messageOf } from '../domain/values/text.ts';
import type { EvaluateDeps, Evaluation } from './evaluation.ts';

/**
 * Adds to new critical alerts where their endpoint is. emnify is asked once for all of them. An alert is sent without
 * that, too: a failure is kept for the log, and changes nothing else.
 */
export async function addLocation(
  { emnify }: { emnify: Pick<EvaluateDeps['emnify'], 'location'> },
  evaluation: Evaluation,
): Promise<Evaluation> {
  if (!evaluation.alerts.some(needsLocation)) return evaluation;
  try {
    const where = await emnify.location(evaluation.endpoint.id);
    if (where === undefined) return evaluation;
    return {
      ...evaluation,
      alerts: evaluation.alerts.map((alert) => (needsLocation(alert) ? { ...alert, where } : alert)),
    };
  } catch (error) {
    return { ...evaluation, locationFailure: messageOf(error) };
  }
}

function needsLocation(alert: Alert): boolean {
  return isSpendAlert(alert) && alert.severity === 'critical';
}
