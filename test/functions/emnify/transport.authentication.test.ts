import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { EmnifyAuthError } from '../../../functions/emnify/errors.ts';
import {
  type Arrived,
  clientOf,
  failure,
  issue,
  movableClock,
  NOON,
  type Reply,
  type Script,
  startScripted,
} from '../../fakes/scripted-emnify.ts';

const NOON_SECONDS = Date.parse(NOON) / 1000;
const quiet = (): Reply => ({ body: {} });
const unauthorised: Reply = { status: 401, headers: { 'content-type': 'text/html' } };
/** What is asked where one endpoint answers with 401: whether the token is refused, or the endpoint. */
const ELSEWHERE = '/api/v1/organisation/my';

/** Lets in whatever does not come with a JWT that was revoked. @param revokes whether the JWT of this request is, from now on */
function revoking(revokes: (request: Arrived, nth: number) => boolean, otherwise = quiet): Script {
  const revoked = new Set<string | undefined>();
  return (request, nth) => {
    if (request.path !== ELSEWHERE && revokes(request, nth)) revoked.add(request.bearer);
    return revoked.has(request.bearer) ? unauthorised : otherwise();
  };
}

describe('one JWT for all', () => {
  test('many requests at once authenticate once, with the application token', async () => {
    const server = await startScripted(quiet);
    const client = clientOf(server.url);
    await Promise.all(Array.from({ length: 30 }, (_, index) => client.endpointStats(String(index))));
    expect(server.authentications()).toHaveLength(1);
    expect(JSON.parse(server.authentications()[0]?.body ?? '')).toEqual({ application_token: 'right' });
    expect(server.arrived.filter(({ bearer }) => bearer !== undefined)).toHaveLength(30);
  });

  test.each([
    ['four hours', 14_400],
    ['seven days', 604_800],
  ])('is kept until shortly before its own exp, %s', async (_, lifetime) => {
    const clock = movableClock();
    const server = await startScripted(quiet, (__, nth) => issue(`nr-${nth}`, NOON_SECONDS + nth * lifetime));
    const client = clientOf(server.url, { now: clock.now });
    await client.endpointStats('1');
    clock.set(NOON_SECONDS + lifetime - 61);
    await client.endpointStats('1');
    expect(server.authentications()).toHaveLength(1);
    clock.set(NOON_SECONDS + lifetime - 59);
    await client.endpointStats('1');
    expect(server.authentications()).toHaveLength(2);
    const [first, , third] = server.asked('/api/v1/endpoint/1/stats');
    expect(third?.bearer).not.toBe(first?.bearer);
  });

  test.each([
    ['a JWT with an exp in the past, as a wrong clock sees it', issue('late', NOON_SECONDS - 3600)],
    ['a JWT without exp', issue('endless', null)],
    ['a JWT with a strange exp', issue('strange', { never: true })],
    ['a token that is no JWT', { body: { auth_token: 'opaque-token' } }],
    ['a token whose payload is no JSON', { body: { auth_token: 'aaaa.bbbb.cccc' } }],
  ])('%s is used until emnify refuses it', async (__, reply) => {
    // The JWT may be the same after its renewal.
    let isRevoked = false;
    const server = await startScripted(
      () => (isRevoked ? unauthorised : quiet()),
      () => {
        isRevoked = false;
        return reply;
      },
    );
    const client = clientOf(server.url);
    await client.endpointStats('1');
    await client.endpointStats('1');
    expect(server.authentications()).toHaveLength(1);
    isRevoked = true;
    await client.endpointStats('1');
    expect(server.authentications()).toHaveLength(2);
  });
});

describe('a JWT that emnify stops accepting', () => {
  test('in mid-sweep, with 10 requests in flight, is renewed exactly once', async () => {
    let revoked = '';
    const held: (() => void)[] = [];
    const server = await startScripted((request, _, { response }) => {
      if (request.bearer !== revoked) return quiet();
      if (request.path === ELSEWHERE) return unauthorised;
      // All ten are in flight before the first of them is refused.
      held.push(() => response.writeHead(401).end());
      if (held.length === 10) for (const refuse of held) refuse();
      return undefined;
    });
    const client = clientOf(server.url);
    await client.endpointStats('0');
    revoked = server.arrived.at(-1)?.bearer ?? '';
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => client.endpointStats(String(index + 1))),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'stats'));
    expect(held).toHaveLength(10);
    expect(server.authentications()).toHaveLength(2);
  });

  test('a refusal that comes late, after the renewal, does not cost the new JWT', async () => {
    let refuseLate = () => {};
    const server = await startScripted(({ path }, nth, { response }) => {
      if ((path.includes('/1/') && nth === 2) || path === ELSEWHERE) return unauthorised;
      if (!path.includes('/2/') || nth > 1) return quiet();
      refuseLate = () => response.writeHead(401).end();
      return undefined;
    });
    const client = clientOf(server.url);
    await client.endpointStats('1');
    const slow = client.endpointStats('2');
    while (server.asked('/api/v1/endpoint/2/stats').length < 1) await setTimeout(2);
    await client.endpointStats('1');
    expect(server.authentications()).toHaveLength(2);
    refuseLate();
    expect(await slow).toMatchObject({ kind: 'stats' });
    expect(server.authentications()).toHaveLength(2);
  });

  test('is renewed again the next time it happens', async () => {
    const server = await startScripted(revoking((_, nth) => nth % 2 === 0));
    const client = clientOf(server.url);
    for (let sweep = 0; sweep < 3; sweep++) await client.endpointStats('1');
    expect(server.authentications()).toHaveLength(3);
  });

  test('right after it was issued: stop, and do not authenticate again', async () => {
    const server = await startScripted(() => unauthorised);
    const client = clientOf(server.url);
    expect(await failure(client.endpointStats('1'))).toBeInstanceOf(EmnifyAuthError);
    expect(await failure(client.endpointStats('2'))).toBeInstanceOf(EmnifyAuthError);
    expect(await failure(client.endpoint('3'))).toBeInstanceOf(EmnifyAuthError);
    expect(await failure(client.endpointPages().next())).toBeInstanceOf(EmnifyAuthError);
    expect(server.authentications()).toHaveLength(1);
    expect(server.arrived.map(({ path }) => path.replace('/api/v1', ''))).toEqual([
      '/authenticate',
      '/endpoint/1/stats',
      '/organisation/my',
    ]);
  });

  test('right after it was issued, with 10 requests in flight: authenticated once', async () => {
    const server = await startScripted(() => unauthorised);
    const client = clientOf(server.url);
    const errors = await Promise.all(Array.from({ length: 10 }, (_, id) => failure(client.endpointStats(String(id)))));
    for (const error of errors) expect(error).toBeInstanceOf(EmnifyAuthError);
    expect(server.authentications()).toHaveLength(1);
  });

  test('right after its renewal: stop', async () => {
    const server = await startScripted(({ path }, nth) => (nth === 1 && path !== ELSEWHERE ? quiet() : unauthorised));
    const client = clientOf(server.url);
    await client.endpointStats('1');
    expect(await failure(client.endpointStats('1'))).toBeInstanceOf(EmnifyAuthError);
    expect(await failure(client.endpointStats('1'))).toBeInstanceOf(EmnifyAuthError);
    expect(server.authentications()).toHaveLength(2);
  });

  test('twice in a row, each time where another request had been let in: an authentication error, not "gone"', async () => {
    let letIn = () => {};
    const server = await startScripted((request, nth, { response }) => {
      if (request.path === ELSEWHERE) return unauthorised;
      if (!request.path.includes('/13/')) return quiet();
      if (nth === 1) return unauthorised;
      // Refused only after another request has proved the renewed JWT.
      letIn = () => response.writeHead(401).end();
      return undefined;
    });
    const client = clientOf(server.url);
    await client.endpointStats('1');
    const refused = failure(client.endpointStats('13'));
    while (server.asked('/api/v1/endpoint/13/stats').length < 2) await setTimeout(2);
    await client.endpointStats('2');
    letIn();
    expect(await refused).toBeInstanceOf(EmnifyAuthError);
    expect(server.asked('/api/v1/endpoint/13/stats')).toHaveLength(2);
    expect(server.authentications()).toHaveLength(2);
  });

  test('a 404 proves that the JWT is good: the next 401 renews it', async () => {
    const server = await startScripted(({ path }, nth) =>
      path === ELSEWHERE ? unauthorised : nth === 1 ? { status: 404 } : nth === 2 ? unauthorised : quiet(),
    );
    const client = clientOf(server.url);
    expect(await client.endpointStats('1')).toMatchObject({ kind: 'gone' });
    expect(await client.endpointStats('1')).toMatchObject({ kind: 'stats' });
    expect(server.authentications()).toHaveLength(2);
  });
});

describe('a 401 about one endpoint, with a token that is good elsewhere', () => {
  const ofOne =
    (answer: Reply): Script =>
    (request) =>
      request.path.includes('/13') ? unauthorised : answer;

  test('is that endpoint’s own trouble: it is refused, and the token is kept', async () => {
    const server = await startScripted(ofOne({ body: { id: 2 } }));
    const client = clientOf(server.url);
    for (const ask of [
      () => client.endpointStats('13'),
      () => client.endpoint('13'),
      () => client.endpointStats('13'),
    ]) {
      expect(await ask()).toEqual({ kind: 'refused', reason: expect.stringContaining('HTTP 401') });
    }
    expect(await client.endpoint('2')).toMatchObject({ kind: 'endpoint' });
    expect(server.authentications()).toHaveLength(1);
    expect(server.asked(ELSEWHERE)).toHaveLength(3);
  });

  test('also where the token has been let in before, and among many at once', async () => {
    const server = await startScripted(ofOne(quiet()));
    const client = clientOf(server.url);
    const ids = ['1', '13', '2', '13', '3', '13'];
    await client.endpointStats('1');
    const answers = await Promise.all(ids.map((id) => client.endpointStats(id)));
    expect(answers.map(({ kind }) => kind)).toEqual(['stats', 'refused', 'stats', 'refused', 'stats', 'refused']);
    expect(server.authentications()).toHaveLength(1);
  });

  test.each([403, 404, 422])(
    'is so too where emnify answers %d elsewhere: a token that is refused gets 401',
    async (status) => {
      const server = await startScripted(ofOne({ status }));
      const client = clientOf(server.url);
      expect(await client.endpointStats('13')).toEqual({
        kind: 'refused',
        reason: expect.stringContaining('HTTP 401'),
      });
      expect(server.authentications()).toHaveLength(1);
    },
  );

  test('is not known to be so while emnify does not answer elsewhere: that is an error to be tried again', async () => {
    const server = await startScripted(ofOne({ status: 503 }));
    expect(await failure(clientOf(server.url).endpointStats('13'))).toMatchObject({ retryable: true });
    expect(server.authentications()).toHaveLength(1);
  });

  test('of a list is the token’s trouble, and nothing is asked elsewhere', async () => {
    const server = await startScripted(({ path }) => (path.startsWith('/api/v1/endpoint?') ? unauthorised : quiet()));
    expect(await failure(clientOf(server.url).endpointPages().next())).toBeInstanceOf(EmnifyAuthError);
    expect(server.asked(ELSEWHERE)).toEqual([]);
  });
});
