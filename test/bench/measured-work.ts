import { fork } from 'node:child_process';

/** What a measured process is to do. */
export interface Work {
  /** `nothing` only makes the stored months that all walks go over. */
  what: 'nothing' | 'evaluate' | 'watch' | 'watch and list' | 'aggregate' | 'report';
  endpoints: number;
  seed: number;
  /** Of a simulator that has as many endpoints. */
  emnifyUrl: string;
}

/** What it took, from the start of the process to its end. */
export interface Taken {
  cpuMs: number;
  /** Resident memory. */
  peakMb: number;
}

/** What V8 gives itself on a machine of 512 MB, as our functions have: the heap of a larger one grows out of laziness. */
const LIKE_LAMBDA = ['--max-old-space-size=256', '--max-semi-space-size=2'];

/**
 * Does the work in a process of its own.
 *
 * @param file `measured-process.ts` as one bundle, for TypeScript's own needs are none of the product's
 * @throws when it breaks off
 */
export async function measureWork(file: string, work: Work): Promise<Taken> {
  const child = fork(file, [], { execArgv: LIKE_LAMBDA });
  child.send(work);
  return await new Promise((resolve, reject) => {
    child.once('message', (taken) => resolve(taken as Taken));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the process for "${work.what}" ended with ${code}`)));
  });
}
