import { describe, expect, test } from '@jest/globals';
import { EmnifyAuthError, EmnifyUnavailableError, UnexpectedResponseError } from '../../../functions/emnify/errors.ts';
import {
  clientOf,
  failure,
  issue,
  movableClock,
  NOON,
  type Reply,
  startScripted,
} from '../../fakes/scripted-emnify.ts';

const NOON_SECONDS = Date.parse(NOON) / 1000;
const quiet = (): Reply => ({ body: {} });
const unauthorised: Reply = { status: 401, headers: { 'content-type': 'text/html' } };

describe('an application token that emnify refuses', () => {
  const LOCKED = { error_code: 1105, error_token: 'TooManyRequests', message: 'Locked for five minutes.' };
  const UNKNOWN = { error_code: 1401, error_token: 'InvalidReference', message: "Organisation '1234' not found." };

  test.each<[string, Reply, RegExp]>([
    ['401 without a body', unauthorised, /HTTP 401/],
    ['401 of a locked account', { status: 401, body: LOCKED }, /HTTP 401: Locked for five minutes\./],
    ['400', { status: 400, body: { message: 'malformed' } }, /HTTP 400: malformed/],
    ['404', { status: 404, body: UNKNOWN }, /HTTP 404: Organisation '1234' not found\./],
    ['403', { status: 403, body: '<html>' }, /HTTP 403/],
  ])('%s: one try, for later requests too, and says what to do', async (_, reply, words) => {
    const server = await startScripted(quiet, () => reply);
    const client = clientOf(server.url);
    const errors = await Promise.all(['1', '2', '3'].map((id) => failure(client.endpointStats(id))));
    errors.push(await failure(client.endpoint('4')), await failure(client.endpointPages().next()));
    for (const error of errors) {
      expect(error).toBeInstanceOf(EmnifyAuthError);
      expect(error).toMatchObject({ retryable: false, message: expect.stringMatching(words) });
      expect(String(error)).toMatch(/Store a valid one|the base URL is not of emnify/);
    }
    expect(server.arrived).toHaveLength(1);
  });

  test('is not tried again by the same sweep, and once more by a later one', async () => {
    const clock = movableClock();
    const server = await startScripted(quiet, (_, nth) => (nth === 1 ? unauthorised : issue('later')));
    const client = clientOf(server.url, { now: clock.now });
    await failure(client.endpointStats('1'));
    clock.set(NOON_SECONDS + 49 * 60);
    await failure(client.endpointStats('1'));
    expect(server.authentications()).toHaveLength(1);
    clock.set(NOON_SECONDS + 51 * 60);
    expect(await client.endpointStats('1')).toMatchObject({ kind: 'stats' });
  });

  test('is asked for afresh, and another one is tried at once', async () => {
    let stored = 'old';
    const asked: boolean[] = [];
    const server = await startScripted(quiet, ({ body }) => (body.includes('new') ? issue('new') : unauthorised));
    const client = clientOf(server.url, {
      applicationToken: async ({ fresh }) => {
        asked.push(fresh);
        return stored;
      },
    });
    await failure(client.endpointStats('1'));
    await failure(client.endpointStats('1'));
    stored = 'new';
    expect(await client.endpointStats('1')).toMatchObject({ kind: 'stats' });
    expect(asked).toEqual([false, true, true]);
    expect(server.authentications().map(({ body }) => JSON.parse(body).application_token)).toEqual(['old', 'new']);
  });

  test('after another one worked, the cache is good enough again', async () => {
    const clock = movableClock();
    const asked: boolean[] = [];
    const server = await startScripted(quiet, (_, nth) => (nth === 1 ? unauthorised : issue('x', NOON_SECONDS + 7200)));
    const client = clientOf(server.url, {
      now: clock.now,
      applicationToken: async ({ fresh }) => {
        asked.push(fresh);
        return `token-${asked.length}`;
      },
    });
    await failure(client.endpointStats('1'));
    await client.endpointStats('1');
    clock.set(NOON_SECONDS + 7200 - 1);
    await client.endpointStats('1');
    expect(asked).toEqual([false, true, false]);
  });

  test('a token store that fails is asked again', async () => {
    let calls = 0;
    const server = await startScripted(quiet);
    const client = clientOf(server.url, {
      applicationToken: async () => {
        calls += 1;
        if (calls === 1) throw new Error('no secret yet');
        return 'right';
      },
    });
    expect(await failure(client.endpointStats('1'))).toMatchObject({ message: 'no secret yet' });
    expect(await client.endpointStats('1')).toMatchObject({ kind: 'stats' });
  });
});

describe('authenticate that fails for a while', () => {
  test.each<[string, Reply]>([
    ['HTML with 200', { headers: { 'content-type': 'text/html' }, body: '<html>hello</html>' }],
    ['nothing with 200', {}],
    ['429', { status: 429, body: '<html>slow down</html>' }],
    ['503', { status: 503, body: '<html>sorry</html>' }],
  ])('%s, then fine', async (_, reply) => {
    const server = await startScripted(quiet, (__, nth) => (nth <= 2 ? reply : issue('fine')));
    expect(await clientOf(server.url).endpointStats('1')).toMatchObject({ kind: 'stats' });
    expect(server.authentications()).toHaveLength(3);
  });

  test('503 without end: a failure that may be repeated, and the next request tries again', async () => {
    const server = await startScripted(quiet, (_, nth) => (nth <= 5 ? { status: 503 } : issue('fine')));
    const client = clientOf(server.url);
    expect(await failure(client.endpointStats('1'))).toBeInstanceOf(EmnifyUnavailableError);
    expect(await client.endpointStats('1')).toMatchObject({ kind: 'stats' });
    expect(server.authentications()).toHaveLength(6);
  });

  test.each<[string, unknown]>([
    ['without a token', {}],
    ['null', null],
    ['with a number', { auth_token: 5 }],
    ['with an empty token', { auth_token: '' }],
    ['with a token that no header can carry', { auth_token: 'a b\r\nc' }],
  ])('an answer %s is unexpected', async (_, body) => {
    const server = await startScripted(quiet, () => ({ body: JSON.stringify(body) }));
    expect(await failure(clientOf(server.url).endpointStats('1'))).toBeInstanceOf(UnexpectedResponseError);
    expect(server.arrived).toHaveLength(1);
  });
});
