import { Writable } from 'node:stream';
import { type Options, SingleBar } from 'cli-progress';
import { singleLine } from '../../functions/domain/values/text.ts';
import { fitted } from './terminal-text.ts';

/** How far something is that takes long, always on standard error, so that standard output can be kept. */
export interface Progress {
  at(done: number): void;
  end(): void;
}

export interface ProgressOptions {
  title: string;
  /** What is done, and how much of it there is; absent where that is not known. */
  total?: { count: number; unit: string };
  /** How long nothing is shown: what is done by then needs no sign of life. */
  fromSecond?: number;
}

const LINES_EVERY_MS = 10_000;
const TITLE_COLUMNS = 40;

/** Begins to show it: as a bar in a terminal that has a cursor, else as a line every ten seconds. */
export function showProgress({ title, total, fromSecond = 0 }: ProgressOptions): Progress {
  const isPlain = !hasCursor(process.stderr, process.env);
  const bar = new SingleBar({
    ...(isPlain && { stream: plainStandardError() }),
    format: formatOf(total?.unit, isPlain),
    barsize: 20,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    // Else a terminal would not break lines any more after Ctrl-C.
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

/** Whether lines can be written over: not in a file, a CI's log or a terminal without a cursor. */
export function hasCursor({ isTTY }: { isTTY?: boolean }, { TERM, CI }: Record<string, string | undefined>): boolean {
  return isTTY === true && TERM !== 'dumb' && !CI;
}

function formatOf(unit: string | undefined, isPlain: boolean): string {
  if (unit === undefined) return '{title}: {duration_formatted} so far';
  return isPlain ? `{title}: {value} of {total} ${unit}` : `{title} {bar} {value}/{total} ${unit}`;
}

/** Standard error without what makes it a terminal. */
function plainStandardError(): Writable {
  return new Writable({
    write(text, _encoding, done) {
      process.stderr.write(text);
      done();
    },
  });
}
