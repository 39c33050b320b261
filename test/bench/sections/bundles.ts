import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, bundleOf, nodeOptions } from '../bundle.ts';
import { bundleFile } from '../bundle-file.ts';
import { medianOf } from '../median.ts';
import type { Section, SectionResult } from '../section.ts';

const MOST_BYTES = 400_000;
const MOST_TIMES_EMPTY = 2.5;
const ROUNDS = 11;

/** One process to be started again and again. */
interface Start {
  name: string;
  args: string[];
  environment: Record<string, string>;
}

export const bundles: Section = {
  name: 'bundles',
  title: 'Bundles and cold starts',

  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-bundles-'));
    try {
      return await measure(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(folder: string): Promise<SectionResult> {
  const names = readdirSync('functions').filter((name) => readdirSync(`functions/${name}`).includes('handler.ts'));
  const made: Bundle[] = [];
  for (const name of names) made.push(await bundleOf(name, folder));
  await writeFile(join(folder, 'empty.ts'), 'export const handler = async () => {};\n');
  const { path: empty } = await bundleFile(join(folder, 'empty.ts'), join(folder, 'empty'));
  const { path: aws } = await bundleFile('test/bench/aws-clients.ts', join(folder, 'aws'));
  const options = await nodeOptions();
  const [common = ''] = options.values();
  const medians = startAll([
    { name: 'node', args: ['-e', '0'], environment: {} },
    { name: 'empty', args: [empty], environment: { NODE_OPTIONS: common } },
    { name: 'aws', args: [aws], environment: { NODE_OPTIONS: common } },
    ...made.map(({ name, file, environment }) => ({
      name,
      args: [file],
      environment: { ...environment, NODE_OPTIONS: options.get(name) ?? '' },
    })),
  ]);
  const [bareMs = 0, emptyMs = 0, awsMs = 0] = ['node', 'empty', 'aws'].map((name) => medians.get(name));
  const rows = made.map(({ name, bytes, largest }) => {
    const startMs = medians.get(name) ?? 0;
    return {
      function: name,
      bytes,
      'start, ms': Math.round(startMs),
      'over `node -e 0`, ms': Math.round(startMs - bareMs),
      'over an empty handler, ms': Math.round(startMs - emptyMs),
      'times an empty handler': startMs / emptyMs,
      'largest parts, KB': largest.map(({ part, bytes: size }) => `${part} ${Math.round(size / 1000)}`).join(', '),
    };
  });
  const largest = rows.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const slowest = rows.reduce((a, b) => (b['times an empty handler'] > a['times an empty handler'] ? b : a));
  return {
    rows,
    targets: [
      {
        what: 'Every bundle is small',
        wanted: `below ${MOST_BYTES.toLocaleString('en-US')} bytes`,
        seen: `${largest.bytes.toLocaleString('en-US')} at most (${largest.function})`,
        reached: largest.bytes < MOST_BYTES,
      },
      {
        what: 'Every function starts quickly',
        wanted: `below ${MOST_TIMES_EMPTY} times an empty handler`,
        seen: `${slowest['times an empty handler'].toFixed(2)} times at most (${slowest.function}); AWS's clients for DynamoDB and Secrets Manager alone take ${(awsMs / emptyMs).toFixed(2)}`,
        reached: slowest['times an empty handler'] < MOST_TIMES_EMPTY,
      },
    ],
    notes: [
      'Bundled with the options of the deployment (`infra/constructs/bundling.ts`), minified; source maps are files beside the bundles and not counted.',
      `A start is a whole process with the options that the deployment gives Node (${common || 'none'}): from its beginning until the module is loaded and the process has ended. An empty handler is bundled in the same way. Medians of ${ROUNDS}, one of each in turn; \`node -e 0\` took ${Math.round(bareMs)} ms, an empty handler ${Math.round(emptyMs)} ms.`,
      'A start on Lambda also fetches the code and starts a micro virtual machine, on a fraction of a processor at 512 MB: read these as a ranking.',
    ],
  };
}

/** In turn and not one after the other, so that a busy minute of the machine is everybody's. */
function startAll(starts: Start[]): Map<string, number> {
  const taken = new Map(starts.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const start of starts) taken.get(start.name)?.push(startOnce(start));
  }
  return new Map([...taken].map(([name, times]) => [name, medianOf(times)]));
}

function startOnce({ name, args, environment }: Start): number {
  const env = { AWS_REGION: 'eu-central-1', ...environment };
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  const took = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${name} does not start: ${stderr.trim().split('\n').slice(0, 12).join('\n')}`);
  return took;
}
