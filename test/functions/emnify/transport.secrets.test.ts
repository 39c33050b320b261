import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Secrets } from '../../../functions/domain/values/secrets.ts';
import { clientOf, failure, jwt, type Reply, type Script, startScripted } from '../../fakes/scripted-emnify.ts';

const APPLICATION_TOKEN = 'APPLICATIONTOKEN0123456789';
const JWT = jwt({ sub: 'JSONWEBTOKEN' });

/** Any ten characters in a row of a secret would be a leak, for what quotes text may shorten it. */
function leaksOf(error: unknown): string[] {
  const shown = [
    inspect(error, { depth: 10, showHidden: true, maxStringLength: null, breakLength: 1e6 }),
    JSON.stringify(error),
    ...chain(error).flatMap((link) => [String(link), link instanceof Error ? (link.stack ?? '') : '']),
  ].join('\n');
  return [APPLICATION_TOKEN, JWT].flatMap((secret) =>
    Array.from({ length: secret.length - 9 }, (_, start) => secret.slice(start, start + 10)).filter((part) =>
      shown.includes(part),
    ),
  );
}

function chain(error: unknown): unknown[] {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return cause === undefined ? [error] : [error, ...chain(cause)];
}

async function expectNoLeak(url: string, timeLimitMs = 5_000) {
  const client = clientOf(url, { applicationToken: async () => APPLICATION_TOKEN, timeLimitMs });
  for (const ask of [
    () => client.endpointStats('1'),
    () => client.endpoint('1'),
    () => client.endpointPages().next(),
    () => client.endpointStats('2'),
  ]) {
    const outcome = await ask().then(
      (answer) => {
        // "Gone" and "refused" are outcomes; their reasons are shown to people.
        expect(answer).toMatchObject({ kind: expect.stringMatching(/^(gone|refused)$/) });
        return answer;
      },
      (error: unknown) => error,
    );
    expect(leaksOf(outcome)).toEqual([]);
  }
}

const issued: Script = () => ({ body: { auth_token: JWT } });
const GATEWAY = `'${JWT}' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer ${JWT}'.`;

/** Requests of ours that come back with our own token in them. */
const REFLECTED: [string, Reply][] = [400, 401, 403, 404, 408, 422, 429, 500, 503, 302].flatMap((status) => [
  [`${status} as JSON`, { status, body: { message: `${'-'.repeat(150)} ${GATEWAY}` } }],
  [`${status} as text`, { status, body: GATEWAY }],
]);

describe('the JWT is in no error', () => {
  test.each<[string, Reply]>([
    ...REFLECTED,
    ['200 as text', { body: JWT }],
    ['200 as broken JSON', { body: `{"bearer": ${JWT}}` }],
    ['200 as JSON cut off', { body: `{"bearer": "${JWT}` }],
    ['an empty answer', {}],
    ['401 without a body', { status: 401 }],
  ])('%s', async (_, reply) => {
    const server = await startScripted(() => reply, issued);
    await expectNoLeak(server.url);
    expect(server.arrived.some(({ bearer }) => bearer === JWT)).toBe(true);
  });

  test('a connection that breaks', async () => {
    const server = await startScripted((_, __, { request }) => void request.socket.resetAndDestroy(), issued);
    await expectNoLeak(server.url);
  });

  test('a connection that hangs', async () => {
    await expectNoLeak((await startScripted(() => undefined, issued)).url, 50);
  });
});

describe('neither token is in an error of authenticate', () => {
  const ECHO = { message: `No organisation has the token ${APPLICATION_TOKEN}, so ${JWT} is void.` };

  test.each<[string, Reply]>([
    ...[400, 401, 403, 404, 429, 500, 302].map((status): [string, Reply] => [
      `${status} that quotes the token`,
      { status, body: { message: `No organisation has the token ${APPLICATION_TOKEN}.` } },
    ]),
    ['the JWT as text', { body: JWT }],
    ['the JWT in broken JSON', { body: `{"auth_token": ${JWT}}` }],
    ['the JWT in JSON that is cut off', { body: `{"auth_token": "${JWT}` }],
    ['the JWT under another name', { body: { token: JWT, ...ECHO } }],
    ['the JWT with a line break', { body: { auth_token: `${JWT}\n` } }],
    ['the JWT in a list', { body: { auth_token: [JWT] } }],
  ])('%s', async (_, reply) => {
    const server = await startScripted(
      () => ({ body: {} }),
      () => reply,
    );
    await expectNoLeak(server.url);
    expect(server.authentications()[0]?.body).toContain(APPLICATION_TOKEN);
  });

  test.each([
    ['with a bad length', `HTTP/1.1 200 OK\r\nContent-Length: a lot\r\n\r\n{"auth_token":"${JWT}"}`],
    ['with a bad header', `HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n{"auth_token":"${JWT}"}`],
    ['with a bad chunk', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${JWT}\r\n`],
    ['that is not HTTP', `{"auth_token":"${JWT}"}`],
  ])('an answer %s', async (_, bytes) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(bytes));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await expectNoLeak(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    server.close();
  });
});

/** The header as a server may give it back. */
const ECHOES: [string, (header: string) => string][] = [
  ['as it came', (header) => header],
  ['cut at its beginning', (header) => header.slice(3)],
  ['cut at its end', (header) => header.slice(0, -3)],
  ['in base64', (header) => Buffer.from(header).toString('base64')],
  ['in base64 without the scheme', (header) => Buffer.from(header.slice(7)).toString('base64url')],
  ['percent-encoded', (header) => encodeURIComponent(header).replaceAll('.', '%2e')],
];

describe('a server that gives the header back', () => {
  const leak = new Secrets([JWT, APPLICATION_TOKEN]);

  test.each(ECHOES)('%s gets no token into what is read of it', async (_, echo) => {
    const server = await startScripted(({ path, bearer }) => {
      const text = echo(`Bearer ${bearer}`);
      return path.includes('/endpoint/')
        ? { status: 400, headers: { 'x-amzn-requestid': text }, body: { message: `${'-'.repeat(150)}${text}` } }
        : { body: [{ id: 1, name: text, tags: text, tariff_profile: { id: 1, name: text }, [text]: [text] }] };
    }, issued);
    const client = clientOf(server.url, { applicationToken: async () => APPLICATION_TOKEN });
    const page = JSON.stringify((await client.endpointPages().next()).value);
    expect(page).toContain('***');
    expect(leak.mask(page)).toBe(page);
    const error = await failure(client.endpointStats('1'));
    expect(leaksOf(error)).toEqual([]);
    expect(String(error)).toMatch(/\*\*\*\S* \(emnify request .*\*\*\*/);
  });

  test('is no reason to change a name that only resembles a token', async () => {
    const names = ['+423663921524357', 'Bearer Cargo 5', JWT.split('.')[0], 'f'.repeat(40)];
    const server = await startScripted(() => ({ body: names.map((name, id) => ({ id, name })) }), issued);
    const page = (await clientOf(server.url).endpointPages().next()).value;
    expect(page?.endpoints.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  test('may give out the same JWT again', async () => {
    let refused = 0;
    const server = await startScripted(({ path }) => {
      if (path.includes('/endpoint?')) return { body: [] };
      return ++refused === 2 ? { status: 401 } : { body: {} };
    }, issued);
    const client = clientOf(server.url);
    for (const id of ['1', '2', '3']) await client.endpointStats(id);
    expect(server.arrived.at(-1)?.bearer).toBe(JWT);
  });
});

test('this suite would see a leak', async () => {
  const cause = Object.assign(new Error('x'), { data: `..${JWT.slice(4, 20)}..` });
  expect(leaksOf(await failure(Promise.reject(new Error('outer', { cause }))))).not.toEqual([]);
  expect(leaksOf(new Error(APPLICATION_TOKEN.slice(0, 10)))).toHaveLength(1);
});
