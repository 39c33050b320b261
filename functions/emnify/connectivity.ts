import * as z from 'zod';
import type { EndpointLocation } from '../domain/costs/endpoint-location.ts';
import { oneLine, singleLine } from '../domain/values/text.ts';
import { bounded } from './bounded.ts';
import { UnexpectedResponseError } from './errors.ts';
import { hasAnyOf, quoted } from './monthly-stats.ts';

/** The access technologies by their numbers in 3GPP TS 29.274, section 8.17. */
const TECHNOLOGIES = new Map([
  ['1', '3G'],
  ['2', '2G'],
  ['3', 'Wi-Fi'],
  ['5', '3G'],
  ['6', '4G'],
  ['8', 'NB-IoT'],
  ['9', 'LTE-M'],
  ['10', '5G'],
]);

const text = z
  .string()
  .transform((written) => bounded(singleLine(written)))
  .catch('');
const number = z
  .union([z.number(), z.string()])
  .transform((id) => TECHNOLOGIES.get(String(id).trim()) ?? '')
  .catch('');
const name = z
  .object({ name: text })
  .transform((named) => named.name)
  .catch('');

/** emnify documents an object here, and its events have the number alone. */
const technology = z.union([
  z
    .object({ rat_type_id: number, description: text })
    .transform(({ rat_type_id: id, description }) => description || id),
  number,
]);

const location = z
  .object({ operator: z.object({ name: text, country: name }).catch({ name: '', country: '' }), country: name })
  .catch({ operator: { name: '', country: '' }, country: '' });

const answer = z.object({ location, pdp_context: z.object({ rat_type: technology }).catch({ rat_type: '' }) });
/** What an answer with anything in it has one of; an error that comes with HTTP 200 has none. */
const ANSWER_KEYS = ['status', 'location', 'pdp_context', 'services'];

/**
 * Reads the answer of `GET /api/v1/endpoint/{id}/connectivity`. What is missing or odd in it is left out.
 *
 * @returns nothing of an endpoint that is offline
 * @throws {UnexpectedResponseError} when the answer is about something else
 */
export function parseLocation(body: unknown, endpointId: string): EndpointLocation | undefined {
  const parsed = answer.safeParse(body);
  if (!parsed.success || !hasAnyOf(ANSWER_KEYS, body)) {
    throw new UnexpectedResponseError(
      `The connectivity of endpoint ${oneLine(endpointId)} makes no sense: the answer is ${quoted(body)}`,
    );
  }
  const { operator, ...at } = parsed.data.location;
  const found = {
    country: at.country || operator.country,
    operator: operator.name,
    technology: parsed.data.pdp_context.rat_type,
  };
  const known = Object.entries(found).filter(([, value]) => value !== '');
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}
