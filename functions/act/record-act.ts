import type { Observers } from '../runtime/observability.ts';
import type { Acted } from './act-deps.ts';

/** Logs a press by its id. Names and reasons are in the table. */
export function recordAct({ kind, id }: Acted, { logger }: Pick<Observers, 'logger'>): void {
  logger.info(`press ${kind}`, { press: id });
}
