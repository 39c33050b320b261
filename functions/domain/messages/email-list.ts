import { type Alert, type CrossedAlert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { formatMomentInYear, shortMonth } from '../values/month.ts';
import { shorten } from '../values/text.ts';
import type { Notification } from './digest.ts';
import { leftOut } from './email-facts.ts';
import { identity } from './email-steps.ts';
import { distinctNames, entryLines } from './list-lines.ts';
import { muteInLine } from './mute-words.ts';
import { limitAtThisPace, paceInBrief } from './pace-words.ts';
import { costOn, FAULT_WORDS, hoursInWords, scopeInWords } from './wording.ts';

const LONGEST_NAME = 32;
const LONGEST_BUDGET = 32;

/**
 * Writes the alerts of a digest, which are safe for a mail, with a few short lines each: how much and what is new, then
 * which device by number, and which budget.
 */
export function listOf(alerts: Alert[], notification: Notification): string {
  const names = namesOf(alerts);
  return alerts
    .flatMap((alert, index) => [
      ...entryLines([`${names[index]}: ${whatOf(alert)}`, ...newsOf(alert, notification)], {
        first: '  ',
        next: '    ',
        between: ', ',
      }),
      ...entryLines(detailsOf(alert), { first: '    ', next: '    ', between: ', ' }),
    ])
    .join('\n');
}

/** The names as they are cut; several alerts of one scope have one name. */
function namesOf(alerts: Alert[]): string[] {
  const scopes = [...new Map(alerts.map(({ scope }) => [`${scope.kind} ${scope.id}`, scope])).values()];
  const names = distinctNames(
    scopes.map((scope) => ({ id: scope.id, name: scope.kind === 'endpoint' ? scope.name : scopeInWords(scope) })),
    LONGEST_NAME,
  );
  const byScope = new Map(scopes.map(({ kind, id }, index) => [`${kind} ${id}`, names[index] ?? id]));
  return alerts.map(({ scope }) => byScope.get(`${scope.kind} ${scope.id}`) ?? scope.id);
}

function whatOf(alert: Alert): string {
  return isSpendAlert(alert) ? `${figuresOf(alert)} (${alert.ratioPct} %)` : FAULT_WORDS[alert.kind];
}

function newsOf(alert: Alert, { event, alerts }: Notification): string[] {
  const mute = muteInLine(alert, alerts);
  return [
    ...(isSpendAlert(alert) ? [spendNews(alert)] : []),
    ...(isLate(alert) ? [`${shortMonth(alert.period)}, late`] : []),
    ...(alert.baseline && event !== 'baseline' ? ['at first check'] : []),
    ...(mute ? [mute] : []),
  ];
}

function spendNews(alert: SpendAlert): string {
  const pace = paceInBrief(alert);
  const soon = limitAtThisPace(alert);
  if (alert.kind === 'anomaly') return `${pace ?? 'unusual pace'}${soon ? `, limit ${soon}` : ''}`;
  if (alert.kind === 'crossed')
    return `crossed ${alert.reachedPct} %${pace ? `, ${pace}` : ''}${soon ? `, limit ${soon}` : ''}`;
  if (alert.kind === 'time-to-limit') return `limit ${hoursInWords(alert.hoursLeft)}`;
  return `about ${alert.currency} ${beside(alert.limit, alert.forecast?.expectedAtEnd ?? alert.spend)} at month end`;
}

function detailsOf(alert: Alert): string[] {
  return [
    ...(alert.scope.kind === 'endpoint' ? [identity(alert.scope)] : []),
    `budget "${shorten(alert.budget, LONGEST_BUDGET)}"`,
    ...(isSpendAlert(alert) && leftOut(alert).length > 0 ? ['not all costs known'] : []),
    ...(alert.kind === 'crossed' ? historyOf(alert) : []),
    ...(isSpendAlert(alert) ? [] : [alert.reason]),
  ];
}

function figuresOf({ meter, currency, spend, limit }: SpendAlert): string {
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${meterName}${currency} ${beside(limit, spend)} of ${beside(limit, limit)}`;
}

function historyOf({ alreadySent }: CrossedAlert): string[] {
  const last = alreadySent.at(-1);
  return last ? [`${last.thresholdPct} % sent ${formatMomentInYear(new Date(last.at))}`] : [];
}
