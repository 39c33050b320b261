import * as z from 'zod/mini';
import type { EndpointStats } from '../domain/stats.ts';
import { oneLine } from '../domain/text.ts';
import { figure, parseMonths } from './monthly-stats.ts';
import { orElse } from './or-else.ts';

/** `["06:38", 0]`, one for each minute. */
const minute = orElse(z.tuple([z.unknown(), figure]), ['', 0]);
const minutes = orElse(z.array(minute), []);
const bothWays = orElse(z.object({ rx: minutes, tx: minutes }), { rx: [], tx: [] });
const lastHour = orElse(z.record(z.string(), bothWays), {});
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
