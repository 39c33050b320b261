import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFile } from '../bundle-file.ts';
import { measureWork, type Taken, type Work } from '../measured-work.ts';
import type { Section, SectionResult, Target } from '../section.ts';

/** Growth of the peak from the smallest fleet to the largest, in percent. */
const FLAT_PCT = 20;
/** Half of what the function has. */
const MOST_LISTING_MB = 256;
const EVALUATED = [1_000, 10_000];
const WALKED = [1_000, 10_000, 100_000];
/** The lowest of so many counts: what other processes do can only add to it. */
const TRIES = 2;

type What = Work['what'];

const NAMES: Record<Exclude<What, 'nothing'>, string> = {
  evaluate: 'evaluate',
  watch: 'discover: watch',
  'watch and list': "discover: watch and emnify's list",
  aggregate: 'aggregate',
  report: 'report',
};
const WALKS = ['watch', 'watch and list', 'aggregate', 'report'] as const;
const FLAT = ['watch', 'aggregate', 'report'] as const;

export const processor: Section = {
  name: 'processor',
  title: 'Processor time and memory',

  async run({ seed }) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-processor-'));
    try {
      const { path } = await bundleFile('test/bench/measured-process.ts', join(folder, 'measured'));
      return await measure(path, seed);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** Does something while a simulator of so many endpoints is up. */
async function withSimulator<T>(seed: number, endpoints: number, use: (emnifyUrl: string) => Promise<T>): Promise<T> {
  const simulator = fork(`${import.meta.dirname}/../simulator-process.ts`, [String(seed), String(endpoints)], {
    execArgv: [],
  });
  try {
    return await use(
      await new Promise<string>((resolve, reject) => {
        simulator.once('message', (url) => resolve(String(url)));
        simulator.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
      }),
    );
  } finally {
    simulator.kill();
  }
}

interface Measured {
  what: Exclude<What, 'nothing'>;
  endpoints: number;
  cpuMs: number;
  peakMb: number;
}

async function measure(file: string, seed: number): Promise<SectionResult> {
  const measured: Measured[] = [];
  for (const endpoints of WALKED) {
    await withSimulator(seed, endpoints, async (emnifyUrl) => {
      const take = async (what: What, count = endpoints) =>
        await lowest(file, { what, endpoints: count, seed, emnifyUrl });
      const count = async (what: Measured['what'], { cpuMs: othersMs }: Taken) => {
        const { cpuMs, peakMb } = await take(what);
        measured.push({ what, endpoints, cpuMs: cpuMs - othersMs, peakMb });
      };
      if (EVALUATED.includes(endpoints)) await count('evaluate', await take('evaluate', 0));
      const making = await take('nothing');
      for (const what of WALKS) await count(what, making);
    });
  }
  const byFunction = ['evaluate', ...WALKS].flatMap((name) => measured.filter(({ what }) => what === name));
  return {
    rows: byFunction.map(({ what, endpoints, cpuMs, peakMb }) => ({
      function: NAMES[what],
      endpoints,
      'processor time, ms': Math.max(0, Math.round(cpuMs)),
      'per 1,000 endpoints, ms': Math.max(0, (cpuMs / endpoints) * 1000),
      'peak memory, MB': peakMb,
    })),
    targets: [...FLAT.map((what) => flatness(measured, what)), listingMemory(measured)],
    notes: [
      "Limits are off: emnify's simulator runs in another process and enforces none, and the client's own waits pass a thousand times faster. All that is asked of emnify is asked by production's client over HTTP.",
      'Tables are in memory and keep nothing: each look and each stored month is made when it is asked for, one after the other, and the time that making them takes is taken off. So neither the AWS SDK nor DynamoDB is in these figures.',
      `Each line is a process of its own, bundled as for Lambda, with the heap that V8 gives itself at 512 MB; the lowest of ${TRIES}. Some 60 MB of each peak are Node itself.`,
      "`discover` walks over emnify's list once in a sweep interval (by default an hour), and only watches in the other eleven of twelve runs.",
    ],
  };
}

async function lowest(file: string, work: Work): Promise<Taken> {
  const all: Taken[] = [];
  for (let nth = 0; nth < TRIES; nth++) all.push(await measureWork(file, work));
  return {
    cpuMs: Math.min(...all.map(({ cpuMs }) => cpuMs)),
    peakMb: Math.min(...all.map(({ peakMb }) => peakMb)),
  };
}

/** It grows with the fleet: the list is compared with what is known of each endpoint. */
function listingMemory(measured: Measured[]): Target {
  const peakMb = measured.findLast(({ what }) => what === 'watch and list')?.peakMb ?? Number.NaN;
  return {
    what: `Memory of ${NAMES['watch and list']}, 100,000 endpoints`,
    wanted: `at most ${MOST_LISTING_MB} MB`,
    seen: `${Math.round(peakMb)} MB`,
    reached: peakMb <= MOST_LISTING_MB,
  };
}

function flatness(measured: Measured[], what: What): Target {
  const peaks = measured.filter((one) => one.what === what).map(({ peakMb }) => peakMb);
  const [smallest = Number.NaN, largest = Number.NaN] = [peaks.at(0), peaks.at(-1)];
  const grownPct = (largest / smallest - 1) * 100;
  return {
    what: `Memory of ${NAMES[what as keyof typeof NAMES]} stays flat from 1,000 to 100,000 endpoints`,
    wanted: `growth of ${FLAT_PCT} % at most`,
    seen: `${Math.round(grownPct)} %`,
    reached: grownPct <= FLAT_PCT,
  };
}
