import { type Alert, isLate } from './alert.ts';
import type { Notification } from './digest.ts';
import { beside } from './money.ts';
import { shortMonth } from './period.ts';
import { shorten, toAscii } from './text.ts';
import { costOn, endpoints, nameIn, newestOf, tally, tallyInBrief } from './wording.ts';

/** SNS takes subjects of fewer than 100 ASCII characters without line breaks (Publish, parameter Subject). */
const MAX_LENGTH = 99;
const ENDING = ' - emnify cost alert';
/** Enough of a name to know the device by; the ending and the month go before it gets shorter. */
const LEAST_NAME = 12;

/** The line that a person sees first. What gives way to the length: a long name, ending, month; never an amount. */
export function renderSubject(notification: Notification): string {
  const { event, severity, alerts } = notification;
  const tag = event === 'test' ? '[TEST]' : `[${severity.toUpperCase()}]`;
  const month = `, ${monthOf(newestOf(alerts))}`;
  if (event === 'digest') return `${tag} ${tallyInBrief(tally(alerts), endpoints)}${month}${ENDING}`;

  const [first] = alerts;
  const name = nameIn(first.endpoint, toAscii);
  const figures = `: ${figuresOf(first)}`;
  const roomBefore = (rest: string): number => MAX_LENGTH - tag.length - 1 - rest.length;
  const rest =
    [`${figures}${month}${ENDING}`, `${figures}${month}`, figures].find(
      (candidate) => roomBefore(candidate) >= Math.min(name.length, LEAST_NAME),
    ) ?? `: ${first.ratioPct}% of its limit`;
  return `${tag} ${shorten(name, roomBefore(rest))}${rest}`;
}

function monthOf(alert: Alert): string {
  return `${shortMonth(alert.period)}${isLate(alert) ? ', late' : ''}`;
}

function figuresOf({ currency, spend, limit, ratioPct, meter }: Alert): string {
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${meterName}${currency} ${beside(limit, spend)} of ${currency} ${beside(limit, limit)} (${ratioPct}%)`;
}
