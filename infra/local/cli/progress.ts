import { Writable } from 'node:stream';
import { type Options, SingleBar } from 'cli-progress';
import { singleLine } from '../../../functions/domain/values/text.ts';
import { fitted } from './terminal-text.ts';

/** Shows progress, always on standard error, so that standard output can be redirected. */
export interface Progress {
  at(done: number): void;
  end(): void;
}

export interface ProgressOptions {
  title: string;
  /** The work done, and the total; absent if unknown. */
  total?: { count: number; unit: string };
  /** The seconds before anything is shown. Work that ends sooner shows nothing. */
  fromSecond?: number;
}

const LINES_EVERY_MS = 10_000;
const TITLE_COLUMNS = 40;

/** Shows a bar in a terminal with a cursor, else a line every ten seconds. */
export function showProgress({ title, total, fromSecond = 0 }: ProgressOptions): Progress {
  const isPlain = !hasCursor(process.stderr, process.env);
  const bar = new SingleBar({
    ...(isPlain && { stream: plainStandardError() }),
    format: formatOf(total?.unit, isPlain),
    barsize: 20,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // Otherwise the terminal would not wrap lines any more after Ctrl-C.
    linewrap: true,
    noTTYOutput: true,
    notTTYSchedule: LINES_EVERY_MS,
  } satisfies Options);
  let done = 0;
  const start = () => bar.start(total?.count ?? 1, done, { title: fitted(singleLine(title), TITLE_COLUMNS) });
  const later = fromSecond > 0 ? setTimeout(start, fromSecond * 1000) : start();
  return {
    at(now) {
      done = now;
      bar.update(now);
    },
    end() {
      clearTimeout(later ?? undefined);
      bar.stop();
    },
  };
}

/** Checks that lines can be overwritten: not in a file, a CI's log or a terminal without a cursor. */
export function hasCursor({ isTTY }: { isTTY?: boolean }, { TERM, CI }: Record<string, string | undefined>): boolean {
  return isTTY === true && TERM !== 'dumb' && !CI;
}

function formatOf(unit: string | undefined, isPlain: boolean): string {
  if (unit === undefined) return '{title}: {duration_formatted} so far';
  return isPlain ? `{title}: {value} of {total} ${unit}` : `{title} {bar} {value}/{total} ${unit}`;
}

/** Wraps standard error so that it does not count as a terminal. */
function plainStandardError(): Writable {
  return new Writable({
    write(text, _encoding, done) {
      process.stderr.write(text);
      done();
    },
  });
}
