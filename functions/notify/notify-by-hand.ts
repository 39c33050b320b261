import { makeTest } from '../domain/digest.ts';
import { periodOf, previousPeriod } from '../domain/period.ts';
import { type NotifyDeps, notifyPending, type Told } from './notify-pending.ts';
import type { NotifyPayload } from './payload.ts';
import { publish, type Sent } from './tell.ts';

/** What the schedule does, or what a person asks for. */
export async function notifyAs(deps: NotifyDeps, { test, resend }: NotifyPayload): Promise<Told> {
  if (resend !== undefined) return await resendNotification(deps, resend.toLowerCase());
  return test ? (await publish(deps, makeTest(deps.now()))).sent : await notifyPending(deps);
}

/** Sends a notification once more, word for word. @throws when no notification of these two months has the ref */
async function resendNotification({ notificationLog, topic, now }: NotifyDeps, ref: string): Promise<Sent> {
  const period = periodOf(now());
  const sent = [
    ...(await notificationLog.sentIn(previousPeriod(period))),
    ...(await notificationLog.sentIn(period)),
  ].findLast(({ notificationId }) => notificationId === ref);
  if (!sent) {
    throw new Error(
      `No notification of this month or the last has the ref ${ref}. The ref is the last line of a mail, and the last word of a text.`,
    );
  }
  const { notificationId, alerts, message } = sent;
  return {
    kind: 'told',
    alerts,
    subject: message.subject,
    notificationId,
    messageId: await topic.publish(message),
  };
}
