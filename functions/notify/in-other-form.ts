import type { ListedAlert, OpenNotification } from '../contracts/deliveries.ts';
import type { Alert } from '../domain/judging/alert.ts';
import type { ComposedMessage, Delivery, Form, Range } from '../domain/messages/delivery.ts';
import { recompose } from '../domain/messages/message.ts';
import type { NotifyDeps } from './notify-deps.ts';

/**
 * What to send in place of a message that SNS refuses as invalid: the same in its short form; where that is refused,
 * two halves, of which one is right. A text is not split: it names three devices at most, and stays about those alerts
 * that its ration allowed.
 *
 * @returns nothing where there is nothing left to try: a single alert in short, or a message without alerts
 */
export async function inOtherForm(
  { notificationLog }: Pick<NotifyDeps, 'notificationLog'>,
  { channel, from, to, form }: Delivery,
  { head, lists }: OpenNotification,
): Promise<ComposedMessage[]> {
  const { notification, alerts: count } = head;
  const [range, ...others] = form === 'full' ? [{ from, to }] : halves({ from, to });
  if (!notification || !range || (form === 'short' && channel === 'text')) return [];
  const nextForm: Form = form === 'full' ? 'short' : 'full';
  const listed = lists.flatMap(({ alerts }) => alerts);
  const isMeant = ({ isTexted }: ListedAlert): boolean => channel !== 'text' || isTexted;
  const messages: ComposedMessage[] = [];
  for (const part of [range, ...others]) {
    const [first, ...rest] = await notificationLog.alertsAt(listed.slice(part.from, part.to).filter(isMeant));
    if (!first) continue;
    const alerts: [Alert, ...Alert[]] = [first, ...rest];
    messages.push(recompose({ channel, ...part }, nextForm, { notification, count }, alerts));
  }
  return messages;
}

function halves({ from, to }: Range): Range[] {
  if (to - from < 2) return [];
  const middle = Math.ceil((from + to) / 2);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}
