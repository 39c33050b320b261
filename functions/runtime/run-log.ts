import type { RunRecords } from '../contracts/run-records.ts';
import { maskByLooks } from '../domain/values/secrets.ts';
import { messageOf, shorten, singleLine } from '../domain/values/text.ts';
import type { FunctionName, NoteName } from '../domain/watchdog/observations.ts';
import * as observability from './observability.ts';

const LONGEST_REASON = 300;

export interface RunLogOptions {
  by: FunctionName;
  records: Pick<RunRecords, 'note'>;
  now(): Date;
  /** A good run without other facts is stored so often at most. Default: each is. Infinity: none is. */
  goodEveryMs?: number;
}

/** The middleware that leaves what a run has noted in the table, once, when the run is over. It never fails a run. */
export function createRunLog(
  { by, records, now, goodEveryMs = 0 }: RunLogOptions,
  { logger, facts }: Pick<observability.Observers, 'logger' | 'facts'> = observability,
): { after(): Promise<void>; onError(invocation: { error: Error | null }): Promise<void> } {
  let goodAt = Number.NEGATIVE_INFINITY;

  async function store(): Promise<void> {
    const notes = facts.takeNotes(now().toISOString());
    if (Object.keys(notes).length === 0) return;
    try {
      await records.note(by, notes);
    } catch (error) {
      goodAt = Number.NEGATIVE_INFINITY;
      logger.warn('what this run leaves for the watchdog is not stored', { error: error as Error });
    }
  }

  return {
    async after() {
      const at = now().getTime();
      if (at - goodAt >= goodEveryMs) {
        goodAt = at;
        facts.note('good');
      }
      await store();
    },
    async onError({ error }) {
      noteFailure(facts, 'failed', error);
      await store();
    },
  };
}

/** Notes an error in its own words, without what is secret or looks so. */
export function noteFailure(facts: observability.Observers['facts'], name: NoteName, error: unknown): void {
  const words = maskByLooks(observability.secrets.mask(messageOf(error)));
  facts.note(name, shorten(singleLine(words), LONGEST_REASON));
}
