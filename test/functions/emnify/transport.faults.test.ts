import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import {
  EmnifyThrottledError,
  EmnifyUnavailableError,
  UnexpectedResponseError,
} from '../../../functions/emnify/errors.ts';
import { MAX_RETRIES } from '../../../functions/emnify/retry-timing.ts';
import type { Timer } from '../../../functions/emnify/timer.ts';
import type { SimulatorFault } from '../../../infra/local/emnify-simulator/simulator.ts';
import { hurriedTimer } from '../../fakes/hurried-timer.ts';
import { clientOf, failure, notingTimer, type Reply, startScripted } from '../../fakes/scripted-emnify.ts';
import { startSimulator } from '../../fixtures/emnify-simulator.ts';

const HTML = '<!DOCTYPE html><html><body><h1>ERROR</h1></body></html>';
const STATS = '/api/v1/endpoint/1/stats';
const TRIES = MAX_RETRIES + 1;

/** Short where the fault is silence, so that the other tests do not depend on how fast this machine is. */
function limitFor(respond: SimulatorFault['respond']) {
  return respond === 'hang' || respond === 'slow-drip' ? { timeLimitMs: 100 } : {};
}

/** Says when the client begins to wait. */
function observedTimer(sleep = hurriedTimer.sleep) {
  const { promise: asleep, resolve } = Promise.withResolvers<void>();
  const timer: Timer = {
    nowMs: hurriedTimer.nowMs,
    sleep: async (ms) => {
      resolve();
      await sleep(ms);
    },
  };
  return { asleep, timer };
}

describe('a fault that passes', () => {
  const FAULTS: [string, SimulatorFault['respond']][] = [
    ['429', { status: 429, body: '{"message":"Too Many Requests"}' }],
    ['429 as a page', { status: 429, body: HTML, headers: { 'content-type': 'text/html' } }],
    ['429 with Retry-After', { status: 429, headers: { 'Retry-After': '1' } }],
    ['408', { status: 408 }],
    ['500', { status: 500, body: HTML }],
    ['502', { status: 502, body: HTML }],
    ['504', { status: 504, body: HTML }],
    ['200 without a body', { status: 200 }],
    ['200 with a page', { status: 200, body: HTML }],
    ['204', { status: 204 }],
    ['JSON cut off', 'truncate'],
    ['JSON cut off but complete as HTTP', { status: 200, body: '{"current_month":{"data":{"cost":1' }],
    ['a connection reset', 'reset'],
    ['a hanging connection', 'hang'],
    ['a slow drip', 'slow-drip'],
  ];

  test.each(FAULTS)('%s is retried', async (_, respond) => {
    const { simulator } = await startSimulator();
    simulator.inject({ match: /stats/, times: 2, respond });
    const answer = await clientOf(simulator.url, limitFor(respond)).endpointStats('1');
    expect(answer).toMatchObject({ kind: 'stats' });
    expect(simulator.requests.filter(({ path }) => path === STATS)).toHaveLength(3);
  });

  test.each(FAULTS)('%s without end is an error that may be repeated later', async (_, respond) => {
    const { simulator } = await startSimulator();
    simulator.inject({ match: /stats/, respond });
    const error = await failure(clientOf(simulator.url, limitFor(respond)).endpointStats('1'));
    const silent = respond === 'hang' || respond === 'slow-drip';
    if (silent) expect(String(error)).toContain('no complete answer within 0.1 seconds');
    const throttled = typeof respond === 'object' && respond.status === 429;
    expect(error).toBeInstanceOf(throttled ? EmnifyThrottledError : EmnifyUnavailableError);
    expect(error).toMatchObject({ retryable: true, message: expect.stringContaining(`GET ${STATS}`) });
    expect(simulator.requests.filter(({ path }) => path === STATS)).toHaveLength(TRIES);
  });
});

test('a letter that is cut in two on the way is put together again', async () => {
  const server = await startScripted((_, __, { response }) => {
    const bytes = Buffer.from('{"id":1,"name":"Zürich"}');
    const cut = bytes.indexOf('ü') + 1;
    response.writeHead(200);
    response.write(bytes.subarray(0, cut));
    setTimeout(() => response.end(bytes.subarray(cut)), 20);
    return undefined;
  });
  expect(await clientOf(server.url).endpoint('1')).toMatchObject({ endpoint: { name: 'Zürich' } });
});

describe('what the error says', () => {
  test.each<[SimulatorFault['respond'], RegExp]>([
    ['reset', /ECONNRESET|other side closed/],
    [{ status: 502, body: HTML }, /with HTTP 502$/],
    [{ status: 200, body: HTML }, /is not JSON \(HTTP 200\)$/],
    [{ status: 200 }, /is empty \(HTTP 200\)$/],
    [{ status: 500, body: '{"message":"a\\nb\\u001b[31m"}' }, /HTTP 500: a b \[31m$/],
    [{ status: 500, body: `{"message":"${'x'.repeat(5_000)}"}` }, /HTTP 500: x{200}$/],
    [{ status: 500, body: '{"message":{"toString":1}}' }, /HTTP 500$/],
  ])('%j', async (respond, words) => {
    const { simulator } = await startSimulator();
    simulator.inject({ match: /stats/, respond });
    const error = await failure(clientOf(simulator.url, limitFor(respond)).endpointStats('1'));
    expect(error).toMatchObject({ message: expect.stringMatching(words) });
  });

  test('names the request at emnify', async () => {
    const headers = { 'x-amzn-RequestId': '7e1f-42' };
    const server = await startScripted(() => ({ status: 400, headers }));
    const error = await failure(clientOf(server.url).endpointStats('1'));
    expect(error).toMatchObject({ requestId: '7e1f-42', message: expect.stringContaining('7e1f-42') });
  });

  test('no server listens', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    const error = await failure(clientOf(`http://127.0.0.1:${port}`).endpointStats('1'));
    expect(error).toBeInstanceOf(EmnifyUnavailableError);
    expect(error).toMatchObject({ message: expect.stringContaining(`127.0.0.1:${port}: connect ECONNREFUSED`) });
  });
});

describe('answers that another try cannot help', () => {
  test('more than 1 MB about one endpoint is not read to the end', async () => {
    let sent = 0;
    const server = await startScripted((_, __, { response }) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = () => {
        while (!response.destroyed && sent < 64) {
          sent += 1;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end('{}');
      };
      response.writeHead(200);
      more();
      return undefined;
    });
    const error = await failure(clientOf(server.url).endpointStats('1'));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error).toMatchObject({ retryable: false, message: expect.stringContaining('larger than 1048576 bytes') });
    expect(sent).toBeLessThan(64);
    expect(server.asked(STATS)).toHaveLength(1);
  });

  const ofSize = (bytes: number, start: string, end: string) =>
    start + 'x'.repeat(bytes - start.length - end.length) + end;

  test('a large answer up to that is read', async () => {
    const answer = (bytes: number) => ofSize(bytes, '{"last_hour":"', '"}');
    const server = await startScripted((_, nth) => ({ body: answer(1024 * 1024 + (nth === 1 ? 0 : 1)) }));
    expect(await clientOf(server.url).endpointStats('1')).toMatchObject({ kind: 'stats' });
    expect(await failure(clientOf(server.url).endpointStats('1'))).toBeInstanceOf(UnexpectedResponseError);
  });

  test('a page of the list may have six times as much, and no more', async () => {
    const page = (bytes: number) => ofSize(bytes, '[{"id":1,"name":"', '"}]');
    const server = await startScripted((_, nth) => ({ body: page(6 * 1024 * 1024 + (nth === 1 ? 0 : 1)) }));
    const first = () => clientOf(server.url).endpointPages().next();
    expect((await first()).value).toMatchObject({ endpoints: [{ id: '1' }] });
    expect(await failure(first())).toMatchObject({ message: expect.stringContaining('larger than 6291456 bytes') });
  });

  test.each([301, 302, 303, 307, 308])('a redirect (%d) to another host gets neither JWT nor token', async (status) => {
    const elsewhere = await startScripted(() => ({ body: {} }));
    const redirect: Reply = { status, headers: { location: `${elsewhere.url}/api/v1/authenticate` } };
    const server = await startScripted(() => redirect);
    const signIn = await startScripted(
      () => ({ body: {} }),
      () => redirect,
    );
    for (const url of [server.url, signIn.url]) {
      const client = clientOf(url);
      for (const asked of [client.endpointStats('1'), client.endpoint('1'), client.endpointPages().next()]) {
        expect(await failure(asked)).toMatchObject({ retryable: false, message: expect.stringContaining(`${status}`) });
      }
    }
    expect(elsewhere.arrived).toEqual([]);
    expect(server.arrived).toHaveLength(4);
    expect(signIn.arrived).toHaveLength(1);
  });
});

describe('how long a retry waits', () => {
  const waitsAfter = async (replies: Reply[], now = () => new Date()) => {
    const server = await startScripted((_, nth) => replies[nth - 1] ?? { body: {} });
    const { waits, timer } = notingTimer();
    const outcome = await failure(clientOf(server.url, { timer, now }).endpointStats('1'));
    return { waits, outcome, asked: server.asked(STATS).length };
  };

  test('longer each time, without Retry-After', async () => {
    const { waits } = await waitsAfter(Array.from({ length: 4 }, () => ({ status: 503 })));
    expect(waits).toHaveLength(4);
    for (const [retry, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(0.25 * 2 ** retry);
      expect(wait).toBeLessThanOrEqual(0.5 * 2 ** retry);
    }
  });

  test.each([429, 503])('as long as Retry-After says, in seconds (%d)', async (status) => {
    const { waits } = await waitsAfter([{ status, headers: { 'Retry-After': '30' } }]);
    expect(waits[0]).toBeGreaterThanOrEqual(30);
    expect(waits[0]).toBeLessThan(31);
  });

  test('as long as Retry-After says, as a date', async () => {
    const now = () => new Date('2026-10-18T12:00:00Z');
    const headers = { 'Retry-After': 'Sun, 18 Oct 2026 12:00:42 GMT' };
    const { waits } = await waitsAfter([{ status: 429, headers }], now);
    expect(waits[0]).toBeGreaterThanOrEqual(42);
    expect(waits[0]).toBeLessThan(43);
  });

  test('not at all when Retry-After is longer than we care to wait', async () => {
    const { asked, outcome } = await waitsAfter([{ status: 429, headers: { 'Retry-After': '61' } }]);
    expect(outcome).toBeInstanceOf(EmnifyThrottledError);
    expect(outcome).toMatchObject({ retryAfterSeconds: 61 });
    expect(asked).toBe(1);
  });
});

describe('after a 429', () => {
  test.each([
    ['that is waited for', '20', 20],
    ['that asks for too long', '3600', 20],
  ])('%s, all requests of the client wait', async (_, retryAfter, seconds) => {
    const times: number[] = [];
    const server = await startScripted(({ path }) => {
      times.push(hurriedTimer.nowMs());
      return path.includes('/1/') && times.length === 1
        ? { status: 429, headers: { 'Retry-After': retryAfter } }
        : { body: {} };
    });
    const { asleep, timer } = observedTimer();
    const client = clientOf(server.url, { timer });
    const first = client.endpointStats('1').catch(() => undefined);
    await Promise.race([first, asleep]);
    const others = [client.endpointStats('2'), client.endpointStats('3'), client.endpoint('4').catch(() => undefined)];
    await Promise.all([first, ...others]);
    const [refused = 0, ...later] = times;
    expect(later.length).toBeGreaterThanOrEqual(3);
    for (const time of later) expect(time - refused).toBeGreaterThanOrEqual(seconds * 1000);
  });

  test('that comes again stops all requests until its time has passed', async () => {
    const { waits, timer } = notingTimer();
    const server = await startScripted(
      (_, nth): Reply => (nth <= 2 ? { status: 429, headers: { 'Retry-After': '60' } } : { body: {} }),
    );
    const client = clientOf(server.url, { timer });
    const before = timer.nowMs();
    expect(await failure(client.endpointStats('1'))).toBeInstanceOf(EmnifyThrottledError);
    expect((timer.nowMs() - before) / 1000).toBeLessThan(75);
    const asked = server.arrived.length;
    // Nine more of the same batch fail at once, and come back with the queue.
    for (const id of ['2', '3', '4', '5', '6', '7', '8', '9', '10']) {
      expect(await failure(client.endpointStats(id))).toMatchObject({ retryable: true });
    }
    expect(server.arrived).toHaveLength(asked);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(75);
    await timer.sleep(61_000);
    expect(await client.endpointStats('1')).toMatchObject({ kind: 'stats' });
  });

  test('a 503 makes only its own request wait', async () => {
    const server = await startScripted(({ path }) =>
      path === STATS ? { status: 503, headers: { 'Retry-After': '10' } } : { body: {} },
    );
    const { asleep, timer } = observedTimer(async () => await new Promise<void>(() => {}));
    const client = clientOf(server.url, { timer });
    void client.endpointStats('1');
    await asleep;
    expect(await client.endpointStats('2')).toMatchObject({ kind: 'stats' });
  });
});
