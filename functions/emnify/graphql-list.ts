import * as z from 'zod';
import type { Endpoint } from '../domain/endpoint.ts';
import type { ListedUsage } from '../domain/listed-usage.ts';
import { oneLine } from '../domain/text.ts';
import { bounded } from './bounded.ts';
import { PER_PAGE, parseEndpoint } from './endpoint-list.ts';
import type { ListAnswer } from './endpoint-walk.ts';
import { UnexpectedResponseError } from './errors.ts';
import type { Exchange } from './http.ts';

/**
 * The list with what each device has used this month. emnify calls its GraphQL API a preview and publishes no schema:
 * names and arguments are those that its web applications have been seen to use.
 */
const QUERY = `query Endpoints($page: Int, $per_page: Int, $filter: EndpointQueryObjectFilter!, $sorting: [EndpointQueryObjectSort!]!) {
  endpointsQuery(page: $page, per_page: $per_page, filter: $filter, sorting: $sorting) {
    items {
      id name tags
      status { description }
      sim { iccid }
      tariff_profile { id name }
      service_profile { id name }
      stats { current_month { data_volume { total } sms_volume { rx tx } sat_geo_data_volume { total } } }
    }
    meta { count per_page pages }
  }
}`;

const count = z.int().nonnegative().optional().catch(undefined);
/** What is too large for a whole number is no volume, and a sum of two of them would be no number. */
const volume = z.coerce.number().nonnegative().max(Number.MAX_SAFE_INTEGER).catch(0);
const month = z.object({
  data_volume: z.object({ total: volume }).catch({ total: 0 }),
  sms_volume: z.object({ rx: volume, tx: volume }).catch({ rx: 0, tx: 0 }),
  sat_geo_data_volume: z.object({ total: volume }).catch({ total: 0 }),
});
const answer = z.object({
  data: z.object({
    endpointsQuery: z.object({
      items: z.array(z.unknown()),
      meta: z.object({ count, per_page: count, pages: count }).catch({}),
    }),
  }),
});
const errors = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });
const withUsage = z.object({ stats: z.object({ current_month: month.nullable() }) });

/** @param post sends emnify a body as JSON */
export async function askForUsage(post: (body: object) => Promise<Exchange>, page: number): Promise<ListAnswer> {
  const variables = { page, per_page: PER_PAGE, filter: {}, sorting: [] };
  const { body } = await post({ query: QUERY, variables });
  const failed = errors.safeParse(body);
  if (failed.success) {
    const said = oneLine(bounded(failed.data.errors[0]?.message ?? ''));
    throw new UnexpectedResponseError(`emnify's GraphQL list answered with an error: ${said}`);
  }
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new UnexpectedResponseError(`Page ${page} of emnify's GraphQL list has no items`);
  const { items, meta } = parsed.data.data.endpointsQuery;
  const endpoints: Endpoint[] = [];
  const usage = new Map<string, ListedUsage>();
  for (const item of items) {
    const endpoint = parseEndpoint(item);
    if (!endpoint) continue;
    endpoints.push(endpoint);
    const used = usageOf(item);
    if (used) usage.set(endpoint.id, used);
  }
  const totalCount = totalOf(meta);
  return {
    endpoints,
    usage,
    unreadable: items.length - endpoints.length,
    ...(meta.pages !== undefined && { totalPages: meta.pages }),
    ...(totalCount !== undefined && { totalCount }),
  };
}

/** A month without traffic may be null. */
function usageOf(item: unknown): ListedUsage | undefined {
  const parsed = withUsage.safeParse(item);
  if (!parsed.success) return undefined;
  const { current_month: used } = parsed.data.stats;
  if (!used) return { data: 0, sms: 0 };
  return {
    data: used.data_volume.total + used.sat_geo_data_volume.total,
    sms: used.sms_volume.rx + used.sms_volume.tx,
  };
}

/** The count of all endpoints, unless it can only be that of one page. */
function totalOf({
  count: counted,
  per_page: perPage,
  pages,
}: z.output<typeof answer>['data']['endpointsQuery']['meta']) {
  if (counted === undefined || perPage === undefined || pages === undefined) return undefined;
  return counted > (pages - 1) * perPage ? counted : undefined;
}
