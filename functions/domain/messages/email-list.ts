import { type Alert, type CrossedAlert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { formatMomentInYear, shortMonth } from '../values/month.ts';
import { shorten } from '../values/text.ts';
import type { Notification } from './digest.ts';
import { leftOut } from './email-facts.ts';
import { identity } from './email-steps.ts';
import { distinctNames, entryLines } from './list-lines.ts';
import { muteInLine } from './mute-words.ts';
import { limitSoon, paceInBrief } from './pace-words.ts';
import { costOn, FAULT_WORDS, placeOf, scopeInWords } from './wording.ts';

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
    ...(isSpendAlert(alert) ? spendNews(alert) : []),
    ...(isLate(alert) ? [`${shortMonth(alert.period)}, late`] : []),
    ...(alert.baseline && event !== 'baseline' ? ['at first check'] : []),
    ...(mute ? [mute] : []),
  ];
}

/** What was crossed, the pace, and the time to the limit, before any forecast. */
function spendNews(alert: SpendAlert): string[] {
  const pace = paceInBrief(alert);
  const soon = limitSoon(alert);
  return [
    ...(alert.kind === 'crossed' ? [`crossed ${alert.reachedPct} %`] : []),
    ...(pace ? [pace] : []),
    ...(soon ? [`limit ${soon}`] : []),
    ...(alert.kind === 'forecast' ? [expectation(alert)] : []),
  ];
}

/** At an unusual pace, two ends far apart are expected, and one figure would be neither. */
function expectation({ currency, limit, forecast, spend, pace }: SpendAlert): string {
  if (pace?.isUnusual) return 'expected to go over';
  return `about ${currency} ${beside(limit, forecast?.expectedAtEnd ?? spend)} at month end`;
}

function detailsOf(alert: Alert): string[] {
  return [
    ...(alert.scope.kind === 'endpoint' ? [identity(alert.scope)] : []),
    `budget "${shorten(alert.budget, LONGEST_BUDGET)}"`,
    ...(isSpendAlert(alert) ? placeOf(alert) : []),
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
