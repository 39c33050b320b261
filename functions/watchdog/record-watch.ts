import { speechInBrief } from '../domain/messages/render-watchdog.ts';
import type { Observers } from '../runtime/observability.ts';
import type { Watch } from './watch.ts';

/** Says what the watchdog has found. A run that finds nothing is silent. */
export function recordWatch({ active, speech, isOvertaken }: Watch, { logger }: Pick<Observers, 'logger'>): void {
  if (isOvertaken) logger.info('another run of the watchdog was faster');
  if (active.length > 0) logger.warn('conditions hold', { active });
  if (speech) logger.info('the watchdog speaks', { speech: speechInBrief(speech) });
}
