import { resolve } from 'node:path';
import type { BuildOptions, Metafile } from 'esbuild';

export interface BundledFile {
  path: string;
  output: Metafile['outputs'][string];
}

/**
 * Makes one file of a module and all that it imports, with the options of the deployment.
 *
 * @param entry relative to the repository
 * @param path where to, without its ending, which follows from the options
 */
export async function bundleFile(entry: string, path: string): Promise<BundledFile> {
  // Loaded here and not at the top: both take a second, and who only wants the names of the sections needs neither.
  const { build } = await import('esbuild');
  const { ESBUILD } = await import('../../infra/constructs/parts/bundling.ts');
  const options: BuildOptions = { ...ESBUILD };
  const outfile = `${path}.${options.format === 'cjs' ? 'cjs' : 'mjs'}`;
  const { metafile } = await build({
    ...options,
    entryPoints: [resolve(entry)],
    outfile,
    metafile: true,
    logLevel: 'error',
  });
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (!output) throw new Error(`esbuild made nothing of ${entry}`);
  return { path: outfile, output };
}
