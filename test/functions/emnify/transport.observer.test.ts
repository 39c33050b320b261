import { describe, expect, test } from '@jest/globals';
import { clientOf, failure, type Reply, startScripted } from '../../fakes/scripted-emnify.ts';

function counting() {
  const counts = { requests: 0, refusals: 0, throttles: 0 };
  const observer = {
    requestSent: () => {
      counts.requests += 1;
    },
    tokenRefused: () => {
      counts.refusals += 1;
    },
    throttled: () => {
      counts.throttles += 1;
    },
  };
  return { counts, observer };
}

describe('what emnify counts is counted here, too', () => {
  test('every request that goes out, retries and authentication among them', async () => {
    const { counts, observer } = counting();
    const server = await startScripted((_, nth): Reply => (nth === 1 ? { status: 503 } : { body: {} }));
    await clientOf(server.url, { observer }).endpointStats('1');
    expect(counts).toEqual({ requests: 3, refusals: 0, throttles: 0 });
    expect(server.arrived).toHaveLength(counts.requests);
  });

  test('every 429', async () => {
    const { counts, observer } = counting();
    const server = await startScripted((_, nth): Reply => (nth < 3 ? { status: 429 } : { body: {} }));
    await clientOf(server.url, { observer }).endpointStats('1');
    expect(counts.throttles).toBe(2);
    expect(server.arrived).toHaveLength(counts.requests);
  });

  test('a refused application token, however many endpoints wait for it', async () => {
    const { counts, observer } = counting();
    const refused = (): Reply => ({ status: 401 });
    const server = await startScripted(refused, refused);
    const client = clientOf(server.url, { observer });
    await Promise.all(['1', '2', '3'].map((id) => failure(client.endpointStats(id))));
    expect(counts.refusals).toBe(server.authentications().length);
    expect(counts.refusals).toBeGreaterThan(0);
  });

  test('a token that was issued and is not let in, and one that is refused twice in a row', async () => {
    const { counts, observer } = counting();
    const fresh = await startScripted((): Reply => ({ status: 401 }));
    await failure(clientOf(fresh.url, { observer }).endpointStats('1'));
    expect(counts.refusals).toBe(1);
    const lettingIn = new Set<string | undefined>();
    const twice = await startScripted(({ path, bearer }, nth): Reply => {
      if (path.endsWith('/2/stats') && nth === 1) lettingIn.add(bearer);
      return lettingIn.has(bearer) && path.endsWith('/2/stats') ? { body: {} } : { status: 401 };
    });
    const client = clientOf(twice.url, { observer });
    await client.endpointStats('2');
    expect(counts.refusals).toBe(1);
    expect(String(await failure(client.endpointStats('1')))).toContain('HTTP 401');
    expect(counts.refusals).toBe(2);
  });

  test('no endpoint that is refused with a token that is good elsewhere', async () => {
    const { counts, observer } = counting();
    const server = await startScripted(({ path }): Reply => (path.includes('/13') ? { status: 401 } : { body: {} }));
    expect(await clientOf(server.url, { observer }).endpointStats('13')).toMatchObject({ kind: 'refused' });
    expect(counts).toMatchObject({ refusals: 0, requests: 3 });
  });
});

test('a list without an end is refused, and not walked forever', async () => {
  const server = await startScripted(({ path }) => {
    const page = Number(new URL(path, 'http://emnify').searchParams.get('page'));
    return { body: [{ id: page }], headers: { 'x-total-pages': '1000000' } };
  });
  const walk = async (): Promise<void> => {
    for await (const _ of clientOf(server.url, { rate: { perSecond: 1e6, burst: 1e6 } }).endpointPages());
  };
  expect(String(await failure(walk()))).toContain('The list of endpoints has no end after 1000 pages');
}, 60_000);
