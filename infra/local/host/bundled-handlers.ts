import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../../..');
const CACHE = join(ROOT, 'node_modules/.cache/emnify-cost-alerts');

/** What the ES modules that esbuild makes need for the packages that are none. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

let folder: Promise<string> | undefined;

/**
 * Finds the file to run of a function. Node loads a bundle in a third of the time of several hundred files. All are made
 * at once, kept in `node_modules/.cache`, and made anew after a change of the code or of the packages.
 */
export async function bundledHandler(name: string): Promise<string> {
  folder ??= bundles();
  return join(await folder, `${name}.mjs`);
}

async function bundles(): Promise<string> {
  const sources = await sourcesOfFunctions();
  const state = await stateOf([...sources, 'package-lock.json']);
  const path = join(CACHE, state);
  if (existsSync(path)) return path;
  // Another command may make them at the same time. A folder that was moved to its place is complete.
  const unfinished = `${path}-${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: sources
      .filter((file) => basename(file) === 'handler.ts')
      .map((file) => ({ in: file, out: basename(dirname(file)) })),
    outdir: unfinished,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
  await rename(unfinished, path).catch((error: unknown) => {
    if (!existsSync(path)) throw error;
  });
  await removeOthers(state);
  return path;
}

async function sourcesOfFunctions(): Promise<string[]> {
  const files = await readdir(join(ROOT, 'functions'), { recursive: true });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `functions/${file}`)
    .toSorted();
}

/** A hash of all that goes into a bundle. */
async function stateOf(files: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Removes the bundles of other states of the code. Those that another command makes now have a longer name. */
async function removeOthers(state: string): Promise<void> {
  const others = (await readdir(CACHE)).filter((name) => name !== state && name.length === state.length);
  for (const name of others) await rm(join(CACHE, name), { recursive: true, force: true });
}
