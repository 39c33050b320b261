import { grownSince } from '../polling/organisation-total.ts';
import { type CheckReason, isEnoughForAll, longestWait, nextCheck } from '../polling/polling-interval.ts';
import type { PollingState } from '../polling/polling-state.ts';
import type { SpendRate } from '../polling/spend-rate.ts';
import { cannotHaveCrossed } from '../polling/total-check.ts';
import { HOUR_MS } from '../values/duration.ts';
import { formatMoment } from '../values/month.ts';
import { plural } from '../values/text.ts';

export interface PollingInput {
  /** The last stored check of this month, if there is one. */
  last?: { fetchedAt: string; skippedSince?: string; spendRate?: SpendRate };
  /** The polling state after the last run of this month, if there is one. */
  fleet?: PollingState;
  currency: string;
  now: Date;
}

/** Explains why an endpoint was not checked since its last check, and when the next check is due. */
export function explainPolling({ last, fleet, currency, now }: PollingInput): string[] {
  if (!last) return ['Not checked this month: the next refresh of the list will find it.'];
  const since = `Not checked since ${formatMoment(new Date(last.fetchedAt))}`;
  if (!fleet) return [`${since}, because discover has not finished a run this month: its log says why.`];
  const checkedAt = Date.parse(last.fetchedAt);
  const atLast = formatMoment(new Date(checkedAt + longestWait(fleet.interval) * HOUR_MS));
  if (!last.spendRate) {
    const why = last.skippedSince ? 'emnify did not know it then' : 'its spend rate is not known yet';
    return [`${since}, because ${why}. It will be checked by ${atLast}.`];
  }
  const { spendRate } = last;
  const { afterHours, reason } = nextCheck(spendRate, fleet.interval);
  const dueAt = new Date(checkedAt + afterHours * HOUR_MS);
  const money = (amount: number): string => `${currency} ${inFull(amount)}`;
  const due = `due ${inWords(afterHours)} after the last one, on ${formatMoment(dueAt)}`;
  const why = REASONS[reason](spendRate, money);
  if (dueAt > now) return [`${since}, because ${why}. Its next check is ${due}.`];

  const isGated = fleet.verdict === 'quiet' && !isEnoughForAll(fleet.interval);
  const grown = isGated ? grownSince(fleet.totals, checkedAt) : undefined;
  if (cannotHaveCrossed(spendRate.headroom, grown)) {
    const atMost = `the whole organisation has spent at most ${money(grown ?? 0)} since`;
    return [
      `${since}, because ${short(spendRate, money)}, and ${atMost}, so it cannot have crossed a threshold. It will be checked by ${atLast} anyway.`,
    ];
  }
  return [
    `${since}, because other endpoints are more urgent. ${capital(why)}, and its next check was ${due}. ${room(fleet)}`,
  ];
}

const REASONS: Record<CheckReason, (spendRate: SpendRate, money: (amount: number) => string) => string> = {
  rising: (spendRate, money) =>
    `it has lately spent ${money(spendRate.latelyPerHour)} an hour, and ${short(spendRate, money)}`,
  spending: (spendRate, money) =>
    `it spends ${money(Math.max(spendRate.monthPerHour, spendRate.perHour))} an hour, and ${short(spendRate, money)}`,
  silent: () => 'it has cost nothing this month',
  unbudgeted: () => 'no budget applies to it',
};

function short({ headroom = 0 }: SpendRate, money: (amount: number) => string): string {
  return `it is ${money(headroom)} short of its next threshold`;
}

/** Two decimals, or two significant digits for a tiny amount. */
function inFull(amount: number): string {
  return amount !== 0 && Math.abs(amount) < 0.01 ? amount.toPrecision(2) : amount.toFixed(2);
}

function inWords(hours: number): string {
  return hours < 2 ? plural(Math.round(hours * 60), 'minute') : plural(Math.round(hours), 'hour');
}

function room({ saved, ratePerHour }: PollingState): string {
  const now = saved < 1 ? 'no room for requests now' : `room for ${plural(Math.floor(saved), 'request')} now`;
  return `The quota has ${now}, and for ${Math.floor(ratePerHour)} more each hour.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
