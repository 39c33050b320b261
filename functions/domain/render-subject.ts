import { type Alert, isLate } from './alert.ts';
import type { Notification } from './digest.ts';
import { formatMoney } from './money.ts';
import { shortMonth } from './period.ts';
import { shorten, toAscii } from './text.ts';
import { costOn, endpoints, newestOf, tally, tallyInBrief } from './wording.ts';

/** SNS takes subjects of fewer than 100 ASCII characters without line breaks (Publish, parameter Subject). */
const MAX_LENGTH = 99;
const ENDING = ' - emnify cost alert';

/** The line that a person sees first. The device's name gives way to the length, the amounts never do. */
export function renderSubject(notification: Notification): string {
  const [first] = notification.alerts;
  const tag = notification.event === 'test' ? '[TEST]' : `[${notification.severity.toUpperCase()}]`;
  if (notification.event === 'digest') {
    return `${tag} ${tallyInBrief(tally(notification.alerts), endpoints)}, ${monthOf(newestOf(notification.alerts))}${ENDING}`;
  }
  const figures = `: ${figuresOf(first)}, ${monthOf(first)}${ENDING}`;
  return `${tag} ${shorten(toAscii(first.endpoint.name), MAX_LENGTH - tag.length - 1 - figures.length)}${figures}`;
}

function monthOf(alert: Alert): string {
  return `${shortMonth(alert.period)}${isLate(alert) ? ', late' : ''}`;
}

function figuresOf(alert: Alert): string {
  const { currency, spend, limit, ratioPct, meter } = alert;
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${meterName}${formatMoney({ amount: spend, currency })} of ${formatMoney({ amount: limit, currency })} (${ratioPct}%)`;
}
