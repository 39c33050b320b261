import { describe, expect, test } from '@jest/globals';
import {
  EmnifyAuthError,
  EmnifyThrottledError,
  EndpointGoneError,
  UnexpectedResponseError,
} from '../../../functions/emnify/errors.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { clientOf, failure, issue, notingTimer, startScripted } from '../../fakes/scripted-emnify.ts';
import { startSimulator } from '../../fixtures/emnify-simulator.ts';

const STATS = '/api/v1/organisation/my/stats';
const DETAILS = '/api/v1/organisation/my';
const AUTHENTICATE = '/api/v1/authenticate';

const eur = (amount: string) => ({ amount, currency: 'EUR' });

describe('the figures of the organisation', () => {
  test('the whole fleet and its children, both months, and the limit', async () => {
    const fleet = new SimulatedFleet([
      { id: 1, name: 'a', months: { '2026-10': { data: { volume: '1', cost: '0.1' } } } },
      {
        id: 2,
        name: 'b',
        months: {
          '2026-10': { data: { volume: '1.5', cost: '0.2' } },
          '2026-09': { sms: { volume: '4', cost: '0.28' } },
        },
      },
    ]);
    const childTraffic = { '2026-10': { data: { volume: '10', cost: '5' } } };
    const { simulator } = await startSimulator({ fleet, childTraffic });
    expect(await clientOf(simulator.url).organisation()).toEqual({
      stats: {
        currentMonth: [{ trafficType: 'data', period: '2026-10', volume: '12.5', cost: eur('5.3') }],
        lastMonth: [{ trafficType: 'sms', period: '2026-09', volume: '4', cost: eur('0.28') }],
      },
      limit: eur('2000'),
    });
  });

  test.each([
    ['1000', eur('1000')],
    [350.5, eur('350.5')],
    [null, undefined],
  ])('the limit %j, changed between two requests', async (limit, expected) => {
    const { simulator } = await startSimulator();
    const client = clientOf(simulator.url);
    expect((await client.organisation()).limit).toEqual(eur('2000'));
    simulator.setMonthlyCostLimit(limit);
    expect((await client.organisation()).limit).toEqual(expected);
  });

  test('two requests, and one token for both', async () => {
    const { simulator } = await startSimulator();
    const asked = simulator.requests.length;
    await clientOf(simulator.url).organisation();
    expect(simulator.requests.slice(asked).map(({ path }) => path)).toEqual([AUTHENTICATE, STATS, DETAILS]);
  });

  test('stats share the pace of lists, five a second after the first two', async () => {
    const server = await startScripted(() => ({ body: {} }));
    const { waits, timer } = notingTimer();
    const client = clientOf(server.url, { timer });
    for (let time = 0; time < 4; time++) await client.organisation();
    expect(waits).toHaveLength(2);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(2 / 5, 6);
  });
});

describe.each([STATS, DETAILS])('when %s fails', (path) => {
  const match = new RegExp(`${path}$`);

  test('422 is an error: no organisation is no "no cost"', async () => {
    const { simulator } = await startSimulator();
    simulator.inject({ match, respond: { status: 422 } });
    const error = await failure(clientOf(simulator.url).organisation());
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error).not.toBeInstanceOf(EndpointGoneError);
    expect(error).toMatchObject({ retryable: false, message: `emnify answered GET ${path} with HTTP 422` });
    expect(simulator.requests.filter((request) => request.path === path)).toHaveLength(1);
  });

  test('429 is retried, and 503 too', async () => {
    const { simulator } = await startSimulator();
    simulator.inject({ match, times: 2, respond: { status: 429, body: '{"message":"Too Many Requests"}' } });
    simulator.inject({ match, times: 1, respond: { status: 503 } });
    expect(await clientOf(simulator.url).organisation()).toMatchObject({ limit: eur('2000') });
    expect(simulator.requests.filter((request) => request.path === path).map(({ status }) => status)).toEqual([
      429, 429, 503, 200,
    ]);
  });

  test('429 without end is an error that may be repeated later', async () => {
    const { simulator } = await startSimulator();
    simulator.inject({ match, respond: { status: 429 } });
    const error = await failure(clientOf(simulator.url).organisation());
    expect(error).toBeInstanceOf(EmnifyThrottledError);
    expect(error).toMatchObject({ retryable: true });
  });

  test('a token revoked before it is renewed, once', async () => {
    let revoked = true;
    const server = await startScripted((request) => {
      if (request.path !== path || !revoked) return { body: {} };
      revoked = false;
      return { status: 401, body: { message: 'Invalid token' } };
    });
    const client = clientOf(server.url);
    await client.endpointStats('1');
    expect(await client.organisation()).toEqual({ stats: { currentMonth: [], lastMonth: [] } });
    expect(server.authentications()).toHaveLength(2);
    expect(new Set(server.asked(path).map(({ bearer }) => bearer)).size).toBe(2);
  });
});

test('tokens revoked between two checks are renewed by the second', async () => {
  const { simulator } = await startSimulator();
  const client = clientOf(simulator.url);
  await client.organisation();
  simulator.revokeTokens();
  const asked = simulator.requests.length;
  expect(await client.organisation()).toMatchObject({ limit: eur('2000') });
  expect(simulator.requests.slice(asked).map(({ path, status }) => [path, status])).toEqual([
    [STATS, 401],
    [AUTHENTICATE, 200],
    [STATS, 200],
    [DETAILS, 200],
  ]);
});

test('a token refused from the start is not tried a second time', async () => {
  const server = await startScripted(
    () => ({ status: 401 }),
    () => issue('same'),
  );
  expect(await failure(clientOf(server.url).organisation())).toBeInstanceOf(EmnifyAuthError);
  expect(server.authentications()).toHaveLength(1);
  expect(server.asked(DETAILS)).toHaveLength(0);
});

test.each([
  [STATS, { current_month: { data: { month: '2026-10', cost: 'abc' } } }, 'current_month.data.cost is "abc"'],
  [DETAILS, { monthly_cost_limit: 'much' }, 'monthly_cost_limit is "much"'],
])('what makes no sense at %s names the field, and is not asked for twice', async (path, body, words) => {
  const server = await startScripted((request) => ({ body: request.path === path ? body : {} }));
  const error = await failure(clientOf(server.url).organisation());
  expect(error).toBeInstanceOf(UnexpectedResponseError);
  expect(String(error)).toContain(words);
  expect(server.asked(path)).toHaveLength(1);
});
