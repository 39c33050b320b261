import type { Endpoint } from '../domain/costs/endpoint.ts';
import { UnexpectedResponseError } from './errors.ts';

/** One page of the list of endpoints. */
export interface EndpointPage {
  /** Only endpoints that no earlier page had. */
  endpoints: Endpoint[];
  /** Items without an id that can be one: they exist, and cannot be asked for. */
  unreadable: number;
  /** How many endpoints emnify says there are, where it says so. */
  totalCount?: number;
}

/** A page as emnify answers it. */
export interface ListAnswer extends EndpointPage {
  /** All endpoints of the page, also those of earlier pages. */
  endpoints: Endpoint[];
  totalPages?: number;
}

/** Asks emnify for one page; the first one is 1. */
export type AskForPage = (page: number) => Promise<ListAnswer>;

/** The second pass finds what slipped through the first. */
const MOST_PASSES = 2;
/** A list of a million endpoints; a server that never comes to an end is none of emnify's. */
const MOST_PAGES = 1000;

/**
 * Yields every endpoint once. A device deleted meanwhile moves the others one place up, so that one slips from an
 * unread page to a read one; then the list is read again.
 */
export async function* readEndpointList(ask: AskForPage): AsyncGenerator<EndpointPage> {
  const yielded = new Set<string>();
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    let found = 0;
    let mostCounted = 0;
    for await (const { endpoints, unreadable, totalCount } of readPages(ask)) {
      found += endpoints.length + unreadable;
      // The largest count of all pages: the one on the last page no longer has what was deleted on the way.
      mostCounted = Math.max(mostCounted, totalCount ?? 0);
      yield { endpoints: newTo(yielded, endpoints), unreadable: pass === 1 ? unreadable : 0, totalCount };
    }
    if (found >= mostCounted) return;
  }
}

/** One pass from the first page to the last, which is the one that says so or that has nothing new. */
async function* readPages(ask: AskForPage): AsyncGenerator<EndpointPage> {
  const read = new Set<string>();
  for (let page = 1; ; page++) {
    const { totalPages, ...answer } = await ask(page);
    if (page === 1) requireCount(answer);
    const endpoints = newTo(read, answer.endpoints);
    // A page past the last one is the last one again, so an empty page is no end to wait for.
    const repeated = endpoints.length === 0 && (answer.endpoints.length > 0 || totalPages === undefined);
    if (repeated && page > 1) return;
    yield { ...answer, endpoints };
    if (totalPages !== undefined && page >= totalPages) return;
    if (page === MOST_PAGES) throw new UnexpectedResponseError(`The list of endpoints has no end after ${page} pages`);
  }
}

/** Endpoints whose ids are not in the set yet, and are from now on. */
function newTo(ids: Set<string>, endpoints: Endpoint[]): Endpoint[] {
  return endpoints.filter(({ id }) => {
    const isNew = !ids.has(id);
    ids.add(id);
    return isNew;
  });
}

/** @throws {UnexpectedResponseError} for a list with nothing in it, unless emnify says that nothing should be */
function requireCount({ endpoints, unreadable, totalCount }: EndpointPage): void {
  if (endpoints.length + unreadable > 0 || totalCount !== undefined) return;
  throw new UnexpectedResponseError(
    'The list of endpoints is empty, and emnify does not say that there are none (no X-Total-Count)',
  );
}
