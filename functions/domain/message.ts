import type { Notification } from './digest.ts';
import { renderEmail } from './render-email.ts';
import { renderJson } from './render-json.ts';
import { renderSms } from './render-sms.ts';
import { renderSubject } from './render-subject.ts';

/** One notification in every form that a subscription can ask for. */
export interface Message {
  /** ASCII, one line, at most 99 characters: SNS refuses anything else. */
  subject: string;
  email: string;
  /** One GSM-7 segment of at most 140 characters. */
  sms: string;
  /** For SQS, Lambda and HTTPS: one JSON document. */
  json: string;
  /** What filter policies can ask for: critical alerts to the phone, one budget's alerts to one team. */
  attributes: { severity: string; event: string; budget: string[] };
}

/** A notification as it is kept, for the daily report and for who wants it once more. */
export interface SentNotification {
  notificationId: string;
  /** ISO 8601. */
  sentAt: string;
  alerts: number;
  message: Message;
}

/** Every form of a notification; pure, so that a dry run shows exactly what would be sent. */
export function renderMessage(notification: Notification): Message {
  return {
    subject: renderSubject(notification),
    email: renderEmail(notification),
    sms: renderSms(notification),
    json: renderJson(notification),
    attributes: { severity: notification.severity, event: notification.event, budget: notification.budgets },
  };
}
