import { shorten } from '../domain/values/text.ts';
import type { Observers } from '../runtime/observability.ts';
import type { NotifyRun } from './run-notify.ts';
import type { SentNow } from './send-now.ts';

/** A channel that fails once is tried again in a minute; an alarm is raised for one that fails twice in a row. */
const FAILURES_BEFORE_ALARM = 2;

const LONGEST_REASON = 300;

/** Says what was sent and what waits. A run with nothing to do is silent in the log and still counts as a sign of life. */
export function recordRun(run: NotifyRun | SentNow, { logger, metrics, facts }: Observers): void {
  metrics.addMetric('NotifyRuns', 'Count', 1);
  if (run.kind === 'sent') logger.info('sent by hand', { run });
  if (run.kind !== 'ran') return;
  const { composed, sent, setAside, failing, waiting } = run;
  if (composed.kind === 'composed') {
    metrics.addMetric('NotificationsSent', 'Count', 1);
    metrics.addMetric('AlertsSent', 'Count', composed.alerts);
    logger.info('notification composed', { composed });
  }
  if (sent.length > 0) logger.info('messages sent', { sent, waiting });
  const lasting = failing.filter(({ failures }) => failures >= FAILURES_BEFORE_ALARM);
  if (lasting.length > 0) metrics.addMetric('ChannelsFailing', 'Count', lasting.length);
  for (const trouble of failing) logger.warn('channel fails', { trouble, waiting });
  if (setAside.length > 0) metrics.addMetric('MessagesSetAside', 'Count', setAside.length);
  for (const message of setAside) {
    const { channel, scopes, reason } = message;
    facts.note('setAside', shorten(`${channel} about ${scopes.join(', ')}: ${reason}`, LONGEST_REASON));
    logger.error('message set aside', { message });
  }
}
