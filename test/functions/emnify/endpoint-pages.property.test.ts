import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { endpointId } from '../../../functions/domain/costs/endpoint.ts';
import { askForPage, readPageInfo } from '../../../functions/emnify/endpoint-list.ts';
import { type EndpointPage, readEndpointList } from '../../../functions/emnify/endpoint-pages.ts';
import { UnexpectedResponseError } from '../../../functions/emnify/errors.ts';
import type { Exchange } from '../../../functions/emnify/http.ts';
import { anyJson } from '../../fixtures/arbitrary/json.ts';

type Served = { body: unknown; headers?: Record<string, string> };

/** emnify's list as `answer` has it, and what was asked of it. */
function listOf(answer: (page: number, nth: number) => Served) {
  const served: Served[] = [];
  const get = async (path: string): Promise<Exchange> => {
    const page = Number(new URL(path, 'http://emnify').searchParams.get('page'));
    const reply = answer(page, served.length + 1);
    served.push(reply);
    return { body: reply.body, headers: new Headers(reply.headers) };
  };
  return { get, served };
}

async function walk(get: (path: string) => Promise<Exchange>) {
  const pages: EndpointPage[] = [];
  let error: unknown;
  try {
    for await (const page of readEndpointList((page) => askForPage(get, page))) pages.push(page);
  } catch (failure) {
    error = failure;
  }
  return { pages, error, ids: pages.flatMap(({ endpoints }) => endpoints.map(({ id }) => id)) };
}

/** The ids that an endpoint can have. */
function idsIn(items: unknown): string[] {
  return (Array.isArray(items) ? items : []).flatMap((item) => {
    const id: unknown = Object(item).id;
    return typeof id === 'number' || typeof id === 'string' ? (endpointId(id) ?? []) : [];
  });
}

const sizeOf = (body: unknown): number => (Array.isArray(body) ? body.length : 0);
const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();
const items = (ids: number[]) => ids.map((id) => ({ id, name: `device-${id}` }));
const chunks = <Item>(all: Item[], size: number): Item[][] =>
  Array.from({ length: Math.max(1, Math.ceil(all.length / size)) }, (_, nth) =>
    all.slice(nth * size, (nth + 1) * size),
  );
const pageAt = <Item>(pages: Item[][], page: number): Item[] => pages[Math.min(page, pages.length) - 1] ?? [];

const item = fc.oneof(
  { weight: 3, arbitrary: fc.nat(20).map((id) => ({ id })) },
  fc.nat(20).map((id) => ({ id: String(id), name: null, tags: 7 })),
  fc.record({ id: anyJson, name: anyJson }),
  anyJson,
);
const number = fc.constantFrom('', '0', '1', '2', '3', '4', '7', '12', '40', '-1', '1.5', 'many', '999999999999');
const headers = fc.dictionary(fc.constantFrom('X-Total-Pages', 'X-Total-Count', 'X-Pages', 'x-count'), number);
const page = fc.record({ body: fc.array(item, { maxLength: 5 }), headers });

describe('pages of any shape, with any counts', () => {
  test('each endpoint on a page that came is listed once, no other is, and the reading ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(page, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('last', 'none'),
        async (all, beyond) => {
          const { get, served } = listOf(
            (nth) => all[beyond === 'last' ? Math.min(nth, all.length) - 1 : nth - 1] ?? { body: [] },
          );
          const { ids, error } = await walk(get);
          const isUncounted = served.some(
            ({ body, headers: said }) => sizeOf(body) === 0 && readPageInfo(new Headers(said)).totalCount === undefined,
          );
          if (!isUncounted) expect(error).toBeUndefined();
          expect(error === undefined || /list of endpoints is empty/.test(String(error))).toBe(true);
          expect(ids.toSorted()).toEqual(sorted(served.flatMap(({ body }) => idsIn(body))));
          expect(served.length).toBeLessThanOrEqual(2 * 40);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('items without an id are counted, once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), fc.nat(15), async (all, count) => {
        const head = { 'X-Total-Pages': '1', 'X-Total-Count': String(count) };
        const { pages } = await walk(listOf(() => ({ body: all, headers: head })).get);
        const unreadable = pages.reduce((sum, each) => sum + each.unreadable, 0);
        expect(unreadable).toBe(all.filter((each) => idsIn([each]).length === 0).length);
      }),
    );
  });

  test('a page that is no list is named, and those before it were given', async () => {
    const garbage = anyJson.filter((body) => !Array.isArray(body));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), garbage, async (broken, body) => {
        const { get } = listOf((nth) => (nth === broken ? { body } : { body: items([nth]) }));
        const { pages, error } = await walk(get);
        expect(error).toBeInstanceOf(UnexpectedResponseError);
        expect(String(error)).toContain(`Page ${broken} of the endpoints is not a list`);
        expect(pages).toHaveLength(broken - 1);
      }),
    );
  });
});

describe('a list as emnify keeps it', () => {
  const ids = fc.uniqueArray(fc.nat(500), { minLength: 0, maxLength: 30 }).map((all) => all.sort((a, b) => a - b));
  const size = fc.integer({ min: 1, max: 8 });

  test('is listed whole in one pass, whatever it says of its pages, if it says the truth or nothing', async () => {
    const says = fc.subarray(['X-Total-Pages', 'X-Pages', 'X-Total-Count', 'X-Count']);
    await fc.assert(
      fc.asyncProperty(ids, size, says, fc.boolean(), async (all, perPage, names, repeatsLast) => {
        const pages = chunks(items(all), perPage);
        const truth = (name: string): string => String(name.endsWith('Pages') ? pages.length : all.length);
        const said = Object.fromEntries(names.map((name) => [name, truth(name)]));
        const { get, served } = listOf((nth) => ({
          body: repeatsLast ? pageAt(pages, nth) : (pages[nth - 1] ?? []),
          headers: said,
        }));
        const { ids: listed } = await walk(get);
        expect(listed).toEqual(all.map(String));
        expect(served.length).toBeLessThanOrEqual(pages.length + 1);
      }),
      { numRuns: 300 },
    );
  });

  test('loses no endpoint that stays while others are deleted meanwhile', async () => {
    const deletions = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.nat(29)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(ids, size, deletions, async (all, perPage, deleted) => {
        let left = all;
        let walks = 0;
        const { get } = listOf((nth, request) => {
          walks += nth === 1 ? 1 : 0;
          const pages = chunks(items(left), perPage);
          const said = { 'X-Total-Pages': String(pages.length), 'X-Total-Count': String(left.length) };
          const gone = deleted.filter(([after]) => walks === 1 && after === request).map(([, index]) => all[index]);
          left = left.filter((id) => !gone.includes(id));
          return { body: pageAt(pages, nth), headers: said };
        });
        const { ids: listed, error } = await walk(get);
        expect(error).toBeUndefined();
        expect(new Set(listed).size).toBe(listed.length);
        expect(left.filter((id) => !listed.includes(String(id)))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
