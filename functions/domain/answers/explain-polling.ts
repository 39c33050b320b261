import { grownSince } from '../polling/organisation-total.ts';
import { type CheckReason, isEnoughForAll, longestWait, nextCheck } from '../polling/polling-interval.ts';
import type { PollingState } from '../polling/polling-state.ts';
import type { SpendRate } from '../polling/spend-rate.ts';
import { cannotHaveCrossed } from '../polling/total-check.ts';
import { HOUR_MS } from '../values/duration.ts';
import { formatMoment } from '../values/month.ts';
import { plural } from '../values/text.ts';

export interface PollingInput {
  /** The last look that is stored, if there was one this month. */
  last?: { fetchedAt: string; skippedSince?: string; watch?: SpendRate };
  /** What the last run of the watch has left, if there was one this month. */
  fleet?: PollingState;
  currency: string;
  now: Date;
}

/** Why an endpoint was not asked about since its last look, and when its turn comes. */
export function explainPolling({ last, fleet, currency, now }: PollingInput): string[] {
  if (!last) return ['Not asked about this month: the next refresh of the list finds it.'];
  const since = `Not asked about since ${formatMoment(new Date(last.fetchedAt))}`;
  if (!fleet) return [`${since}, because discover has not finished a run this month: its log says why.`];
  const seenAt = Date.parse(last.fetchedAt);
  const atLast = formatMoment(new Date(seenAt + longestWait(fleet.interval) * HOUR_MS));
  if (!last.watch) {
    const why = last.skippedSince ? 'emnify did not know it then' : 'how fast it spends is not known yet';
    return [`${since}, because ${why}. Its turn comes on ${atLast}.`];
  }
  const { watch } = last;
  const { afterHours, reason } = nextCheck(watch, fleet.interval);
  const dueAt = new Date(seenAt + afterHours * HOUR_MS);
  const money = (amount: number): string => `${currency} ${inFull(amount)}`;
  const why = `${REASONS[reason](watch, money)}: its turn comes ${inWords(afterHours)} after a look`;
  if (dueAt > now) return [`${since}, because ${why}, next on ${formatMoment(dueAt)}.`];

  const isGated = fleet.verdict === 'quiet' && !isEnoughForAll(fleet.interval);
  const grown = isGated ? grownSince(fleet.totals, seenAt) : undefined;
  if (cannotHaveCrossed(watch.headroom, grown)) {
    const atMost = `the whole organisation has spent at most ${money(grown ?? 0)} since`;
    return [
      `${since}, because ${short(watch, money)}, and ${atMost}, so it cannot have crossed. Its turn comes on ${atLast} all the same.`,
    ];
  }
  return [
    `${since}, because others are more urgent. ${capital(why)}, which was on ${formatMoment(dueAt)}. ${room(fleet)}`,
  ];
}

const REASONS: Record<CheckReason, (watch: SpendRate, money: (amount: number) => string) => string> = {
  rising: (watch, money) => `it has lately spent ${money(watch.latelyPerHour)} an hour, and ${short(watch, money)}`,
  spending: (watch, money) =>
    `it spends ${money(Math.max(watch.monthPerHour, watch.perHour))} an hour, and ${short(watch, money)}`,
  silent: () => 'it has cost nothing this month',
  unbudgeted: () => 'no budget counts for it',
};

function short({ headroom = 0 }: SpendRate, money: (amount: number) => string): string {
  return `it is ${money(headroom)} short of its next threshold`;
}

/** Two places, and more where two would say nothing. */
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
