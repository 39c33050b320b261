import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundleFile } from './bundle-file.ts';

/** A function as Lambda gets it. */
export interface Bundle {
  name: string;
  file: string;
  bytes: number;
  /** The five parts that take up most of it. */
  largest: { part: string; bytes: number }[];
  /** Something for each variable that it insists on. */
  environment: Record<string, string>;
}

const PARTS = 5;

/** Bundles `functions/<name>/handler.ts` with the options of the deployment. */
export async function bundleOf(name: string, folder: string): Promise<Bundle> {
  const { path: file, output } = await bundleFile(`functions/${name}/handler.ts`, join(folder, name, 'index'));
  return { name, file, bytes: output.bytes, largest: largestOf(output), environment: await environmentOf(name) };
}

function largestOf({ inputs }: Metafile['outputs'][string]): Bundle['largest'] {
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    sizes.set(partOf(path), (sizes.get(partOf(path)) ?? 0) + bytesInOutput);
  }
  return [...sizes]
    .map(([part, bytes]) => ({ part, bytes }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, PARTS);
}

/** The package of a file, the innermost where one is inside another, or else the project itself. */
function partOf(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'our own code';
}

/** What the deployment tells Node itself, by function. */
export async function nodeOptions(): Promise<Map<string, string>> {
  const { nameOf, SynthesizedStack, variablesOf } = await import('../infra/synthesized-stack.ts');
  const functions = new SynthesizedStack().all('AWS::Lambda::Function');
  return new Map(functions.map((lambda) => [nameOf(lambda), String(variablesOf(lambda).NODE_OPTIONS ?? '')]));
}

/** Something for each variable that a function insists on, as its own schema takes it. */
export async function environmentOf(name: string): Promise<Record<string, string>> {
  const module: Record<string, { shape: object; parse(value: object): unknown } | undefined> = await import(
    `../../functions/${name}/env.ts`
  );
  const schema = module[`${name}Environment`];
  if (!schema) throw new Error(`functions/${name}/env.ts has no schema ${name}Environment`);
  const environment = Object.fromEntries(Object.keys(schema.shape).map((variable) => [variable, sampleOf(variable)]));
  schema.parse(environment);
  return environment;
}

/** A value that passes for any variable of its kind: a number and a text alike, unless its name says more. */
function sampleOf(variable: string): string {
  if (variable.endsWith('_URL')) return 'https://localhost';
  if (variable.endsWith('_ARN')) return 'arn:aws:sns:eu-central-1:000000000000:alerts';
  if (variable.endsWith('_WITH')) return 'rest';
  return variable.endsWith('_AT') ? 'unknown' : '1';
}
