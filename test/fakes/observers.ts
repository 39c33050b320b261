import type { Observers } from '../../functions/runtime/observability.ts';
import { RunFacts } from '../../functions/runtime/run-facts.ts';

/** Reads along what a function says and leaves. */
export interface ObserversFake extends Observers {
  lines: { level: string; message: string; details: unknown }[];
  facts: RunFacts;
}

export function fakeObservers(): ObserversFake {
  const lines: ObserversFake['lines'] = [];
  const say =
    (level: string) =>
    (message: unknown, ...details: unknown[]): void => {
      lines.push({ level, message: String(message), details: details[0] });
    };
  return {
    logger: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    facts: new RunFacts(),
    lines,
  };
}
