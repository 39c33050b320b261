import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { periodOf } from '../../../../functions/domain/values/month.ts';
import { Secrets } from '../../../../functions/domain/values/secrets.ts';
import { jwt, startScripted } from '../../../fakes/scripted-emnify.ts';

const TOKEN = 'app-token-1234567';
const JWT = jwt({ sub: 'one of ours', exp: 4_102_444_800 });
const NAMES = ['+423663921524357', 'Bearer Cargo 5', 'eyJhbGciOiJIUzM4NCJ9', 'eyJhbGciOiJIUzI1NiJ9'];

/** Fleet of devices that are called like secrets, and one that is called like the token of each request. */
async function startEcho() {
  const month = { month: `${periodOf(new Date())}-01T00:00:00.000Z`, volume: '1', cost: '9.10' };
  const currency = { id: 1, code: 'EUR' };
  return await startScripted(
    ({ path, bearer = '' }) => {
      const echoes = [bearer, Buffer.from(`Bearer ${bearer}`).toString('base64'), TOKEN.slice(2)];
      const headers = { 'x-amzn-requestid': bearer.slice(3) };
      if (/\/endpoint\?/.test(path)) {
        return { body: [...NAMES, ...echoes].map((name, index) => ({ id: index + 1, name, tags: name })) };
      }
      if (/\/[567]\/stats/.test(path))
        return { status: 403, headers, body: { message: `no '${echoes.join("', '")}'` } };
      const last_updated = new Date().toISOString();
      return { headers, body: { current_month: { data: { ...month, currency, last_updated }, sms: month } } };
    },
    () => ({ body: { auth_token: JWT } }),
  );
}

function start(environment: Record<string, string>, ...args: string[]) {
  return new Promise<{ code: unknown; output: string }>((resolve) => {
    const env = { PATH: process.env.PATH ?? '', ...environment };
    execFile(
      process.execPath,
      ['infra/local/cli/start.ts', ...args],
      { env, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, output: stdout + stderr }),
    );
  });
}

test.each([[[]], [['--json']]])(
  'npm start %j over a server that echoes the tokens shows none of them, shows each name, and ends',
  async (args) => {
    const server = await startEcho();
    const { code, output } = await start(
      { EMNIFY_BASE_URL: server.url, EMNIFY_APPLICATION_TOKEN: `"${TOKEN}"` },
      ...args,
    );
    expect(code).toBe(1);
    expect(output).toContain('7 endpoints listed, 4 evaluated');
    for (const name of NAMES) expect(output).toContain(name);
    expect(output).toContain("no '***', '");
    expect(output).not.toContain('has written a secret');
    expect(new Secrets([TOKEN, JWT]).mask(output)).toBe(output);
    expect(server.arrived[0]?.body).toBe(JSON.stringify({ application_token: TOKEN }));
  },
);

test('a token of one letter is no reason to hang', async () => {
  const server = await startEcho();
  const { code, output } = await start({ EMNIFY_BASE_URL: server.url, EMNIFY_APPLICATION_TOKEN: 'a' });
  expect({ code, listed: output.includes('7 endpoints listed') }).toEqual({ code: 1, listed: true });
});

test('a password in the address is refused before anything is asked', async () => {
  const { code, output } = await start({
    EMNIFY_BASE_URL: 'http://me:hunter2@127.0.0.1:1',
    EMNIFY_APPLICATION_TOKEN: TOKEN,
  });
  expect({ code, output }).toEqual({
    code: 1,
    output: 'EMNIFY_BASE_URL is more than a scheme and a host: write http://127.0.0.1:1.\n',
  });
});
