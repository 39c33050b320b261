import { type Alert, type CrossedAlert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { formatMomentInYear, shortMonth } from '../values/month.ts';
import { shorten } from '../values/text.ts';
import type { Notification } from './digest.ts';
import { leftOut } from './email-facts.ts';
import { identity } from './email-steps.ts';
import { costOn, FAULT_WORDS, hoursInWords, scopeInWords } from './wording.ts';

/** Writes the alerts of a digest, which are safe for a mail, as a table with one line each. */
export function table(alerts: Alert[], { event }: Notification): string {
  const cells = alerts.map((alert) => [
    shorten(alert.scope.kind === 'endpoint' ? alert.scope.name : scopeInWords(alert.scope), 32),
    ...(isSpendAlert(alert) ? [figuresOf(alert), `${alert.ratioPct} %`] : [FAULT_WORDS[alert.kind], '']),
    `${isSpendAlert(alert) ? news(alert) : alert.reason}${lateness(alert)}${firstCheck(alert, event)}`,
    `${identity(alert.scope)}, budget "${alert.budget}"${isSpendAlert(alert) && leftOut(alert).length > 0 ? ', not all costs known' : ''}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)));
  return cells.map((row) => `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('   ')}`).join('\n');
}

/** The news of one line. */
function news(alert: SpendAlert): string {
  if (alert.kind === 'crossed') return `crossed ${alert.reachedPct} %${digestHistory(alert)}`;
  if (alert.kind === 'time-to-limit') return `limit ${hoursInWords(alert.hoursLeft)}`;
  return `about ${alert.currency} ${beside(alert.limit, alert.forecast?.expectedAtEnd ?? alert.spend)} at month end`;
}

function lateness(alert: Alert): string {
  return isLate(alert) ? `, ${shortMonth(alert.period)}, late` : '';
}

function firstCheck({ baseline }: Alert, event: Notification['event']): string {
  return baseline && event !== 'baseline' ? ', at first check' : '';
}

function figuresOf({ meter, currency, spend, limit }: SpendAlert): string {
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${meterName}${currency} ${beside(limit, spend)} of ${beside(limit, limit)}`;
}

function digestHistory({ alreadySent }: CrossedAlert): string {
  const last = alreadySent.at(-1);
  return last ? ` (${last.thresholdPct} % sent ${formatMomentInYear(new Date(last.at))})` : '';
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}
