import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Resource, SynthesizedStack, type Value, variablesOf } from './synthesized-stack.ts';

const FUNCTIONS = ['discover', 'evaluate', 'aggregate', 'notify', 'report', 'watchdog', 'page'];
/** A cold start reads and compiles all of a bundle: more than this has something in it that no function needs. */
const MOST_BYTES = 1_000_000;

let directory: string;
let proxy: Server;
/** What would have left the process, had there been no proxy: the first line of each request. */
const requests: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'synth-'));
  proxy = createServer((socket) => {
    socket.once('data', (data) => {
      requests.push(String(data).split('\r\n')[0] ?? '');
      socket.destroy();
    });
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  await new Promise((closed) => proxy.close(closed));
  await rm(directory, { recursive: true, force: true });
});

describe('npx cdk synth', () => {
  let synth: Run;

  beforeAll(async () => {
    synth = await run('cdk', ['synth', '--quiet', '--output', join(directory, 'cdk.out')]);
  });

  test('succeeds without credentials, with no open finding of cdk-nag', () => {
    expect(synth).toMatchObject({ code: 0 });
  });

  test('warns of nothing but the recipients that are only examples', () => {
    expect(synth.stdout).toBe('');
    expect(synth.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Bundling asset '))).toEqual([
      expect.stringMatching(
        /^WARNING: budgets\.yaml has recipients that are only examples: ops@example\.com, \+15555550100\. /,
      ),
    ]);
  });

  test('needs no network', () => {
    expect(requests).toEqual([]);
  });

  test.each(FUNCTIONS)('%s starts with what the stack gives it', async (name) => {
    const bundle = await bundleOf(name);
    const variables = Object.entries(variablesOf(new SynthesizedStack().function(name)));
    const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(bundle).href)}); console.log(typeof handler);`;
    const started = await run(process.execPath, ['--input-type=module', '--eval', script], {
      AWS_REGION: 'eu-west-1',
      ...Object.fromEntries(variables.map(([variable, value]) => [variable, placeholder(variable, value)])),
    });
    expect(started).toEqual({ code: 0, stdout: 'function\n', stderr: '' });
  });

  test.each(FUNCTIONS)('the bundle of %s is below 1 MB', async (name) => {
    const { size } = await stat(await bundleOf(name));
    expect(size).toBeLessThan(MOST_BYTES);
  });
});

test('mistakes in budgets.yaml are reported without a stack trace', async () => {
  await writeFile(join(directory, 'budgets.yaml'), 'curency: EUR\n');
  const { code, stdout, stderr } = await run(process.execPath, [resolve('infra/app.ts')], {}, directory);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^budgets\.yaml has \d+ problems:\n/);
  expect(stderr).toContain('curency');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a budgets.yaml without recipients is refused unless it says so', async () => {
  await writeFile(join(directory, 'budgets.yaml'), 'currency: EUR\nbudgets: [{ name: every-device, limit: 5 }]\n');
  const { code, stdout, stderr } = await run(process.execPath, [resolve('infra/app.ts')], {}, directory);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^budgets\.yaml has 1 problem:\n {2}line 1: recipients is missing\. .*recipients: nobody.*\n$/,
  );
});

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program with nothing of this machine in its environment but the way to Node. */
function run(
  program: string,
  args: string[],
  environment: Record<string, string> = {},
  cwd = process.cwd(),
): Promise<Run> {
  const address = proxy.address();
  const proxyUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const path = [resolve('node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = {
    PATH: path,
    HOME: directory,
    HTTP_PROXY: proxyUrl,
    HTTPS_PROXY: proxyUrl,
    NODE_USE_ENV_PROXY: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    ...environment,
  };
  return new Promise((done) => {
    execFile(program, args, { cwd, env }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : Number(error !== null), stdout, stderr });
    });
  });
}

/** The file that Lambda would run. */
async function bundleOf(name: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(directory, 'cdk.out', 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties: { templateFile?: string } }>;
  };
  const [stack] = Object.values(manifest.artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
  const template = JSON.parse(
    await readFile(join(directory, 'cdk.out', stack?.properties.templateFile ?? ''), 'utf8'),
  ) as {
    Resources: Record<string, { Properties: Resource['properties']; Metadata?: Record<string, string> }>;
  };
  const asset = Object.values(template.Resources).find(
    ({ Properties }) =>
      Properties?.Environment && variablesOf({ properties: Properties } as Resource).POWERTOOLS_SERVICE_NAME === name,
  )?.Metadata?.['aws:asset:path'];
  return join(directory, 'cdk.out', asset ?? '', 'index.js');
}

/** A value of the right form for what is only known after a deployment. */
function placeholder(variable: string, value: Value): string {
  if (typeof value !== 'object') return String(value);
  if (variable.endsWith('_URL')) return 'https://sqs.eu-west-1.amazonaws.com/123456789012/queue';
  return 'arn:aws:sns:eu-west-1:123456789012:topic';
}
