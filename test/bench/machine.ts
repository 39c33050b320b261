import { availableParallelism, cpus, totalmem } from 'node:os';

/** What a run was measured on, in a line. */
export function machineLine(seed: number, now: Date): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${now.toISOString().slice(0, 10)}, ${availableParallelism()} processors (${processor?.model.trim()}), ${memory} GB, Node ${process.version}, seed ${seed}.`;
}
