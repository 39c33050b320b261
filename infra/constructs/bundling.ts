import { join } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BuildOptions } from 'esbuild';

const BUNDLED = join(import.meta.dirname, '..', '..', 'functions', 'aws', 'bundled');

/**
 * How a handler becomes one file, in esbuild's own words and complete, so that anything that wants the file that
 * Lambda runs (a test, a benchmark) can call `esbuild.build({ ...ESBUILD, entryPoints, outfile: '….cjs' })`.
 */
export const ESBUILD = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // An ES module makes Node initialise every export of its own modules, wanted or not: a tenth of a cold start.
  format: 'cjs',
  minify: true,
  mainFields: ['module', 'main'],
  sourcemap: true,
  sourcesContent: false,
  // Parts of the AWS SDK that cannot be reached in Lambda. Where TypeScript runs as it is, they are as ever.
  alias: {
    '@aws-sdk/credential-provider-node': join(BUNDLED, 'credential-provider-node.ts'),
    '@aws-sdk/endpoint-cache': join(BUNDLED, 'endpoint-cache.ts'),
    '@smithy/core/event-streams': join(BUNDLED, 'event-streams.ts'),
  },
} satisfies BuildOptions;

/** The same for the CDK. The AWS SDK is bundled: the copy in Lambda's runtime starts slower and changes under us. */
export const BUNDLING: BundlingOptions = {
  target: ESBUILD.target,
  format: OutputFormat.CJS,
  minify: ESBUILD.minify,
  mainFields: ESBUILD.mainFields,
  sourceMap: ESBUILD.sourcemap,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: ESBUILD.sourcesContent,
  esbuildArgs: { '--alias': Object.entries(ESBUILD.alias).map(([name, path]) => `${name}=${path}`) },
  bundleAwsSDK: true,
  logLevel: LogLevel.WARNING,
};
