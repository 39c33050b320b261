import type { OpenNotification } from '../contracts/deliveries.ts';
import { inChunks } from '../contracts/in-chunks.ts';
import type { Progress } from './deliver-due.ts';
import type { NotifyDeps } from './notify-deps.ts';

/**
 * Marks the alerts of a stored notification as sent, a list at a time, and the notification as done when nothing of it
 * is left to do. What a run does not get to is done by the next one.
 *
 * @param progress what this run has sent of it
 */
export async function settle(
  { notificationLog, deliveries }: NotifyDeps,
  { head, lists }: OpenNotification,
  progress: Progress,
  mayGoOn: () => boolean,
): Promise<void> {
  const { key, composedAt: sentAt, subject, alerts, notification } = head;
  const unsettled = lists.filter(({ isSettled }) => !isSettled);
  const notificationId = notification?.notificationId ?? '';
  while (unsettled[0] && mayGoOn()) {
    const [list] = unsettled;
    await inChunks(list.alerts, (alert) => notificationLog.markSent(alert, { at: sentAt, notificationId }));
    await deliveries.markSettled(key, list);
    unsettled.shift();
  }
  const isDone = progress.waiting === 0 && unsettled.length === 0;
  if (notification && (progress.sent > 0 || isDone)) {
    const setAside = (head.setAside ?? 0) + progress.setAside;
    await deliveries.keepSent({ key, notificationId, sentAt, alerts, subject, ...(setAside > 0 && { setAside }) });
  }
  if (isDone) await deliveries.markDone(key);
}
