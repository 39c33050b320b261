import { describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { SimulatedFleet } from '../../../../infra/local/emnify-simulator/fleet.ts';
import { fleetOf, NOON, startSimulator } from '../../../fixtures/emnify-simulator.ts';

const LIST = '/api/v1/endpoint';

describe('authenticate', () => {
  test('gives a token with the documented header and claims, alive for as long as asked for', async () => {
    const { token } = await startSimulator({ tokenLifetimeSeconds: 600 });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS384' });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ aud: '/api/v1/authentication', 'esc.org': 14207, iat: Date.parse(NOON) / 1000 });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
  });

  test('three wrong tokens lock out the right one for five minutes', async () => {
    const { authenticate, clock } = await startSimulator();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const answer = await authenticate({ application_token: 'wrong' });
      expect([answer.status, await answer.text()]).toEqual([401, '']);
    }
    clock.advance(299);
    const locked = await authenticate({ application_token: 'right' });
    expect(locked.status).toBe(401);
    expect(await locked.json()).toMatchObject({ error_code: 1105, error_token: 'TooManyRequests' });
    clock.advance(1);
    expect((await authenticate({ application_token: 'right' })).status).toBe(200);
  });

  test('a success between failures starts the count again', async () => {
    const { authenticate } = await startSimulator();
    const tokens = ['wrong', 'wrong', 'right', 'wrong', 'wrong', 'right'];
    const statuses: number[] = [];
    for (const token of tokens) statuses.push((await authenticate({ application_token: token })).status);
    expect(statuses).toEqual([401, 401, 200, 401, 401, 200]);
  });

  test('a malformed body is 400 and no failure', async () => {
    const { authenticate } = await startSimulator();
    for (const body of [{}, { application_token: 7 }, 'text', null])
      expect((await authenticate(body)).status).toBe(400);
    expect((await authenticate({ application_token: 'right' })).status).toBe(200);
  });

  test('a replaced application token leaves issued tokens alone', async () => {
    const { simulator, authenticate, get } = await startSimulator();
    simulator.setApplicationToken('newer');
    expect((await authenticate({ application_token: 'right' })).status).toBe(401);
    expect((await authenticate({ application_token: 'newer' })).status).toBe(200);
    expect((await get(LIST)).status).toBe(200);
  });
});

describe('bearer tokens', () => {
  test('garbage is refused by the gateway, in its own shape', async () => {
    const { get } = await startSimulator();
    const answer = await get(LIST, 'garbage');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
    expect(await answer.json()).toEqual({ message: 'token contains an invalid number of segments' });
  });

  test('none at all, a foreign one and an expired one have different answers', async () => {
    const { simulator, get, clock } = await startSimulator({ tokenLifetimeSeconds: 60 });
    expect((await fetch(simulator.url + LIST)).status).toBe(401);
    expect(await (await get(LIST, 'a.b.c')).json()).toMatchObject({ error_code: 1102 });
    clock.advance(59);
    expect((await get(LIST)).status).toBe(200);
    clock.advance(1);
    const expired = await get(LIST);
    expect([expired.status, await expired.json()]).toMatchObject([
      401,
      { error_code: 1103, error_token: 'TokenExpired' },
    ]);
  });

  test('revoking ends every issued token, and a fresh one works within the same second', async () => {
    const { simulator, get, logIn, token } = await startSimulator();
    simulator.revokeTokens();
    const fresh = await logIn();
    expect((await get(LIST, token)).status).toBe(401);
    expect((await get(LIST, fresh)).status).toBe(200);
  });
});

describe('the connectivity of an endpoint', () => {
  const connection = { operator: 'EPlus', country: 'de', technology: '3G' } as const;
  const fleet = () =>
    new SimulatedFleet([
      { id: 7, name: 'a', months: {}, connection },
      { id: 8, name: 'b', months: {} },
    ]);

  test('has the documented fields; offline there is a status and nothing else', async () => {
    const { getJson, get } = await startSimulator({ fleet: fleet() });
    expect(await getJson(`${LIST}/7/connectivity`)).toMatchObject({
      status: { description: 'ONLINE' },
      location: {
        operator: { name: 'EPlus', country: { id: 74, name: 'Germany' } },
        country: { country_id: 74, name: 'Germany', country_code: '49', mcc: '262', iso_code: 'de' },
      },
      pdp_context: { endpoint_id: 7, mcc: '262', rat_type: { rat_type_id: 1, description: '3G' } },
      services: ['GPRS'],
    });
    expect(await getJson(`${LIST}/8/connectivity`)).toEqual({ status: { description: 'OFFLINE' }, services: [] });
    expect((await get(`${LIST}/9/connectivity`)).status).toBe(404);
  });

  test('shares the limit of its class with the endpoint itself: 25 at once', async () => {
    const { get } = await startSimulator({ fleet: fleet() });
    const paths = Array.from({ length: 26 }, (_, nth) => (nth % 2 === 0 ? `${LIST}/7` : `${LIST}/7/connectivity`));
    const statuses: number[] = [];
    for (const path of paths) statuses.push((await get(path)).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });

  test('fails as it is told to', async () => {
    const { simulator, get } = await startSimulator({ fleet: fleet() });
    simulator.inject({ match: /\/connectivity$/, times: 1, respond: { status: 503 } });
    expect((await get(`${LIST}/7`)).status).toBe(200);
    expect((await get(`${LIST}/7/connectivity`)).status).toBe(503);
    expect((await get(`${LIST}/7/connectivity`)).status).toBe(200);
  });
});

describe('the list of endpoints', () => {
  const ids = async (answer: Response | Promise<Response>) =>
    ((await (await answer).json()) as { id: number }[]).map((item) => item.id);

  test('comes by id, in pages, with both spellings of the headers', async () => {
    const { get } = await startSimulator({ fleet: fleetOf(5) });
    const answer = await get(`${LIST}?page=2&per_page=2`);
    expect(await ids(answer)).toEqual([3, 4]);
    const headers = [
      'current-page',
      'page',
      'total-pages',
      'pages',
      'count-per-page',
      'per-page',
      'total-count',
      'count',
    ];
    expect(headers.map((name) => answer.headers.get(`x-${name}`))).toEqual(['2', '2', '3', '3', '2', '2', '5', '5']);
    expect(answer.headers.get('x-sort')).toBe('id');
  });

  test('beyond the last page is the last page again, before the first the first', async () => {
    const { get } = await startSimulator({ fleet: fleetOf(5) });
    const beyond = await get(`${LIST}?page=9&per_page=2`);
    expect([beyond.headers.get('x-current-page'), await ids(beyond)]).toEqual(['3', [5]]);
    expect(await ids(get(`${LIST}?page=0&per_page=2`))).toEqual([1, 2]);
  });

  test('too large a page is clamped in silence', async () => {
    const { get } = await startSimulator({ fleet: fleetOf(5), maxPerPage: 3 });
    const answer = await get(`${LIST}?per_page=5000`);
    expect([answer.headers.get('x-per-page'), await ids(answer)]).toEqual(['3', [1, 2, 3]]);
  });

  test('filters and sorts by a few fields and refuses the rest', async () => {
    const fleet = new SimulatedFleet([
      { id: 1, name: 'cam-a', tags: 'Camera, roof', months: {} },
      { id: 2, name: 'cam-b', tags: 'camera', status: 'Disabled', months: {} },
      { id: 3, name: 'meter', months: {} },
    ]);
    const { get } = await startSimulator({ fleet, enforceLimits: false });
    expect(await ids(get(`${LIST}?q=tags:camera`))).toEqual([1, 2]);
    expect(await ids(get(`${LIST}?q=tags:camera,status:0`))).toEqual([1]);
    expect(await ids(get(`${LIST}?sort=-id`))).toEqual([3, 2, 1]);
    expect(await ids(get(`${LIST}?sort=-status,id`))).toEqual([2, 1, 3]);
    for (const [query, code] of [
      ['q=imei:35', 1301],
      ['q=constructor:1', 1301],
      ['sort=imei', 1302],
    ]) {
      const answer = await get(`${LIST}?${query}`);
      expect([answer.status, await answer.json()]).toMatchObject([422, { error_code: code }]);
    }
    expect((await get(`${LIST}?page=two`)).status).toBe(400);
  });

  test('an item has the documented fields; without a SIM there is no sim key', async () => {
    const fleet = new SimulatedFleet([
      { id: 7, name: 'a', tags: 'x', iccid: '8988303000006738593', status: 'Disabled', tariffProfile: 'T', months: {} },
      { id: 8, name: 'b', months: {} },
    ]);
    const { getJson } = await startSimulator({ fleet });
    const [withSim, withoutSim] = await getJson<unknown[]>(LIST);
    expect(withSim).toMatchObject({
      id: 7,
      tags: 'x',
      status: { id: 1, description: 'Disabled' },
      tariff_profile: { name: 'T' },
      sim: { iccid: '8988303000006738593', iccid_with_luhn: '89883030000067385937', status: { id: 1 } },
    });
    expect(withoutSim).toMatchObject({ id: 8, tags: null, status: { id: 0 } });
    expect(withoutSim).not.toHaveProperty('sim');
    expect(await getJson(`${LIST}/7`)).toEqual(withSim);
  });
});
