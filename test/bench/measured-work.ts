import { fork } from 'node:child_process';

/** Every function of the product. */
export const FUNCTIONS = ['discover', 'evaluate', 'aggregate', 'notify', 'report'] as const;
/** `evaluate` sees ten endpoints at a time, however many there are: so many show whether it keeps any of them. */
export const EVALUATED = 10_000;

/** What a measured process is to do: one run of a function over a fleet. */
export interface Work {
  function: (typeof FUNCTIONS)[number];
  endpoints: number;
  seed: number;
  /** Of a simulator that has as many endpoints. */
  emnifyUrl: string;
}

/** What V8 gives itself in so much memory: the heap of a larger machine grows out of laziness. */
const likeLambda = (memoryMb: number) => [`--max-old-space-size=${memoryMb / 2}`, '--max-semi-space-size=2'];

/**
 * Does the work in a process of its own.
 *
 * @param memoryMb what the function has in Lambda
 * @param file `measured-process.ts` as one bundle, for TypeScript's own needs are none of the product's
 * @returns the most resident memory that the process had
 * @throws when it breaks off
 */
export async function measurePeakMb(file: string, work: Work, memoryMb: number): Promise<number> {
  const child = fork(file, [], { execArgv: likeLambda(memoryMb) });
  child.send(work);
  return await new Promise((resolve, reject) => {
    child.once('message', (peakMb) => resolve(Number(peakMb)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the process for ${work.function} ended with ${code}`)));
  });
}

/** Does something while a simulator of so many endpoints is up. */
export async function withSimulator<T>(
  seed: number,
  endpoints: number,
  use: (emnifyUrl: string) => Promise<T>,
): Promise<T> {
  const simulator = fork(`${import.meta.dirname}/simulator-process.ts`, [String(seed), String(endpoints)], {
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
