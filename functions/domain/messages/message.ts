import type { Channel } from './channel.ts';
import type { ChannelMessage, ComposedMessage, Form, MessageAttributes } from './delivery.ts';
import { about, type Notification } from './digest.ts';
import { renderEmail } from './render-email.ts';
import { type DocumentPart, partsThatFit, renderJson } from './render-json.ts';
import { type LeftOut, renderSms } from './render-sms.ts';
import { renderSubject } from './render-subject.ts';
import { inShort } from './short-form.ts';
import type { TextRation } from './text-ration.ts';

type Alerts = Notification['alerts'];

/**
 * Composes all messages of a notification: one text where its ration allows one, one mail, and as many documents for
 * machines as its alerts need. Pure, so that a dry run shows exactly what would be sent.
 */
export function composeMessages(notification: Notification, ration?: TextRation): ComposedMessage[] {
  const { alerts } = notification;
  const count = alerts.length;
  const whole = { from: 0, to: count, form: 'full' as const };
  const [first, ...others] = ration?.alerts ?? alerts;
  const text = first && renderText(about(notification, [first, ...others]), ration);
  return [
    ...(text ? [{ channel: 'text' as const, ...whole, message: text }] : []),
    { channel: 'mail', ...whole, message: renderMail(notification) },
    ...partsThatFit(alerts).map(({ from, to }): ComposedMessage => {
      const part = { ...notification, alerts: alerts.slice(from, to) as Alerts };
      return { channel: 'event', from, to, form: 'full', message: renderEvent(part, { from, count, form: 'full' }) };
    }),
  ];
}

/** Composes one message again, after SNS has refused it. @param alerts the alerts of its range, in order */
export function recompose(
  { channel, from, to }: Pick<ComposedMessage, 'channel' | 'from' | 'to'>,
  form: Form,
  { notification, count }: { notification: Omit<Notification, 'alerts'>; count: number },
  alerts: Alerts,
): ComposedMessage {
  const full: Notification = { ...notification, alerts };
  const part = form === 'short' ? inShort(full) : full;
  const render: Record<Channel, () => ChannelMessage> = {
    text: () => renderText(about(part, part.alerts)),
    mail: () => renderMail(about(part, part.alerts)),
    event: () => renderEvent(part, { from, count, form }),
  };
  return { channel, from, to, form, message: render[channel]() };
}

function renderText(notification: Notification, leftOut?: LeftOut): ChannelMessage {
  return { body: renderSms(notification, leftOut), attributes: attributesOf(notification) };
}

function renderMail(notification: Notification): ChannelMessage {
  return {
    subject: renderSubject(notification),
    body: renderEmail(notification),
    attributes: attributesOf(notification),
  };
}

function renderEvent(notification: Notification, part: DocumentPart): ChannelMessage {
  const budget = [...new Set(notification.alerts.map((alert) => alert.budget))].sort();
  return { body: renderJson(notification, part), attributes: { ...attributesOf(notification), budget } };
}

function attributesOf({ severity, event, budgets, notificationId }: Notification): MessageAttributes {
  return { severity, event, budget: budgets, notification: notificationId };
}
