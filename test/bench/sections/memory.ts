import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFile } from '../bundle-file.ts';
import { EVALUATED, FUNCTIONS, measurePeakMb, withSimulator } from '../measured-work.ts';
import type { Section } from '../section.ts';
import { countStack } from '../stack-count.ts';

const ENDPOINTS = 100_000;
/** What may be in use by the memory that a function has. The AWS SDK is not in these figures. */
const MOST_MB: Record<number, number> = { 256: 180, 512: 300 };

export const memory: Section = {
  name: 'memory',
  title: 'Memory',

  async run({ seed }) {
    const { memoryMb } = await countStack();
    const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
    try {
      const { path } = await bundleFile('test/bench/measured-process.ts', join(folder, 'measured'));
      const peaks = await withSimulator(seed, ENDPOINTS, async (emnifyUrl) => {
        const measured: { name: string; hasMb: number; peakMb: number }[] = [];
        for (const name of FUNCTIONS) {
          const work = { function: name, endpoints: ENDPOINTS, seed, emnifyUrl };
          const hasMb = memoryMb[name] ?? 0;
          measured.push({ name, hasMb, peakMb: Math.round(await measurePeakMb(path, work, hasMb)) });
        }
        return measured;
      });
      return {
        rows: peaks.map(({ name, hasMb, peakMb }) => ({
          function: name,
          endpoints: ENDPOINTS,
          MB: peakMb,
          'of MB': hasMb,
        })),
        targets: peaks.map(({ name, hasMb, peakMb }) => ({
          what: `Peak memory of ${name}`,
          wanted: `at most ${MOST_MB[hasMb]} MB of ${hasMb}`,
          seen: `${peakMb} MB`,
          reached: peakMb <= (MOST_MB[hasMb] ?? 0),
        })),
        notes: [
          'Peak resident memory of a process of its own for each function, bundled as for Lambda, with the heap that V8 gives itself in so much memory. Some 60 MB of it are Node itself.',
          `\`discover\` reads the last check of every endpoint and walks emnify's whole list; \`aggregate\` and \`report\` read the last check of every endpoint; \`notify\` finds an alert for every endpoint; \`evaluate\` judges ${EVALUATED.toLocaleString('en-US')} of them, ten at a time.`,
          "emnify's simulator runs in another process. Tables are in memory and keep nothing, so neither the AWS SDK nor DynamoDB is in these figures.",
        ],
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
