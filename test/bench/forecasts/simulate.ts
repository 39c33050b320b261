import { type ForecastKind, judgeForecast } from '../../../functions/domain/judging/forecast.ts';
import { amount, type DeviceMonth, deviceMonth, momentOf, storedPoints } from './device-month.ts';
import { randomFrom } from './random.ts';

export const RULES = ['straight line', 'forecast', 'time-to-limit', 'either'] as const;
export type Rule = (typeof RULES)[number];

/** What became of one device: at which hours of the month it was warned first, and reached its limit. */
export interface Outcome {
  behaviour: string;
  /** What the month came to, as a share of the limit. */
  endedAt: number;
  reachedAt?: number;
  /** Only warnings from before the limit was reached. */
  warnedAt: Partial<Record<Rule, number>>;
}

/** How one rule did on many devices. */
export interface Score {
  /** Of the devices that stayed under their limit, the share that was warned. */
  falseAlarms: number;
  /** Of the devices that reached their limit, the share that was warned before. */
  recall: number;
  /** Between warning and limit, of those warned in time. */
  medianLeadHours: number;
}

/** Plays one month of each of so many devices. */
export function simulate({ seed, devices }: { seed: number; devices: number }): Outcome[] {
  const random = randomFrom(seed);
  return Array.from({ length: devices }, () => playMonth(deviceMonth(random)));
}

export function scoreOf(rule: Rule, outcomes: Outcome[]): Score {
  const over = outcomes.filter(({ reachedAt }) => reachedAt !== undefined);
  const under = outcomes.filter(({ reachedAt }) => reachedAt === undefined);
  const leads = over.flatMap(({ reachedAt = 0, warnedAt: { [rule]: at } }) => (at === undefined ? [] : reachedAt - at));
  return {
    falseAlarms: under.filter(({ warnedAt }) => warnedAt[rule] !== undefined).length / under.length,
    recall: leads.length / over.length,
    medianLeadHours: median(leads),
  };
}

/**
 * Checks a device every hour until its limit is reached or the month is over, by each rule as if it were alone.
 * Reaching the limit in the month's last hour counts as reaching it.
 */
export function playMonth(device: DeviceMonth, { askEveryHour = false } = {}): Outcome {
  const { behaviour, limit, spends } = device;
  const endedAt = (spends.at(-1) ?? 0) / limit;
  const warnedAt: Outcome['warnedAt'] = {};
  const end = spends.length - 1;
  for (let hour = 0; hour <= end; hour++) {
    const spend = spends[hour] ?? 0;
    if (spend >= limit) return { behaviour, endedAt, reachedAt: hour, warnedAt };
    if (hour === end) break;
    if (hour >= 3 * 24 && (spend / hour) * end >= limit) warnedAt['straight line'] ??= hour;
    for (const kind of KINDS) {
      if (warnedAt[kind] !== undefined || !(askEveryHour || mayWarn(kind, device, hour))) continue;
      if (productWarns(kind, device, hour)) {
        warnedAt[kind] = hour;
        warnedAt.either ??= hour;
      }
    }
  }
  return { behaviour, endedAt, warnedAt };
}

const KINDS: ForecastKind[] = ['forecast', 'time-to-limit'];

function productWarns(kind: ForecastKind, device: DeviceMonth, hour: number): boolean {
  const { period, limit, lastMonth, spends } = device;
  const input = {
    period,
    now: momentOf(device, hour),
    spend: amount(spends[hour] ?? 0),
    limit: amount(limit),
    lastMonth: lastMonth === undefined ? undefined : amount(lastMonth),
    // The rule of the month's end does not use them.
    points: kind === 'forecast' ? [] : storedPoints(device, hour),
  };
  return judgeForecast(input, { sent100: false, kinds: [kind] }).kind === kind;
}

/** Room for the difference between floats and exact amounts. */
const ALMOST = 0.999_999;

/** Spares the exact judge the hours at which no warning is possible. That it never hides a warning is tested. */
function mayWarn(kind: ForecastKind, { limit, lastMonth, daysLastMonth, spends }: DeviceMonth, hour: number): boolean {
  const most = limit * ALMOST;
  const spend = spends[hour] ?? 0;
  if (spend < 0.3 * most) return false;
  if (kind === 'time-to-limit') {
    const keptBefore = Math.max(0, Math.floor(hour / 24) - 1) * 24;
    return spend - (spends[keptBefore] ?? 0) >= most - spend;
  }
  const days = (spends.length - 1) / 24;
  const elapsed = hour / 24;
  const weight = lastMonth === undefined ? 0 : 7;
  const rate = (spend + ((lastMonth ?? 0) * weight) / daysLastMonth) / (elapsed + weight);
  const needed = most * (1 + 0.3 * (1 - elapsed / days));
  return elapsed >= 3 && spend >= 0.4 * most && spend + (days - elapsed) * rate >= needed;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
