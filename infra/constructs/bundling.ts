import { join } from 'node:path';
import { type BundlingOptions, LogLevel, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BuildOptions } from 'esbuild';

const BUNDLED = join(import.meta.dirname, '..', '..', 'functions', 'aws', 'bundled');

/**
 * How a handler becomes one file, in esbuild's own words and complete, so that anything that wants the file that
 * Lambda runs (a test, a benchmark) can call `esbuild.build({ ...ESBUILD, entryPoints, outfile })`.
 */
export const ESBUILD = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
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
  // Some dependencies are CommonJS and call require at run time, which an ES module does not have.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  },
} satisfies BuildOptions;

/** The same for the CDK. The AWS SDK is bundled: the copy in Lambda's runtime starts slower and changes under us. */
export const BUNDLING: BundlingOptions = {
  target: ESBUILD.target,
  format: OutputFormat.ESM,
  minify: ESBUILD.minify,
  mainFields: ESBUILD.mainFields,
  sourceMap: ESBUILD.sourcemap,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: ESBUILD.sourcesContent,
  esbuildArgs: { '--alias': Object.entries(ESBUILD.alias).map(([name, path]) => `${name}=${path}`) },
  banner: ESBUILD.banner.js,
  bundleAwsSDK: true,
  logLevel: LogLevel.WARNING,
};
