import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SimulatedFleet } from '../../../../infra/local/emnify-simulator/fleet.ts';
import { type EmnifySimulator, startEmnifySimulator } from '../../../../infra/local/emnify-simulator/simulator.ts';

const TOKEN = 'demo-application-token';
const SILENT = 'currency: EUR\nbudgets: [{ name: every-device, limit: 5 }]\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'));
  writeFileSync(join(folder, 'silent.yaml'), SILENT);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Variables = Record<string, string>;

function command(file: string, args: string[], env: Variables = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [`infra/local/cli/${file}`, ...args], { env, timeout: 120_000 });
}

/** Runs a command to its end, with nothing in its environment but this. */
async function ended(file: string, args: string[], env?: Variables) {
  const child = command(file, args, env);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}

describe('npm start', () => {
  test('fits 80 columns besides its messages, has no code for a cursor, and warns first and last', async () => {
    const { code, stdout, stderr } = await ended('start.ts', ['--budgets', 'silent.yaml'], { INIT_CWD: folder });
    const [own = ''] = stdout.split('═'.repeat(80));
    expect([code, own.split('\n').filter((line) => line.length > 80)]).toEqual([0, []]);
    expect(stdout).toMatch(/\n17 more endpoints: .* npm start -- --all shows them\n/s);
    expect(stdout).toContain('32 endpoints listed');
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stderr).toContain('Sweep 1 of 1: 32 of 32 endpoints\n');
    const lines = stderr.trim().split('\n');
    const warning = 'WARNING: silent.yaml names no recipients: no alert is delivered.';
    expect([lines.at(0), lines.at(-1)]).toEqual([expect.stringContaining(warning), expect.stringContaining(warning)]);
  });

  test('names a file of the person as they typed it', async () => {
    const { code, stderr } = await ended('start.ts', ['--budgets', 'budgets.yaml'], { INIT_CWD: folder });
    const path = join(folder, 'budgets.yaml');
    expect([code, stderr]).toEqual([
      1,
      `budgets.yaml is not there: ${path} was looked for. Write the path of a budgets file.\n`,
    ]);
  });
});

describe('a reader that goes away', () => {
  const COMMANDS: [string, string[]][] = [
    ['start.ts', ['--help']],
    ['check.ts', ['budgets.yaml']],
    ['backtest.ts', ['--budgets', 'budgets.yaml']],
    ['scenario.ts', ['--help']],
    ['start.ts', []],
  ];
  test.each(COMMANDS)('of standard output ends %s %j quietly, as SIGPIPE would', async (file, args) => {
    const child = command(file, args);
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect([code, stderr]).toEqual([141, expect.not.stringMatching(/EPIPE|^ {4}at /m)]);
  });

  test('of standard error does the same', async () => {
    const child = command('check.ts', [join(folder, 'none.yaml')]);
    child.stderr.destroy();
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect([code, stdout]).toEqual([141, '']);
  });
});

describe('behind a proxy', () => {
  let simulator: EmnifySimulator;
  let proxy: Server;
  /** What the proxy was asked for, whatever the way. */
  let asked: string[];

  beforeAll(async () => {
    const fleet = new SimulatedFleet([{ id: 7, name: 'seven', months: {} }]);
    simulator = await startEmnifySimulator({ fleet, applicationToken: TOKEN });
    const to = Number(new URL(simulator.url).port);
    proxy = createServer((request, response) => {
      asked.push(`${request.url}`);
      response.writeHead(502).end();
    });
    proxy.on('connect', (request, client) => {
      asked.push(`${request.url}`);
      const onward = connect(to, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        onward.pipe(client).pipe(onward);
      });
      for (const socket of [client, onward]) socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    await Promise.all([new Promise((closed) => proxy.close(closed)), simulator.close()]);
  });

  const address = () => `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  /** No name of this world: only the proxy can get there. */
  const own = { EMNIFY_APPLICATION_TOKEN: TOKEN, EMNIFY_BASE_URL: 'http://emnify.invalid:81' };

  test('emnify is asked through it, and nothing else is', async () => {
    const { code, stdout } = await ended('start.ts', [], { ...own, http_proxy: address(), NO_PROXY: 'acme.io' });
    expect([code, stdout.includes('1 endpoints listed, 1 evaluated')]).toEqual([0, true]);
    expect(new Set(asked)).toEqual(new Set(['emnify.invalid:81']));
  });

  test('a story asks nothing of it, with services out of order, too', async () => {
    const story = join(folder, 'story.yaml');
    writeFileSync(
      story,
      `start: 2026-10-14T08:00:00Z
end: 2026-10-14T08:11:00Z
budgets: [{ config: { currency: EUR, sweep: 10 minutes, budgets: [{ name: every-device, limit: 5 }] } }]
endpoints: [{ id: 1, name: a, months: { 2026-10: { 2026-10-14T08:05Z: { data: "6.10" } } } }]
faults: [{ from: 2026-10-14T08:00Z, to: 2026-10-14T08:01Z, service: dynamodb, kind: unavailable }]
expect: [{ at: 2026-10-14T08:05Z, endpoint: a, threshold: 100 }]
`,
    );
    const proxies = { HTTP_PROXY: `http://${address()}`, HTTPS_PROXY: `http://${address()}`, NODE_USE_ENV_PROXY: '1' };
    const { stdout, stderr } = await ended('scenario.ts', ['story.yaml'], { INIT_CWD: folder, ...proxies });
    expect([asked, stderr.includes('Error')]).toEqual([[], false]);
    expect(stdout).toMatch(/^story\.yaml\n/);
    expect(stdout).toContain('[CRITICAL] a: EUR 6.10 of EUR 5.00 (122%)');
  });
});
