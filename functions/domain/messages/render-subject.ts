import { type Alert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { shortMonth } from '../values/month.ts';
import { shorten, toAscii } from '../values/text.ts';
import type { Notification } from './digest.ts';
import { costOn, FAULT_WORDS, hoursInWords, nameIn, newestOf, summaryOf } from './wording.ts';

/** SNS takes subjects of fewer than 100 ASCII characters without line breaks (Publish, parameter Subject). */
const MAX_LENGTH = 99;
const ENDING = ' - emnify cost alert';
/** Enough of a name to recognise the device. The ending and the month go before the name gets shorter. */
const LEAST_NAME = 12;

/**
 * Writes the subject of a mail. Where it is too long, the ending goes, then the month, then a long name is cut. Amounts
 * always stay.
 */
export function renderSubject(notification: Notification): string {
  const { event, severity, alerts } = notification;
  const tag = event === 'test' ? '[TEST]' : `[${severity.toUpperCase()}]`;
  const month = `, ${monthOf(newestOf(alerts))}`;
  const summary = summaryOf(notification, true)?.replace(/^[a-z]/, (letter) => letter.toUpperCase());
  if (summary !== undefined) {
    const candidates = [`${tag} ${summary}${month}${ENDING}`, `${tag} ${summary}${month}`];
    return shorten(candidates.find((text) => text.length <= MAX_LENGTH) ?? `${tag} ${summary}`, MAX_LENGTH);
  }

  const [first] = alerts;
  const name = nameIn(first.scope, toAscii);
  const figures = `: ${figuresOf(first)}`;
  const roomBefore = (rest: string): number => MAX_LENGTH - tag.length - 1 - rest.length;
  const rest =
    [`${figures}${month}${ENDING}`, `${figures}${month}`, figures].find(
      (candidate) => roomBefore(candidate) >= Math.min(name.length, LEAST_NAME),
    ) ?? `: ${isSpendAlert(first) ? `${first.ratioPct}% of its limit` : FAULT_WORDS[first.kind]}`;
  return `${tag} ${shorten(name, roomBefore(rest))}${rest}`;
}

function monthOf(alert: Alert): string {
  return `${shortMonth(alert.period)}${isLate(alert) ? ', late' : ''}`;
}

function figuresOf(alert: Alert): string {
  if (!isSpendAlert(alert)) return FAULT_WORDS[alert.kind];
  if (alert.kind === 'forecast') return `forecast ${amounts(alert, alert.forecast?.expectedAtEnd ?? alert.spend)}`;
  const share = `${amounts(alert, alert.spend)} (${alert.ratioPct}%)`;
  return alert.kind === 'time-to-limit' ? `${share}, limit ${hoursInWords(alert.hoursLeft)}` : share;
}

/** `"data cost EUR 6.10 of EUR 5.00"` */
function amounts({ currency, limit, meter }: SpendAlert, amount: string): string {
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${meterName}${currency} ${beside(limit, amount)} of ${currency} ${beside(limit, limit)}`;
}
