import * as z from 'zod';
import type { EndpointStats } from '../domain/costs/emnify-figures.ts';
import { oneLine } from '../domain/values/text.ts';
import { figure, parseMonths } from './monthly-stats.ts';

/** `["06:38", 0]`, one for each minute. */
const minute = z.tuple([z.unknown(), figure]).catch(['', 0]);
const minutes = z.array(minute).catch([]);
const bothWays = z.object({ rx: minutes, tx: minutes }).catch({ rx: [], tx: [] });
const lastHour = z.record(z.string(), bothWays).catch({});
const answer = z.object({ last_hour: lastHour });

/**
 * Reads the answer of `GET /api/v1/endpoint/{id}/stats`. What is odd in `last_hour` is no traffic: it only says that
 * a device is alive, and must not hide what it costs.
 *
 * @throws {UnexpectedResponseError} naming the field of a month that makes no sense; a cost is never guessed
 */
export function parseStats(body: unknown, endpointId: string): EndpointStats {
  const whose = `endpoint ${oneLine(endpointId)}`;
  const months = parseMonths(body, { whose, answerKeys: ['current_month', 'last_month', 'last_hour'] });
  const kinds = Object.values(answer.parse(body).last_hour);
  const activeLastHour = kinds.some(({ rx, tx }) => [...rx, ...tx].some(([, amount]) => Number(amount ?? 0) > 0));
  return { ...months, activeLastHour };
}
