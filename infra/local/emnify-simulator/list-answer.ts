import { type Answer, apiError, badRequest, json } from './answer.ts';
import { endpointItem, statusId } from './endpoint-answer.ts';
import type { SimulatedEndpoint } from './fleet.ts';

/**
 * Answers `GET /api/v1/endpoint`: one page as a bare array, everything about paging in headers. `endpoints` come by
 * ascending id, which is therefore the order among equals.
 */
export function listEndpoints(endpoints: SimulatedEndpoint[], query: URLSearchParams, maxPerPage: number): Answer {
  const page = wholeNumber(query.get('page') ?? '1');
  const perPage = wholeNumber(query.get('per_page') ?? String(maxPerPage));
  if (page === undefined) return badRequest('Cannot parse parameter page as Int');
  if (perPage === undefined) return badRequest('Cannot parse parameter per_page as Int');
  const filter = query.get('q');
  const sort = query.get('sort') ?? 'id';
  const matches = filterBy(filter ?? '');
  if (!matches) return apiError(422, 1301, 'UnsupportedFilter', `Unsupported filter: ${filter}`);
  const order = orderBy(sort);
  if (!order) return apiError(422, 1302, 'UnsupportedSorting', `Unsupported sorting: ${sort}`);

  const found = endpoints.filter(matches).sort(order);
  const size = clamp(perPage, 1, maxPerPage);
  const pages = Math.ceil(found.length / size);
  const shown = clamp(page, 1, Math.max(1, pages));
  return json(200, found.slice((shown - 1) * size, shown * size).map(endpointItem), {
    ...pagingHeaders(shown, pages, size, found.length),
    'X-Sort': sort,
    ...(filter !== null && { 'X-Filter': encodeURIComponent(filter) }),
  });
}

/** emnify has sent both spellings side by side since 2024. */
function pagingHeaders(page: number, pages: number, perPage: number, count: number): Record<string, string> {
  return {
    'X-Current-Page': String(page),
    'X-Page': String(page),
    'X-Total-Pages': String(pages),
    'X-Pages': String(pages),
    'X-Count-Per-Page': String(perPage),
    'X-Per-Page': String(perPage),
    'X-Total-Count': String(count),
    'X-Count': String(count),
  };
}

type Criterion = (endpoint: SimulatedEndpoint) => boolean;

/** The filters. emnify does not document whether tags and names match in whole or in part; here they match in part, ignoring case. */
const FILTERS = new Map<string, (wanted: string) => Criterion>([
  ['id', (wanted) => (endpoint) => String(endpoint.id) === wanted],
  ['status', (wanted) => (endpoint) => String(statusId(endpoint)) === wanted],
  ['name', (wanted) => (endpoint) => contains(endpoint.name, wanted)],
  ['tags', (wanted) => (endpoint) => contains(endpoint.tags ?? '', wanted)],
]);

function filterBy(filter: string): Criterion | undefined {
  const criteria: Criterion[] = [];
  for (const part of filter.split(',').filter((text) => text !== '')) {
    const [, field = '', wanted = ''] = /^(\w+):(.+)$/.exec(part.trim()) ?? [];
    const criterion = FILTERS.get(field);
    if (!criterion) return undefined;
    criteria.push(criterion(wanted));
  }
  return (endpoint) => criteria.every((criterion) => criterion(endpoint));
}

type Order = (a: SimulatedEndpoint, b: SimulatedEndpoint) => number;

const ORDERS = new Map<string, Order>([
  ['id', (a, b) => a.id - b.id],
  ['name', (a, b) => a.name.localeCompare(b.name, 'en')],
  ['status', (a, b) => statusId(a) - statusId(b)],
  ['tags', (a, b) => (a.tags ?? '').localeCompare(b.tags ?? '', 'en')],
]);

function orderBy(sort: string): Order | undefined {
  const orders: Order[] = [];
  for (const part of sort.split(',')) {
    // A plus sign that the caller did not encode arrives as a space.
    const [, direction = '', field = ''] = /^([-+ ]?)(\w+)$/.exec(part) ?? [];
    const order = ORDERS.get(field);
    if (!order) return undefined;
    orders.push(direction === '-' ? (a, b) => order(b, a) : order);
  }
  return (a, b) => orders.reduce((decided, order) => decided || order(a, b), 0);
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
