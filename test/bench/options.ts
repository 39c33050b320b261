import { parseArgs } from 'node:util';

/** What the user asked of `npm run bench`. */
export interface BenchOptions {
  seed: number;
  /** Names of sections, in the order in which they run. */
  only: string[];
  /** Where the figures are written to, as JSON. */
  jsonPath?: string;
  /** Put the tables into docs/benchmarks.md. */
  write: boolean;
  help: boolean;
}

export class BenchUsageError extends Error {}

/** @param names of all sections */
export function helpOf(names: string[]): string {
  return `Measures what docs/benchmarks.md states, in under ten minutes.

  npm run bench                             everything
  npm run bench -- --only NAME[,NAME]       only these: ${names.join(', ')}
  npm run bench -- --seed N                 another fleet (default 1)
  npm run bench -- --json FILE              the figures as one JSON document, too
  npm run bench -- --write                  puts the tables into docs/benchmarks.md, too
  npm run bench -- --help                   this text

The status is 0 when every target was reached, 1 when one was missed, and 2 when the bench could not be run.
`;
}

/**
 * Reads the command line.
 *
 * @param names of all sections
 * @throws {BenchUsageError} saying what is allowed
 */
export function readBenchOptions(args: string[], names: string[]): BenchOptions {
  const { seed, only, json, write, help } = parse(args);
  if (!/^\d{1,9}$/.test(seed)) {
    throw new BenchUsageError(`--seed is "${seed}": it takes a whole number, for example --seed 7.`);
  }
  const chosen = only?.split(',').map((name) => name.trim()) ?? names;
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    const list = unknown.map((name) => `"${name}"`).join(', ');
    throw new BenchUsageError(`--only names ${list}: there are ${names.join(', ')}.`);
  }
  if (json === '') throw new BenchUsageError('--json is empty: it takes the name of a file, for example bench.json.');
  return {
    seed: Number(seed),
    only: names.filter((name) => chosen.includes(name)),
    write,
    help,
    ...(json !== undefined && { jsonPath: json }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        seed: { type: 'string', default: '1' },
        only: { type: 'string' },
        json: { type: 'string' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new BenchUsageError(`${error instanceof Error ? error.message : error} See npm run bench -- --help.`);
  }
}
