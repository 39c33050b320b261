import * as z from 'zod';
import { type Endpoint, endpointId } from '../domain/costs/endpoint.ts';
import { bounded, boundedTags, unlisted } from './bounded.ts';
import type { ListAnswer } from './endpoint-pages.ts';
import { UnexpectedResponseError } from './errors.ts';
import type { Exchange } from './http.ts';

const text = z.union([z.string(), z.number()]).transform(String).catch('');
const named = z.object({ name: text });
const profile = z.object({ id: text, name: text }).catch({ id: '', name: '' });

/**
 * What we need of an item of `GET /api/v1/endpoint`. Insists on the id. Everything else may be missing, null, of any
 * length or of another type, as recordings of the API show (`tags` null, `sim` absent), and must not hide a device.
 */
const endpointItem = z.object({
  id: z.union([z.number(), z.string()]),
  name: text,
  tags: z.string().catch(''),
  tag_assignments: z.array(named.catch({ name: '' })).catch([]),
  status: z.object({ description: text }).catch({ description: '' }),
  imei: text,
  sim: z
    .object({ iccid: text, status: z.object({ description: text }).catch({ description: '' }) })
    .catch({ iccid: '', status: { description: '' } }),
  tariff_profile: profile,
  service_profile: profile,
});

/** An endpoint as we know it, or `undefined` for an item without an id that can be asked about. */
export function parseEndpoint(item: unknown): Endpoint | undefined {
  const parsed = endpointItem.safeParse(item);
  const id = parsed.success ? endpointId(parsed.data.id) : undefined;
  if (!parsed.success || id === undefined) return undefined;
  const { name, tags, tag_assignments: assignments, status, sim } = parsed.data;
  const listed = assignments.map((assignment) => assignment.name).filter((tag) => tag.trim() !== '');
  const tariffProfile = nameOrId(parsed.data.tariff_profile);
  const serviceProfile = nameOrId(parsed.data.service_profile);
  return {
    id,
    name: bounded(name),
    tags: boundedTags(listed, tags),
    ...(listed.length > 0 && unlisted(listed, tags).length === 0 && { areTagsWhole: true as const }),
    status: bounded(status.description),
    ...(sim.iccid && { iccid: bounded(sim.iccid) }),
    ...(parsed.data.imei && { imei: bounded(parsed.data.imei) }),
    ...(sim.status.description && { simStatus: bounded(sim.status.description) }),
    ...(tariffProfile && { tariffProfile }),
    ...(serviceProfile && { serviceProfile }),
  };
}

function nameOrId({ id, name }: z.output<typeof profile>): string {
  return bounded(name.trim() || id);
}

/** The largest page that recordings of the API show; a larger one would be cut down silently. */
export const PER_PAGE = 1000;

/** `GET /api/v1/endpoint`. @param get asks emnify for a path */
export async function askForPage(get: (path: string) => Promise<Exchange>, page: number): Promise<ListAnswer> {
  const { headers, body } = await get(`/api/v1/endpoint?page=${page}&per_page=${PER_PAGE}&sort=id`);
  if (!Array.isArray(body)) throw new UnexpectedResponseError(`Page ${page} of the endpoints is not a list`);
  const items = body.map(parseEndpoint);
  const endpoints = items.filter((endpoint) => endpoint !== undefined);
  return { endpoints, unreadable: items.length - endpoints.length, ...readPageInfo(headers) };
}

/** Where a page stands in the whole list, as far as its headers say. */
export interface PageInfo {
  totalPages?: number;
  totalCount?: number;
}

/** emnify sends `X-Total-Pages` and `X-Total-Count`, and since 2024 also `X-Pages` and `X-Count`. */
export function readPageInfo(headers: Headers): PageInfo {
  return {
    totalPages: wholeNumber(headers.get('x-total-pages')) ?? wholeNumber(headers.get('x-pages')),
    totalCount: wholeNumber(headers.get('x-total-count')) ?? wholeNumber(headers.get('x-count')),
  };
}

function wholeNumber(header: string | null): number | undefined {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}
