import { shorten } from '../domain/values/text.ts';
import type { Observers } from '../runtime/observability.ts';
import type { NotifyRun } from './run-notify.ts';
import type { SentNow } from './send-now.ts';

const LONGEST_REASON = 300;

/** Says what was sent and what waits. A run with nothing to do is silent. */
export function recordRun(run: NotifyRun | SentNow, { logger, facts }: Observers): void {
  if (run.kind === 'sent') logger.info('sent by hand', { run });
  if (run.kind !== 'ran') return;
  const { composed, sent, setAside, failing, waiting } = run;
  if (composed.kind === 'composed') logger.info('notification composed', { composed });
  if (sent.length > 0) logger.info('messages sent', { sent, waiting });
  for (const trouble of failing) logger.warn('channel fails', { trouble, waiting });
  for (const message of setAside) {
    const { channel, scopes, reason } = message;
    facts.note('setAside', shorten(`${channel} about ${scopes.join(', ')}: ${reason}`, LONGEST_REASON));
    logger.error('message set aside', { message });
  }
}
