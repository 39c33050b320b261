import { describe, expect, test } from '@jest/globals';
import { Secrets } from '../../../functions/domain/values/secrets.ts';
import {
  EmnifyAuthError,
  EmnifyError,
  EmnifyThrottledError,
  EmnifyUnavailableError,
  EndpointGoneError,
  RefusedError,
} from '../../../functions/emnify/errors.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import {
  clientOf,
  failure,
  issue,
  jwt,
  movableClock,
  NOON,
  notingTimer,
  startScripted,
} from '../../fakes/scripted-emnify.ts';
import { startSimulator } from '../../fixtures/emnify-simulator.ts';

const PATH = '/api/v1/endpoint/7/connectivity';
const ANSWER = { location: { operator: { name: 'Hamburg Mobile' }, country: { name: 'Germany' } } };
const HAMBURG = { operator: 'Hamburg Mobile', country: 'Germany' };

/** A client that has asked for stats, as `evaluate` has when it asks for a location. */
async function connected(url: string, options: Parameters<typeof clientOf>[1] = {}) {
  const client = clientOf(url, options);
  await client.endpointStats('7');
  return client;
}

function startAnswering(...replies: Parameters<typeof startScripted>) {
  const [script, authenticate] = replies;
  return startScripted(
    (request, ...rest) => (request.path === PATH ? script(request, ...rest) : { body: {} }),
    authenticate,
  );
}

describe('where an endpoint is', () => {
  test('as emnify says', async () => {
    const connection = { operator: 'Hamburg Mobile', country: 'de', technology: '4G' } as const;
    const fleet = new SimulatedFleet([
      { id: 7, name: 'seven', months: {}, connection },
      { id: 8, name: 'eight', months: {} },
    ]);
    const { simulator } = await startSimulator({ fleet });
    const client = await connected(simulator.url);
    expect(await client.location('7')).toEqual({ ...HAMBURG, technology: '4G' });
    expect(await client.location('8')).toBeUndefined();
    expect(await failure(client.location('9'))).toMatchObject({
      message: expect.stringContaining(
        "emnify answered GET /api/v1/endpoint/9/connectivity with HTTP 404: Endpoint with Id '9' not found.",
      ),
    });
  });

  test('is one request, in its turn and counted', async () => {
    const server = await startAnswering(() => ({ body: ANSWER }));
    const { waits, timer } = notingTimer();
    let sent = 0;
    const observer = { requestSent: () => void sent++, tokenRefused: () => {}, throttled: () => {} };
    const client = await connected(server.url, { timer, observer, rate: { perSecond: 2, burst: 2 } });
    expect(await client.location('7')).toEqual(HAMBURG);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(0.5, 6);
    expect([sent, server.arrived.length, server.asked(PATH).length]).toEqual([3, 3, 1]);
  });

  test('is not asked of what cannot be an id', async () => {
    const server = await startAnswering(() => ({ body: ANSWER }));
    const client = await connected(server.url);
    expect(await failure(client.location('..'))).toBeInstanceOf(EndpointGoneError);
    expect(server.arrived).toHaveLength(2);
  });
});

describe('a location that emnify does not tell', () => {
  test.each([
    [500, EmnifyUnavailableError],
    [429, EmnifyThrottledError],
    [401, EmnifyAuthError],
    [403, RefusedError],
    [404, RefusedError],
    [302, RefusedError],
  ])('is not asked for again after %s', async (status, kind) => {
    const server = await startAnswering(() => ({ status }));
    const client = await connected(server.url);
    expect(await failure(client.location('7'))).toBeInstanceOf(kind);
    expect(server.asked(PATH)).toHaveLength(1);
  });

  test('is waited for no longer than three seconds', async () => {
    const server = await startAnswering(() => undefined);
    const client = await connected(server.url, { timeLimitMs: 20_000 });
    const begin = performance.now();
    expect(await failure(client.location('7'))).toMatchObject({
      message: expect.stringContaining('no complete answer within 3 seconds'),
    });
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  test('costs no token: a 401 is about this request alone', async () => {
    let refusals = 0;
    const observer = { requestSent: () => {}, tokenRefused: () => void refusals++, throttled: () => {} };
    const server = await startAnswering(() => ({ status: 401 }));
    const client = await connected(server.url, { observer });
    await failure(client.location('7'));
    expect(await client.endpointStats('7')).toMatchObject({ kind: 'stats' });
    expect([server.authentications().length, refusals]).toEqual([1, 0]);
  });

  test('is not asked for without a token at hand', async () => {
    const clock = movableClock();
    const noon = Date.parse(NOON) / 1000;
    const server = await startAnswering(
      () => ({ body: ANSWER }),
      () => issue('short', noon + 3600),
    );
    expect(await failure(clientOf(server.url).location('7'))).toBeInstanceOf(EmnifyUnavailableError);
    const client = await connected(server.url, { now: clock.now });
    clock.set(noon + 4000);
    expect(await failure(client.location('7'))).toMatchObject({
      message: `emnify was not asked ${PATH}: no token is at hand`,
    });
    expect(server.asked(PATH)).toEqual([]);
  });

  test('pauses all requests after a 429, and is not asked for while they wait', async () => {
    let throttled = 0;
    const observer = { requestSent: () => {}, tokenRefused: () => {}, throttled: () => void throttled++ };
    const { waits, timer } = notingTimer();
    const server = await startAnswering(() => ({ status: 429, headers: { 'retry-after': '30' } }));
    const client = await connected(server.url, { timer, observer });
    await failure(client.location('7'));
    expect(await failure(client.location('7'))).toMatchObject({
      message: `emnify was not asked ${PATH}: no turn within 10 seconds`,
    });
    expect([server.asked(PATH).length, throttled, waits]).toEqual([1, 1, []]);
    await client.endpointStats('7');
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(30);
  });

  test('leaves no gap in the pace where its turn came too late', async () => {
    const server = await startAnswering(() => ({ body: ANSWER }));
    const { waits, timer } = notingTimer();
    const client = await connected(server.url, { timer, rate: { perSecond: 1 / 20, burst: 2 } });
    expect(await failure(client.location('7'))).toBeInstanceOf(EmnifyThrottledError);
    await client.endpointStats('7');
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(20, 6);
  });
});

describe('a server that gives the token back', () => {
  const JWT = jwt({ sub: 'JSONWEBTOKEN' });
  const leak = new Secrets([JWT]);
  const issued = () => ({ body: { auth_token: JWT } });

  test('gets it into no location', async () => {
    const text = `Bearer ${JWT}`;
    const body = { location: { operator: { name: text } }, pdp_context: { rat_type: { description: text } } };
    const client = await connected((await startAnswering(() => ({ body }), issued)).url);
    const where = JSON.stringify(await client.location('7'));
    expect(where).toContain('***');
    expect(leak.mask(where)).toBe(where);
  });

  test.each([
    ['an error', { status: 400, body: { message: JWT } }],
    ['text', { body: JWT }],
    ['an answer about something else', { body: { message: JWT } }],
  ])('gets it into no message with %s', async (_, reply) => {
    const client = await connected((await startAnswering(() => reply, issued)).url);
    const error = await failure(client.location('7'));
    expect(error).toBeInstanceOf(EmnifyError);
    expect(leak.mask(String(error))).toBe(String(error));
  });
});
