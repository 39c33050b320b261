import type { Notification } from '../domain/digest.ts';
import { type Message, renderMessage } from '../domain/message.ts';

/** What went out, and under which ids. */
export interface Sent {
  kind: 'told';
  alerts: number;
  subject: string;
  notificationId: string;
  messageId: string;
}

/** Renders a notification and publishes it. @throws when the topic refuses */
export async function publish(
  { topic }: { topic: { publish(message: Message): Promise<string> } },
  notification: Notification,
): Promise<{ sent: Sent; message: Message }> {
  const message = renderMessage(notification);
  const messageId = await topic.publish(message);
  const { notificationId, alerts } = notification;
  return {
    sent: { kind: 'told', alerts: alerts.length, subject: message.subject, notificationId, messageId },
    message,
  };
}
