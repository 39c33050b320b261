import type { MonthCounts, Watched } from './observations.ts';

/**
 * What was counted in the last so many milliseconds: now against the newest counts that are as old.
 *
 * @param otherwise what to do where no counts are as old: give nothing, or what there is
 */
export function counted(
  { history, now }: Watched,
  ms: number,
  otherwise: 'nothing' | 'as far as there is' = 'nothing',
): MonthCounts | undefined {
  const latest = history.at(-1);
  const old = history.findLast(({ at }) => now.getTime() - Date.parse(at) >= ms);
  const before = old ?? (otherwise === 'nothing' ? undefined : history.at(0));
  if (!latest || !before) return undefined;
  return {
    sent: latest.sent - before.sent,
    asked: latest.asked - before.asked,
    evaluated: latest.evaluated - before.evaluated,
    skipped: latest.skipped - before.skipped,
    unjudged: latest.unjudged - before.unjudged,
  };
}

/**
 * How long the oldest request has waited at least: since no more had been queued than is done with now. SQS does not say
 * it without a metric.
 */
export function oldestRequestMs({ history, now }: Watched, waiting: number): number {
  const asked = history.at(-1)?.asked ?? 0;
  if (waiting === 0) return 0;
  const since = history.find((counts) => counts.asked > asked - waiting)?.at;
  return since === undefined ? 0 : now.getTime() - Date.parse(since);
}
