import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFile } from '../bundle-file.ts';
import { EVALUATED, FUNCTIONS, measurePeakMb, withSimulator } from '../measured-work.ts';
import type { Section } from '../section.ts';

const ENDPOINTS = 100_000;
/** Our functions have 512 MB, and the AWS SDK is not in these figures. */
const MOST_MB = 300;

export const memory: Section = {
  name: 'memory',
  title: 'Memory',

  async run({ seed }) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
    try {
      const { path } = await bundleFile('test/bench/measured-process.ts', join(folder, 'measured'));
      const peaks = await withSimulator(seed, ENDPOINTS, async (emnifyUrl) => {
        const measured: { name: string; peakMb: number }[] = [];
        for (const name of FUNCTIONS) {
          const work = { function: name, endpoints: ENDPOINTS, seed, emnifyUrl };
          measured.push({ name, peakMb: Math.round(await measurePeakMb(path, work)) });
        }
        return measured;
      });
      return {
        rows: peaks.map(({ name, peakMb }) => ({ function: name, endpoints: ENDPOINTS, MB: peakMb })),
        targets: peaks.map(({ name, peakMb }) => ({
          what: `Peak memory of ${name}`,
          wanted: `at most ${MOST_MB} MB`,
          seen: `${peakMb} MB`,
          reached: peakMb <= MOST_MB,
        })),
        notes: [
          'Peak resident memory of a process of its own for each function, bundled as for Lambda, with the heap that V8 gives itself at 512 MB. Some 60 MB of it are Node itself.',
          `\`discover\` reads the last check of every endpoint and walks emnify's whole list; \`aggregate\` and \`report\` read the last check of every endpoint; \`notify\` finds an alert for every endpoint; \`evaluate\` judges ${EVALUATED.toLocaleString('en-US')} of them, ten at a time.`,
          "emnify's simulator runs in another process. Tables are in memory and keep nothing, so neither the AWS SDK nor DynamoDB is in these figures.",
        ],
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
