import type { Endpoint } from '../domain/endpoint.ts';
import { TextSet } from '../domain/text-set.ts';
import { parseEndpoint, readPageInfo } from './endpoint-list.ts';
import { UnexpectedResponseError } from './errors.ts';
import type { Exchange } from './http.ts';

/** One page of the list of endpoints. */
export interface EndpointPage {
  /** Only endpoints that no earlier page had. */
  endpoints: Endpoint[];
  /** Items without an id: they exist, and cannot be asked for. */
  unreadable: number;
  /** How many endpoints emnify says there are, where it says so. */
  totalCount?: number;
}

/** The largest page that recordings of the API show; a larger one would be cut down silently. */
const PER_PAGE = 1000;
/** The second walk finds what slipped through the first. */
const MOST_WALKS = 2;
/** A list of a million endpoints; a server that never comes to an end is none of emnify's. */
const MOST_PAGES = 1000;

/**
 * Yields every endpoint once. A device deleted in mid-walk moves the others one place up, so that one slips from an
 * unread page to a read one; then the list is walked again.
 *
 * @param get asks emnify for a path
 */
export async function* walkEndpoints(get: (path: string) => Promise<Exchange>): AsyncGenerator<EndpointPage> {
  let earlier = new TextSet();
  for (let walk = 1; walk <= MOST_WALKS; walk++) {
    const seen = new TextSet();
    let found = 0;
    let mostCounted = 0;
    for await (const { endpoints, unreadable, totalCount } of walkPages(get, seen)) {
      found += endpoints.length + unreadable;
      // The largest count of all pages: the one on the last page no longer has what was deleted on the way.
      mostCounted = Math.max(mostCounted, totalCount ?? 0);
      const news = endpoints.filter(({ id }) => !earlier.has(id));
      yield { endpoints: news, unreadable: walk === 1 ? unreadable : 0, totalCount };
    }
    if (found >= mostCounted) return;
    earlier = seen;
  }
}

/**
 * One walk from the first page to the last, which is the one that says so or that has nothing new.
 *
 * @param seen empty; afterwards, the ids of all pages
 */
async function* walkPages(get: (path: string) => Promise<Exchange>, seen: TextSet): AsyncGenerator<EndpointPage> {
  for (let page = 1; ; page++) {
    const { headers, body } = await get(`/api/v1/endpoint?page=${page}&per_page=${PER_PAGE}&sort=id`);
    if (!Array.isArray(body)) throw new UnexpectedResponseError(`Page ${page} of the endpoints is not a list`);
    const { totalPages, totalCount } = readPageInfo(headers);
    const items = body.map(parseEndpoint);
    const readable = items.filter((endpoint) => endpoint !== undefined);
    const endpoints = readable.filter(({ id }) => seen.add(id));
    // A page past the last one is the last one again, so an empty page is no end to wait for.
    const repeated = endpoints.length === 0 && (readable.length > 0 || totalPages === undefined);
    if (repeated && page > 1) return;
    yield { endpoints, unreadable: items.length - readable.length, totalCount };
    if (totalPages !== undefined && page >= totalPages) return;
    if (page === MOST_PAGES) throw new UnexpectedResponseError(`The list of endpoints has no end after ${page} pages`);
  }
}
