import { describe, expect, test } from '@jest/globals';
import { NOON, startSimulator } from '../../../fixtures/emnify-simulator.ts';

const LIST = '/api/v1/endpoint';

describe('limits', () => {
  test('the list takes five at once and ten a second, and says no more than API Gateway does', async () => {
    const { get, clock } = await startSimulator();
    const burst = await Promise.all(Array.from({ length: 6 }, () => get(LIST)));
    expect(burst.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = burst.find((answer) => answer.status === 429);
    expect(refused?.headers.get('retry-after')).toBeNull();
    expect(await refused?.json()).toEqual({ message: 'Too Many Requests' });
    clock.advance(0.1);
    expect([(await get(LIST)).status, (await get(LIST)).status]).toEqual([200, 429]);
    expect((await get(`${LIST}/1/stats`)).status).toBe(200);
  });

  test('2000 requests in any five minutes, whatever they ask', async () => {
    const { get, clock } = await startSimulator();
    const statuses: number[] = [];
    // One request was the log-in; unknown paths fall under no other limit.
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => get('/api/v1/nothing')));
      statuses.push(...answers.map((answer) => answer.status));
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(1999);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    clock.advance(300);
    expect((await get('/api/v1/nothing')).status).toBe(404);
  });

  test('can be switched off', async () => {
    const { get } = await startSimulator({ enforceLimits: false });
    const answers = await Promise.all(Array.from({ length: 30 }, () => get(LIST)));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
  });
});

describe('faults', () => {
  test('hit what they match, as often as asked for, and can be taken back', async () => {
    const { simulator, get } = await startSimulator();
    const busy = { status: 429, body: '<html>', headers: { 'Retry-After': '7' } };
    simulator.inject({ match: /GET .*page=2/, times: 1, respond: busy });
    const remove = simulator.inject({ match: /\/stats$/, respond: { status: 503 } });
    expect((await get(`${LIST}?page=1`)).status).toBe(200);
    const hit = await get(`${LIST}?page=2`);
    expect([hit.status, hit.headers.get('retry-after'), await hit.text()]).toEqual([429, '7', '<html>']);
    expect((await get(`${LIST}?page=2`)).status).toBe(200);
    expect((await get(`${LIST}/1/stats`)).status).toBe(503);
    remove();
    expect((await get(`${LIST}/1/stats`)).status).toBe(200);
  });

  test('a reset and a truncated answer fail, and the simulator lives on', async () => {
    const { simulator, get } = await startSimulator();
    simulator.inject({ times: 1, respond: 'reset' });
    await expect(get(LIST)).rejects.toThrow('fetch failed');
    simulator.inject({ times: 1, respond: 'truncate' });
    const cut = await get(LIST);
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow();
    expect((await get(LIST)).status).toBe(200);
  });

  test('a dripping answer never ends, a hanging one never starts, and close ends both', async () => {
    const { simulator, get, token, close } = await startSimulator();
    simulator.inject({ match: /page=1/, respond: 'slow-drip' });
    simulator.inject({ match: /page=2/, respond: 'hang' });
    const dripping = await get(`${LIST}?page=1`, token);
    expect(dripping.status).toBe(200);
    const reader = dripping.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^ +$/);
    await expect(get(`${LIST}?page=2`, token, AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
    await close();
    await expect(reader?.closed).rejects.toThrow();
  });

  test('requests are listed as they arrived', async () => {
    const { simulator, get } = await startSimulator();
    await get(`${LIST}?page=1`);
    await get(`${LIST}/99/stats`);
    const at = new Date(NOON);
    expect(simulator.requests).toEqual([
      { method: 'POST', path: '/api/v1/authenticate', status: 200, at },
      { method: 'GET', path: `${LIST}?page=1`, status: 200, at },
      { method: 'GET', path: `${LIST}/99/stats`, status: 404, at },
    ]);
  });
});
