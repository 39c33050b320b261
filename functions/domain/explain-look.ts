import { type FleetWatch, grownSince } from './fleet-watch.ts';
import { type LookReason, type NextLook, nextLook } from './look-plan.ts';
import { formatMoney } from './money.ts';
import { formatMoment } from './period.ts';
import { cannotHaveCrossed } from './total-gate.ts';
import type { Watch } from './watch.ts';
import { plural } from './wording.ts';

export interface LookInput {
  /** The last look that is stored, if there was one this month. */
  last?: { fetchedAt: string; watch?: Watch };
  /** What the last run of the watch has left, if there was one this month. */
  fleet?: FleetWatch;
  currency: string;
  now: Date;
}

const HOUR_MS = 3_600_000;

/** Why an endpoint was not asked about since its last look, and when its turn comes: a sentence or two. */
export function explainLook({ last, fleet, currency, now }: LookInput): string[] {
  if (!last) return ['No sweep has asked about it this month: the next walk over the list of devices does.'];
  const since = `Not asked about since ${formatMoment(new Date(last.fetchedAt))}`;
  if (!fleet) return [`${since}: no run of the watch has come to its end this month.`];
  if (!last.watch) return [`${since}, because emnify did not know it then. It is asked about once a day.`];
  const { watch } = last;
  const seenAt = Date.parse(last.fetchedAt);
  const next = nextLook(watch, fleet.tempo);
  const dueAt = new Date(seenAt + next.afterHours * HOUR_MS);
  const money = (amount: number): string => formatMoney({ amount: amount.toFixed(4), currency });
  if (dueAt > now) {
    return [`${since}, because ${REASONS[next.reason](watch, next, money)}. Its turn comes on ${formatMoment(dueAt)}.`];
  }
  const grown = fleet.verdict === 'quiet' ? grownSince(fleet.totals, seenAt) : undefined;
  if (cannotHaveCrossed(watch.headroom, grown)) {
    const all = `the whole organisation has spent no more than ${money(grown ?? 0)} since`;
    return [`${since}, because ${all}, and ${missing(watch, money)}. It is asked about once a day all the same.`];
  }
  return [
    `${since}. Its turn came on ${formatMoment(dueAt)}: ${REASONS[next.reason](watch, next, money)}. ` +
      `It is asked about as soon as the more urgent ones are through: ${quota(fleet)}.`,
  ];
}

const REASONS: Record<LookReason, (watch: Watch, next: NextLook, money: (amount: number) => string) => string> = {
  rising: (watch, next, money) =>
    `it has lately spent ${money(watch.latelyPerHour)} an hour, and ${missing(watch, money)}, so its turn comes after ${wait(next)}`,
  spending: (watch, next, money) =>
    `it spends ${money(Math.max(watch.monthPerHour, watch.perHour))} an hour, and ${missing(watch, money)}, so its turn comes after ${wait(next)}`,
  silent: (_, next) => `it has cost nothing this month, so its turn comes after ${wait(next)}`,
  unwatched: (_, next) => `no budget counts for it, so its turn comes after ${wait(next)}`,
};

function missing({ headroom = 0 }: Watch, money: (amount: number) => string): string {
  return `${money(headroom)} are missing to its next threshold`;
}

function wait({ afterHours }: NextLook): string {
  return afterHours < 2 ? plural(Math.round(afterHours * 60), 'minute') : plural(Math.round(afterHours), 'hour');
}

function quota({ saved, ratePerHour }: FleetWatch): string {
  return `there is room for ${Math.floor(saved)} requests at once, and ${Math.floor(ratePerHour)} an hour`;
}
