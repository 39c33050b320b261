import { describe, expect, test } from '@jest/globals';
import type { EmnifyClientOptions, EndpointPage } from '../../functions/emnify/client.ts';
import { SimulatedFleet } from '../../infra/local/emnify-simulator/fleet.ts';
import { type Arrived, clientOf, notingTimer, type Reply, startScripted } from '../support/emnify-client.ts';
import { fleetOf, startSimulator } from './emnify-simulator-fixture.ts';

/** A walk over the GraphQL list, and why it came to be one over the REST list. */
async function walk(url: string, options: Partial<EmnifyClientOptions> = {}) {
  const reasons: string[] = [];
  const refusals: string[] = [];
  const observer = {
    requestSent: () => {},
    tokenRefused: () => void refusals.push('refused'),
    throttled: () => {},
    listedWithRest: (reason: string) => void reasons.push(reason),
  };
  const pages: EndpointPage[] = [];
  const client = clientOf(url, { listWith: 'graphql', observer, ...options });
  for await (const page of client.endpointPages()) pages.push(page);
  const ids = pages.flatMap(({ endpoints }) => endpoints.map(({ id }) => id));
  const usage = Object.fromEntries(pages.flatMap((page) => [...(page.usage ?? [])]));
  return { pages, ids, usage, reasons, refusals };
}

const isGraphql = ({ path }: Arrived): boolean => path === '/graphql';
const restList = (...ids: number[]): Reply => ({ body: ids.map((id) => ({ id })) });
const listed = (items: unknown[], meta: object | null = { count: items.length, per_page: 1000, pages: 1 }): Reply => ({
  body: { data: { endpointsQuery: { items, meta } } },
});

describe('the GraphQL list', () => {
  test('has what each endpoint has used this month, and all that the REST list says of it', async () => {
    const fleet = new SimulatedFleet([
      {
        ...{ id: 1, name: 'camera', tags: 'north, truck', iccid: '8988303000006738593', tariffProfile: 'Europe' },
        months: {
          '2026-10': {
            data: { volume: '12.5', cost: '3' },
            sms: { volume: '4', cost: '0.2' },
            sat_geo_data: { volume: '0.25', cost: '1' },
          },
          '2026-09': { data: { volume: '99', cost: '9' } },
        },
      },
      { id: 2, name: 'silent', months: { '2026-09': { data: { volume: '99', cost: '9' } } } },
    ]);
    const { simulator } = await startSimulator({ fleet });
    const walked = await walk(simulator.url);
    expect(walked.usage).toEqual({ 1: { data: 12.75, sms: 4 }, 2: { data: 0, sms: 0 } });
    const rest = await walk(simulator.url, { listWith: 'rest' });
    expect(walked.pages.map(({ endpoints }) => endpoints)).toEqual(rest.pages.map(({ endpoints }) => endpoints));
    expect([walked.reasons, rest.usage]).toEqual([[], {}]);
  });

  test.each([
    [0, 1],
    [4, 1],
    [12, 3],
  ])('of %d endpoints, four a page: %d pages', async (count, pages) => {
    const { simulator } = await startSimulator({ fleet: fleetOf(count), maxPerPage: 4, enforceLimits: false });
    const walked = await walk(simulator.url);
    expect(walked.ids.map(Number)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(walked.pages).toHaveLength(pages);
    expect(walked.pages.at(0)?.totalCount).toBe(count);
    expect(simulator.requests.filter(({ path }) => path === '/graphql')).toHaveLength(pages);
    expect(simulator.requests.filter(({ path }) => path.startsWith('/api/v1/endpoint'))).toEqual([]);
  });

  test.each<[string, object | null, number | undefined]>([
    ['a count of all', { count: 3, per_page: 2, pages: 2 }, 3],
    ['a count that can only be that of the page', { count: 2, per_page: 2, pages: 2 }, undefined],
    ['no count', { pages: 2 }, undefined],
  ])('with %s', async (_, meta, totalCount) => {
    const server = await startScripted(({ body }) => {
      const { variables } = JSON.parse(body);
      return listed(variables.page === 1 ? [{ id: 1 }, { id: 2 }] : [{ id: 3 }], meta);
    });
    const walked = await walk(server.url);
    expect(walked.ids).toEqual(['1', '2', '3']);
    expect(walked.pages.at(0)?.totalCount).toBe(totalCount);
  });

  test('without any meta goes on until a page has nothing new', async () => {
    const server = await startScripted(() => listed([{ id: 1 }], null));
    expect((await walk(server.url)).ids).toEqual(['1']);
  });

  test.each<[string, unknown, unknown]>([
    ['no stats', { id: 1 }, undefined],
    ['stats that are null', { id: 1, stats: null }, undefined],
    ['a month that is null', { id: 1, stats: { current_month: null } }, { data: 0, sms: 0 }],
    ['a month without anything', { id: 1, stats: { current_month: {} } }, { data: 0, sms: 0 }],
    [
      'volumes as text, and one that is none',
      { id: 1, stats: { current_month: { data_volume: { total: '7.25' }, sms_volume: { rx: 'x', tx: 2 } } } },
      { data: 7.25, sms: 2 },
    ],
    [
      'volumes whose sum no number can hold',
      { id: 1, stats: { current_month: { data_volume: { total: 1e308 }, sat_geo_data_volume: { total: '1e308' } } } },
      { data: 0, sms: 0 },
    ],
    ['a negative volume', { id: 1, stats: { current_month: { data_volume: { total: -7 } } } }, { data: 0, sms: 0 }],
  ])('with %s', async (_, item, usage) => {
    const server = await startScripted(() => listed([item, { name: 'no id' }]));
    const walked = await walk(server.url);
    expect([walked.usage['1'], walked.pages[0]?.unreadable, walked.ids]).toEqual([usage, 1, ['1']]);
  });
});

describe('where the GraphQL list fails, the REST list is walked, and the reason is told', () => {
  test.each<[string, Reply, RegExp]>([
    [
      'emnify has it no more',
      { status: 404, body: { message: 'Not Found' } },
      /POST \/graphql with HTTP 404: Not Found/,
    ],
    ['it is forbidden', { status: 403, body: { message: 'Access denied.' } }, /HTTP 403: Access denied/],
    ['the token is refused there', { status: 401, body: {} }, /HTTP 401/],
    ['it is moved', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, /HTTP 302/],
    ['it is out of order', { status: 500 }, /HTTP 500/],
    ['it is throttled', { status: 429 }, /HTTP 429/],
    [
      'the query is not known',
      { body: { errors: [{ message: 'Cannot query\nfield "stats"' }] } },
      /error: Cannot query field "stats"$/,
    ],
    [
      'its answer is another one',
      { body: { data: { endpointsQuery: null } } },
      /Page 1 of emnify's GraphQL list has no items/,
    ],
    ['its answer is no JSON', { body: '<html>' }, /not JSON/],
  ])('because %s', async (_, reply, reason) => {
    const server = await startScripted((request) => (isGraphql(request) ? reply : restList(1, 2)));
    const { timer } = notingTimer();
    const walked = await walk(server.url, { timer });
    expect([walked.ids, walked.usage]).toEqual([['1', '2'], {}]);
    expect(walked.reasons).toEqual([expect.stringMatching(reason)]);
    expect(walked.refusals).toEqual([]);
    expect(server.authentications()).toHaveLength(1);
  });

  test('in its middle: who was on its pages is not listed again', async () => {
    const server = await startScripted((request, nth) => {
      if (!isGraphql(request)) return restList(1, 2, 3);
      return nth === 1 ? listed([{ id: 1 }, { id: 2 }], { count: 3, per_page: 2, pages: 2 }) : { status: 404 };
    });
    const walked = await walk(server.url);
    expect([walked.ids, walked.reasons]).toEqual([['1', '2', '3'], [expect.stringContaining('HTTP 404')]]);
  });

  test('and if that fails, too, the walk does', async () => {
    const server = await startScripted(() => ({ status: 404, body: { message: 'gone' } }));
    await expect(walk(server.url)).rejects.toThrow('GET /api/v1/endpoint with HTTP 404');
  });

  test('no token is in the reason', async () => {
    const server = await startScripted((request) =>
      isGraphql(request) ? { status: 403, body: { message: `no rights: ${request.bearer}` } } : restList(1),
    );
    const { reasons } = await walk(server.url);
    expect(reasons).toEqual([expect.stringContaining('no rights: ***')]);
  });
});

describe('the simulator', () => {
  test.each([
    [
      'a field that it does not know',
      '{ endpointsQuery(filter: {}, sorting: []) { items { id cost } } }',
      'Cannot query field "cost"',
    ],
    ['no filter', '{ endpointsQuery(sorting: []) { items { id } } }', 'filter'],
    ['no query at all', '{', 'Syntax Error'],
  ])('refuses %s as GraphQL does, with status 200', async (_, query, said) => {
    const { simulator, token } = await startSimulator();
    const answer = await fetch(`${simulator.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    const { errors } = (await answer.json()) as { errors: { message: string }[] };
    expect([answer.status, errors[0]?.message]).toEqual([200, expect.stringContaining(said)]);
  });
});
