import * as z from 'zod';
import type { OrganisationFigures } from '../domain/costs/emnify-figures.ts';
import { compare, ZERO } from '../domain/values/money.ts';
import { UnexpectedResponseError } from './errors.ts';
import { currencyFields, currencyOf, figure, hasAnyOf, parseMonths, quoted, read } from './monthly-stats.ts';

/** What emnify reports of an organisation beside its traffic; some of it has a cost, and none of it is traffic. */
const NOT_TRAFFIC = [
  'sim',
  'users',
  'service_profiles',
  'tariff_profiles',
  'active_chargeable_sims',
  'hosting_fees',
  'inclusive_volume',
  'prepaid_balance',
];

/**
 * Reads the answer of `GET /api/v1/organisation/my/stats`. Its traffic is that of this organisation and its children.
 * Absent, null and empty months are no traffic.
 *
 * @throws {UnexpectedResponseError} naming the field that makes no sense; a cost is never guessed
 */
export function parseOrganisationStats(body: unknown): OrganisationFigures['stats'] {
  return parseMonths(body, {
    whose: 'the organisation',
    answerKeys: ['current_month', 'last_month', ...NOT_TRAFFIC],
    notTraffic: NOT_TRAFFIC,
  });
}

const details = z.object({
  monthly_cost_limit: figure,
  currency_id: currencyFields.currency_id.catch(undefined),
  currency: currencyFields.currency.catch(undefined),
});
/** What an answer with anything in it has one of; an error that comes with HTTP 200 has none. */
const DETAILS_KEYS = ['id', 'name', 'monthly_cost_limit'];

/**
 * Reads the limit in the answer of `GET /api/v1/organisation/my`. Absent, null, zero and less are no limit.
 *
 * @throws {UnexpectedResponseError} when there is a limit that is no number, or the answer is about something else
 */
export function parseCostLimit(body: unknown): OrganisationFigures['limit'] {
  const parsed = details.safeParse(body);
  const isDetails = typeof body === 'object' && body !== null && !Array.isArray(body) && hasAnyOf(DETAILS_KEYS, body);
  if (!isDetails) throw unexpected('it', body);
  if (!parsed.success) throw unexpected('monthly_cost_limit', Reflect.get(body, 'monthly_cost_limit'));
  const amount = read(parsed.data.monthly_cost_limit);
  if (compare(amount, ZERO) <= 0) return undefined;
  const currency = currencyOf(parsed.data);
  return { amount, ...(currency && { currency }) };
}

function unexpected(field: string, value: unknown): UnexpectedResponseError {
  return new UnexpectedResponseError(`The answer about the organisation makes no sense: ${field} is ${quoted(value)}`);
}
