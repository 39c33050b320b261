import { describe, expect, test } from '@jest/globals';
import type { EmnifyClient } from '../../../functions/emnify/client.ts';
import type { EndpointPage } from '../../../functions/emnify/endpoint-pages.ts';
import {
  EmnifyUnavailableError,
  EndpointGoneError,
  UnexpectedResponseError,
} from '../../../functions/emnify/errors.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { clientOf, failure, notingTimer, type Reply, startScripted } from '../../fakes/scripted-emnify.ts';
import { fleetOf, startSimulator } from '../../fixtures/emnify-simulator.ts';

async function walk(client: EmnifyClient, onPage: (page: EndpointPage, nth: number) => void = () => {}) {
  const pages: EndpointPage[] = [];
  for await (const page of client.endpointPages()) {
    pages.push(page);
    onPage(page, pages.length);
  }
  const ids = pages.flatMap(({ endpoints }) => endpoints.map(({ id }) => Number(id)));
  return { pages, ids, sorted: [...ids].sort((a, b) => a - b) };
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const items = (...ids: unknown[]) => ids.map((id) => ({ id, name: `device-${id}` }));
const pageOf = (path: string) => Number(new URL(path, 'http://localhost').searchParams.get('page'));

/** Pages as emnify gives them: past the last one comes the last one again. */
async function startPages(pages: unknown[][], headers: Record<string, string> = {}) {
  return await startScripted(({ path }) => ({ body: pages[Math.min(pageOf(path), pages.length) - 1] ?? [], headers }));
}

describe('every page', () => {
  test.each([
    [1, 1],
    [4, 1],
    [5, 2],
    [12, 3],
  ])('%d endpoints, four per page whatever the requested size: %d pages', async (count, pages) => {
    const { simulator } = await startSimulator({ fleet: fleetOf(count), maxPerPage: 4, enforceLimits: false });
    const walked = await walk(clientOf(simulator.url));
    expect(walked.ids).toEqual(upTo(count));
    expect(walked.pages).toHaveLength(pages);
    const lists = simulator.requests.filter(({ path }) => path.startsWith('/api/v1/endpoint?'));
    expect(lists).toHaveLength(pages);
    expect(lists[0]?.path).toContain('sort=id');
  });

  test('an empty fleet is one empty page', async () => {
    const { simulator } = await startSimulator({ fleet: fleetOf(0) });
    const { pages } = await walk(clientOf(simulator.url));
    expect(pages).toEqual([{ endpoints: [], unreadable: 0, totalCount: 0 }]);
  });

  test.each<[string, Record<string, string>]>([
    ['X-Total-Pages and X-Total-Count', { 'X-Total-Pages': '3', 'X-Total-Count': '5' }],
    ['only the newer X-Pages and X-Count', { 'X-Pages': '3', 'X-Count': '5' }],
    ['lower case', { 'x-total-pages': '3' }],
  ])('by %s: three requests', async (_, headers) => {
    const server = await startPages([items(1, 2), items(3, 4), items(5)], headers);
    const walked = await walk(clientOf(server.url));
    expect(walked.ids).toEqual(upTo(5));
    expect(server.arrived).toHaveLength(1 + 3);
    expect(walked.pages.at(-1)?.totalCount).toBe(headers['X-Total-Pages'] || headers['X-Pages'] ? 5 : undefined);
  });

  test.each<[string, Record<string, string>]>([
    ['no headers', {}],
    ['empty headers', { 'X-Total-Pages': '', 'X-Total-Count': '' }],
    ['headers that are no numbers', { 'X-Total-Pages': 'many', 'X-Pages': '-1' }],
    ['a number of pages that is far too large', { 'X-Total-Pages': '4000000' }],
  ])('with %s: until the last page comes again', async (_, headers) => {
    const server = await startPages([items(1, 2), items(3, 4), [...items(5), { name: 'no id' }]], headers);
    const { ids, pages } = await walk(clientOf(server.url));
    expect(ids).toEqual(upTo(5));
    expect(pages.map(({ unreadable }) => unreadable)).toEqual([0, 0, 1]);
    expect(server.arrived).toHaveLength(1 + 4);
  });

  test.each<[string, Record<string, string>]>([
    ['no count', {}],
    ['a count that is no number', { 'X-Total-Count': 'none', 'X-Count': '-1' }],
    ['pages and no count', { 'X-Total-Pages': '0' }],
  ])('an empty list with %s is no empty fleet', async (_, headers) => {
    const server = await startPages([[]], headers);
    const error = await failure(walk(clientOf(server.url)));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(String(error)).toContain('The list of endpoints is empty, and emnify does not say that there are none');
    expect(server.arrived).toHaveLength(1 + 1);
  });

  test.each(['X-Total-Count', 'X-Count'])('an empty list with %s: 0 is an empty fleet', async (header) => {
    const server = await startPages([[]], { [header]: '0' });
    expect(await walk(clientOf(server.url))).toMatchObject({ ids: [], pages: [{ totalCount: 0 }] });
  });

  test('an empty list with a count says how many are missing', async () => {
    const server = await startPages([[]], { 'X-Total-Count': '7' });
    expect((await walk(clientOf(server.url))).pages.at(-1)).toMatchObject({ endpoints: [], totalCount: 7 });
  });

  test('a page whose items all lack an id is not the last', async () => {
    const server = await startPages([items(1), items(undefined, null), items(2)], { 'X-Total-Pages': '3' });
    const { ids, pages } = await walk(clientOf(server.url));
    expect(ids).toEqual([1, 2]);
    expect(pages.map(({ unreadable }) => unreadable)).toEqual([0, 2, 0]);
  });

  test('a first page without a single id is an error, without headers too', async () => {
    const server = await startPages([items(undefined, null)]);
    const { pages } = await walk(clientOf(server.url));
    expect(pages).toMatchObject([{ endpoints: [], unreadable: 2 }]);
  });

  test('items without an id are found: the list is not read a second time', async () => {
    const server = await startPages([items(1, null, 2)], { 'X-Total-Pages': '1', 'X-Total-Count': '3' });
    await walk(clientOf(server.url));
    expect(server.arrived).toHaveLength(1 + 1);
  });

  test('a server that ignores the page number does not hold us for ever', async () => {
    const server = await startScripted(() => ({
      body: items(1, 2),
      headers: { 'X-Total-Pages': '9', 'X-Count': '18' },
    }));
    expect((await walk(clientOf(server.url))).ids).toEqual([1, 2]);
    expect(server.arrived.length).toBeLessThanOrEqual(1 + 4);
  });

  test('an id comes once, as number or as text', async () => {
    const server = await startPages([items(1, 2, 2, '1'), items(2, 3)], { 'X-Total-Pages': '2' });
    expect((await walk(clientOf(server.url))).ids).toEqual([1, 2, 3]);
  });

  test('no faster than half of what emnify allows for lists: two at once, then five a second', async () => {
    const server = await startPages(
      upTo(12).map((id) => items(id)),
      { 'X-Total-Pages': '12' },
    );
    const { waits, timer } = notingTimer();
    await walk(clientOf(server.url, { timer }));
    expect(waits).toHaveLength(10);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(2, 6);
  });

  test('two readings by one client each get everything', async () => {
    const { simulator } = await startSimulator({ fleet: fleetOf(6), maxPerPage: 4, enforceLimits: false });
    const client = clientOf(simulator.url);
    expect((await walk(client)).ids).toEqual(upTo(6));
    expect((await walk(client)).ids).toEqual(upTo(6));
  });
});

describe('a list that changes while it is read', () => {
  const start = async () => await startSimulator({ fleet: fleetOf(10), maxPerPage: 4, enforceLimits: false });

  test.each([
    ['on a page already read', 2],
    ['on a page still to come', 7],
  ])('an endpoint deleted %s: no other one is dropped', async (_, deleted) => {
    const { simulator, fleet } = await start();
    const { sorted } = await walk(clientOf(simulator.url), (__, nth) => {
      if (nth === 1) fleet.remove(deleted);
    });
    const left = upTo(10).filter((id) => id !== deleted);
    expect(sorted.filter((id) => id !== deleted)).toEqual(left);
    expect(new Set(sorted).size).toBe(sorted.length);
  });

  test('so many deleted that there are fewer pages: it ends, and no other is dropped', async () => {
    const { simulator, fleet } = await start();
    const { sorted } = await walk(clientOf(simulator.url), (_, nth) => {
      if (nth === 1) for (const id of [1, 2, 3, 4]) fleet.remove(id);
    });
    expect(sorted).toEqual(upTo(10));
  });

  test('a new endpoint comes with the last page', async () => {
    const { simulator, fleet } = await start();
    const { ids } = await walk(clientOf(simulator.url), (_, nth) => {
      if (nth > 1) return;
      for (const id of [11, 12, 13]) fleet.add({ id, name: 'new', months: {} });
    });
    expect(ids).toEqual(upTo(13));
  });

  test('an undisturbed list is walked once', async () => {
    const { simulator } = await start();
    expect((await walk(clientOf(simulator.url))).pages).toHaveLength(3);
  });

  test('a count that never comes true is walked for twice, and no item without id is counted twice', async () => {
    const pages = [[...items(1, 2), {}], items(3)];
    const server = await startPages(pages, { 'X-Total-Pages': '2', 'X-Total-Count': '7' });
    const { pages: seen, ids } = await walk(clientOf(server.url));
    expect(server.arrived).toHaveLength(1 + 4);
    expect(ids).toEqual([1, 2, 3]);
    expect(seen.reduce((sum, { unreadable }) => sum + unreadable, 0)).toBe(1);
    expect(seen.at(-1)?.totalCount).toBe(7);
  });

  test('the second pass finds an endpoint that appears only then, without headers about pages too', async () => {
    const server = await startScripted(({ path }, nth) => {
      const late = nth > 1 ? items(4) : [];
      return { body: pageOf(path) === 1 ? items(1, 2) : [...items(3), ...late], headers: { 'X-Total-Count': '4' } };
    });
    expect((await walk(clientOf(server.url))).sorted).toEqual(upTo(4));
  });
});

describe('what is read of an endpoint', () => {
  const DEFAULT_PROFILES = { tariffProfile: 'Default Policy', serviceProfile: 'Default Policy' };

  test('as emnify recorded it', async () => {
    const fleet = new SimulatedFleet([
      {
        id: 7,
        name: 'phone no2',
        tags: ' Phone,, Customer A , phone',
        iccid: '8988303000006738593',
        tariffProfile: 'demo cov policy',
        serviceProfile: 'Phones',
        imei: '3554631177373901',
        months: {},
      },
      { id: 8, name: '', status: 'Disabled', imei: null, months: {} },
    ]);
    const { simulator } = await startSimulator({ fleet });
    const { pages } = await walk(clientOf(simulator.url));
    expect(pages[0]?.endpoints).toEqual([
      {
        id: '7',
        name: 'phone no2',
        tags: ['Phone', 'Customer A', 'phone'],
        status: 'Enabled',
        iccid: '8988303000006738593',
        imei: '3554631177373901',
        simStatus: 'Activated',
        tariffProfile: 'demo cov policy',
        serviceProfile: 'Phones',
      },
      { id: '8', name: '', tags: [], status: 'Disabled', ...DEFAULT_PROFILES },
    ]);
  });

  test('items without an id are counted, and hide no other', async () => {
    const server = await startPages([[null, 5, 'x', [], {}, { id: '' }, { id: null }, { id: true }, ...items(9)]]);
    const { pages, ids } = await walk(clientOf(server.url));
    expect(ids).toEqual([9]);
    expect(pages[0]?.unreadable).toBe(8);
  });

  test('one endpoint: found, gone, and an answer about none', async () => {
    const { simulator } = await startSimulator({ fleet: fleetOf(3) });
    const client = clientOf(simulator.url);
    expect(await client.endpoint('2')).toEqual({
      kind: 'endpoint',
      endpoint: {
        id: '2',
        name: 'device-2',
        tags: [],
        status: 'Enabled',
        imei: '350000000000002',
        ...DEFAULT_PROFILES,
      },
    });
    expect(await client.endpoint('99')).toMatchObject({
      kind: 'gone',
      reason: expect.stringContaining("Endpoint with Id '99' not found."),
    });
    simulator.inject({ match: /endpoint\/1$/, respond: { status: 200, body: '[]' } });
    expect(await failure(client.endpoint('1'))).toBeInstanceOf(UnexpectedResponseError);
  });

  test.each([
    ['1/stats?x=#', '1%2Fstats%3Fx%3D%23'],
    ['../organisation/my', '..%2Forganisation%2Fmy'],
    ['...', '...'],
    ['%2e%2e', '%252e%252e'],
    ['\\', '%5C'],
    ['\u001b[31mRED', '%1B%5B31mRED'],
  ])('the id %j is one segment of the path', async (id, segment) => {
    const server = await startScripted(() => ({ body: { id } }));
    expect(await clientOf(server.url).endpoint(id)).toMatchObject({ kind: 'endpoint', endpoint: { id } });
    expect(server.arrived.at(-1)?.path).toBe(`/api/v1/endpoint/${segment}`);
  });

  test.each(['.', '..', '', ' ', '\ud800', '0166', '1'.repeat(401)])(
    'the id %j asks about nothing: it is that of no endpoint',
    async (id) => {
      const server = await startScripted(() => ({ body: { id: 1 } }));
      const client = clientOf(server.url);
      for (const answer of [await client.endpoint(id), await client.endpointStats(id)]) {
        expect(answer).toMatchObject({
          kind: 'gone',
          reason: expect.stringContaining('cannot be the id of an endpoint'),
        });
      }
      expect(server.arrived).toEqual([]);
    },
  );

  test('an answer about another endpoint is not taken for that of the one in question', async () => {
    const server = await startScripted(() => ({ body: { id: 2 } }));
    const error = await failure(clientOf(server.url).endpoint('1'));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(String(error)).toContain('The answer about endpoint 1 is about endpoint 2');
  });
});

describe('an id', () => {
  const DIGITS = `9${'1234567890'.repeat(39)}123456789`;

  test.each([
    ['9007199254740993', '9007199254740993'],
    ['9007199254740992', '9007199254740992'],
    ['9223372036854775807', '9223372036854775807'],
    [DIGITS, DIGITS],
    [`"${DIGITS}"`, DIGITS],
    ['166.0', '166'],
    ['1.66e2', '166'],
    ['9007199254740993.0', '9007199254740993'],
    ['-0', '0'],
    ['" 166 "', '166'],
    ['"0166"', '166'],
    ['"\\u001b[31mRED"', '\u001b[31mRED'],
    ['"a/b"', 'a/b'],
  ])('that the list has as %s is requested by all its digits', async (idInJson, id) => {
    const fleet = new SimulatedFleet([{ id: 1, idInJson, name: 'seven', months: {} }]);
    const { simulator } = await startSimulator({ fleet });
    const client = clientOf(simulator.url);
    const { pages } = await walk(client);
    expect(pages.map(({ endpoints, unreadable }) => [endpoints.map((endpoint) => endpoint.id), unreadable])).toEqual([
      [[id], 0],
    ]);
    await client.endpointStats(id);
    expect(simulator.requests.at(-1)?.path).toBe(`/api/v1/endpoint/${encodeURIComponent(id)}/stats`);
  });

  test('beyond the exact numbers is found by its own digits, and not by those beside it', async () => {
    const fleet = new SimulatedFleet([
      { id: 1, idInJson: '9007199254740993', name: 'odd', months: {} },
      { id: 2, idInJson: '9007199254740992', name: 'even', months: {} },
    ]);
    const { simulator } = await startSimulator({ fleet });
    const client = clientOf(simulator.url);
    const { pages } = await walk(client);
    expect(pages.flatMap(({ endpoints }) => endpoints.map(({ id, name }) => [id, name]))).toEqual([
      ['9007199254740993', 'odd'],
      ['9007199254740992', 'even'],
    ]);
    expect(await client.endpoint('9007199254740993')).toMatchObject({ endpoint: { name: 'odd' } });
  });

  test.each(['166.5', '"."', '".."', '" "', '"\\ud800"', 'true', '[166]', 'null', '1'.repeat(401), '"\\u200b"'])(
    'cannot be %s: the item is counted, and nothing is asked about it',
    async (idInJson) => {
      const raw = await startScripted(() => ({ body: `[{"id":${idInJson},"name":"x"},{"id":7}]` }));
      const { pages, ids } = await walk(clientOf(raw.url));
      expect([ids, pages.map(({ unreadable }) => unreadable)]).toEqual([[7], [1]]);
    },
  );

  test('in several forms is one endpoint', async () => {
    const raw = await startScripted(() => ({ body: '[{"id":166},{"id":166.0},{"id":1.66e2},{"id":"0166"}]' }));
    expect((await walk(clientOf(raw.url))).ids).toEqual([166]);
  });
});

describe('a page that cannot be had', () => {
  test.each<[string, Reply]>([
    ['an object', { body: { endpoints: [] } }],
    ['null', { body: 'null' }],
    ['text', { body: '"nothing"' }],
  ])('%s instead of a list is unexpected', async (_, reply) => {
    const server = await startScripted(() => reply);
    const error = await failure(walk(clientOf(server.url)));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(String(error)).toContain('Page 1 of the endpoints');
  });

  test.each([403, 404, 422, 400])(
    '%d is an error that quotes emnify, not an empty fleet and not "gone"',
    async (status) => {
      const server = await startScripted(() => ({ status, body: { message: 'Access denied.' } }));
      const error = await failure(walk(clientOf(server.url)));
      expect(error).toBeInstanceOf(UnexpectedResponseError);
      expect(error).not.toBeInstanceOf(EndpointGoneError);
      expect(String(error)).toContain(`GET /api/v1/endpoint with HTTP ${status}: Access denied.`);
    },
  );

  test('page 2 fails for good: page 1 was given, then it throws', async () => {
    const { simulator } = await startSimulator({ fleet: fleetOf(10), maxPerPage: 4, enforceLimits: false });
    simulator.inject({ match: /page=2/, respond: { status: 500, body: '<html>' } });
    const pages: EndpointPage[] = [];
    const error = await failure(walk(clientOf(simulator.url), (page) => pages.push(page)));
    expect(error).toBeInstanceOf(EmnifyUnavailableError);
    expect(pages).toHaveLength(1);
  });

  test('page 2 fails once: none is missing, none is there twice', async () => {
    const { simulator } = await startSimulator({ fleet: fleetOf(10), maxPerPage: 4, enforceLimits: false });
    simulator.inject({ match: /page=2/, times: 1, respond: 'truncate' });
    expect((await walk(clientOf(simulator.url))).ids).toEqual(upTo(10));
  });

  test('tokens revoked between two pages: the reading goes on', async () => {
    const { simulator } = await startSimulator({ fleet: fleetOf(10), maxPerPage: 4, enforceLimits: false });
    const { ids } = await walk(clientOf(simulator.url), (_, nth) => nth === 1 && simulator.revokeTokens());
    expect(ids).toEqual(upTo(10));
  });
});
