import { type BundlingOptions, LogLevel, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BuildOptions } from 'esbuild';

/**
 * How a handler becomes one file, in esbuild's own words and complete, so that anything that wants the file that
 * Lambda runs, such as a benchmark, can call `esbuild.build({ ...ESBUILD, entryPoints, outfile: '….cjs' })`.
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
  bundleAwsSDK: true,
  logLevel: LogLevel.WARNING,
};
