import { LEVELS, LIMIT } from './budget.ts';
import type { Month } from './month.ts';

/** What came of a month. Delays in minutes, from the crossing to the message. */
export interface Figures {
  /** Crossings until a day before the end. */
  crossings: number;
  /** Of these, not alerted by the end. They count as delays until then. */
  missed: number;
  /** Alerted, and never crossed. */
  invented: number;
  median: number;
  p95: number;
  p99: number;
  worst: number;
  /** Spent over the limit by all endpoints until the alert was sent, in EUR. */
  overspent: number;
  requests: number;
  refused: number;
  /** The longest time that any endpoint was not checked, in hours. */
  longestUnseen: number;
}

/** A crossing that is counted, and how long it took until people knew. */
export interface Delay {
  kind: string;
  level: number;
  crossedAt: number;
  minutes: number;
  isSent: boolean;
}

/** What crosses later than this before the end may be alerted after it. */
const LAST_HOURS = 24;

export function figuresOf(month: Month): Figures {
  const delays = delaysIn(month);
  const minutes = Float64Array.from(delays, (delay) => delay.minutes).sort();
  return {
    crossings: delays.length,
    missed: delays.filter(({ isSent }) => !isSent).length,
    invented: month.alerting.invented,
    median: quantile(minutes, 0.5),
    p95: quantile(minutes, 0.95),
    p99: quantile(minutes, 0.99),
    worst: minutes.at(-1) ?? 0,
    overspent: overspentIn(month),
    requests: month.emnify.answered,
    refused: month.emnify.refused,
    longestUnseen: month.longestUnseen,
  };
}

/** Every crossing that is counted. */
export function delaysIn({ fleet, alerting, hours }: Month): Delay[] {
  const delays: Delay[] = [];
  fleet.crossedAt.forEach((crossedAt, place) => {
    if (crossedAt >= hours - LAST_HOURS) return;
    const sentAt = alerting.sentAt[place] ?? Number.POSITIVE_INFINITY;
    delays.push({
      kind: fleet.kindOf(Math.floor(place / LEVELS.length)),
      level: place % LEVELS.length,
      crossedAt,
      minutes: (Math.min(hours, sentAt) - crossedAt) * 60,
      isSent: sentAt <= hours,
    });
  });
  return delays;
}

/** @param sorted ascending */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function overspentIn({ fleet, alerting, hours }: Month): number {
  let sum = 0;
  for (let index = 0; index < fleet.size; index++) {
    if ((fleet.crossedAt[(index + 1) * LEVELS.length - 1] ?? 0) >= hours) continue;
    sum += Math.max(0, (alerting.costWhenSent.get(index) ?? fleet.spendAt(index, hours)) - LIMIT);
  }
  return sum;
}
