import { join } from 'node:path';
import { build } from 'esbuild';
import { ESBUILD } from '../../infra/constructs/bundling.ts';

/** The five packages, or folders of ours, that most of a function's bundle comes from: `"zod: 34,103 bytes"`. */
export async function largestParts(name: string): Promise<string[]> {
  const entryPoints = [join('functions', name, 'handler.ts')];
  const built = await build({ ...ESBUILD, entryPoints, outfile: 'bundle.cjs', metafile: true, write: false });
  const parts = new Map<string, number>();
  for (const { inputs } of Object.values(built.metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const part = partOf(file);
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
    }
  }
  return [...parts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 5)
    .map(([part, bytes]) => `${part}: ${bytes.toLocaleString('en')} bytes`);
}

/** `@smithy/core` of a file in `node_modules`, `functions/domain` of one of ours. */
function partOf(file: string): string {
  const [, nameInModules] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return nameInModules ?? file.split('/').slice(0, 2).join('/');
}
