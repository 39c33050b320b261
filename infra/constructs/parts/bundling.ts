import { type BundlingOptions, LogLevel, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BuildOptions } from 'esbuild';

/**
 * The options with which esbuild makes one file of a handler. They are complete: a benchmark gets the file that Lambda
 * runs from `esbuild.build({ ...ESBUILD, entryPoints, outfile: '….cjs' })`.
 */
export const ESBUILD = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // With ES modules, Node initialises every export of its own modules, used or not: a tenth of a cold start.
  format: 'cjs',
  minify: true,
  mainFields: ['module', 'main'],
  sourcemap: true,
  sourcesContent: false,
} satisfies BuildOptions;

/** The same for the CDK. The AWS SDK is bundled: the copy in Lambda's runtime starts slower, and AWS changes it. */
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
