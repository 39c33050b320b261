import type { Observers } from '../../functions/runtime/observability.ts';
import { RunFacts } from '../../functions/runtime/run-facts.ts';

/** Reads along what a function says and counts. */
export interface ObserversFake extends Observers {
  lines: { level: string; message: string; details: unknown }[];
  /** Sums by name. */
  counts: Record<string, number>;
  facts: RunFacts;
}

export function fakeObservers(): ObserversFake {
  const lines: ObserversFake['lines'] = [];
  const counts: Record<string, number> = {};
  const say =
    (level: string) =>
    (message: unknown, ...details: unknown[]): void => {
      lines.push({ level, message: String(message), details: details[0] });
    };
  return {
    logger: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    metrics: {
      addMetric(name, _unit, value) {
        counts[name] = (counts[name] ?? 0) + value;
        return this;
      },
    } as Observers['metrics'],
    facts: new RunFacts(),
    lines,
    counts,
  };
}
