import { ANOMALY_DEFAULT, judgeAnomaly } from '../../../functions/domain/judging/anomaly.ts';
import { type ForecastKind, judgeForecast } from '../../../functions/domain/judging/forecast.ts';
import type { PaceInput } from '../../../functions/domain/judging/pace.ts';
import { judgeForecast as judgeAsBefore } from './blended-rate-1.ts';
import { amount, type DeviceMonth, daysBefore, deviceMonth, momentOf, storedPoints } from './device-month.ts';
import { randomFrom } from './random.ts';

/** `before` stands for the rules of version 0.1. */
export const RULES = [
  'straight line',
  'forecast before',
  'time-to-limit before',
  'together before',
  'forecast',
  'anomaly',
  'together',
] as const;
export type Rule = (typeof RULES)[number];

/** What became of one device: at which hours of the month it was warned first, and reached its limit. */
export interface Outcome {
  behaviour: string;
  /** What the month came to, as a share of the limit. */
  endedAt: number;
  reachedAt?: number;
  /** Only warnings from before the limit was reached. */
  warnedAt: Partial<Record<Rule, number>>;
  /** Whether an anomaly was alerted without an incident, or before one. */
  isFalseAnomaly: boolean;
  incident?: IncidentOutcome;
}

/** What became of an incident. */
export interface IncidentOutcome {
  isLarge: boolean;
  /** The hour of the first figure that shows it. */
  shownAt?: number;
  /** The first hour of the incident at which an anomaly was judged. */
  alertedAt?: number;
  /** What it had cost when it was alerted, and in the first figure that shows it, as shares of the limit. */
  costAtAlert?: number;
  costAtFirst?: number;
}

/** How one rule did on many devices. */
export interface Score {
  /** Of the devices without an incident that stayed under their limit, the share that was warned. */
  falseAlarms: number;
  /** Of the devices with an incident that stayed under their limit, the share that was warned. */
  incidentsUnder: number;
  /** Of the devices that reached their limit, the share that was warned before. */
  recall: number;
  /** The same, without those that the first figure of an incident shows over their limit. */
  possibleRecall: number;
  /** Between warning and limit, of those warned in time. */
  medianLeadHours: number;
  /** Nine of ten leads are at least as long. */
  shortLeadHours: number;
}

/** Plays one month of each of so many devices. */
export function simulate(
  { seed, devices }: { seed: number; devices: number },
  options: Parameters<typeof playMonth>[1] = {},
): Outcome[] {
  const random = randomFrom(seed);
  return Array.from({ length: devices }, () => playMonth(deviceMonth(random), options));
}

export function scoreOf(rule: Rule, outcomes: Outcome[]): Score {
  const over = outcomes.filter(({ reachedAt }) => reachedAt !== undefined);
  const under = outcomes.filter(({ reachedAt }) => reachedAt === undefined);
  const leads = over
    .flatMap(({ reachedAt = 0, warnedAt: { [rule]: at } }) => (at === undefined ? [] : reachedAt - at))
    .sort((a, b) => a - b);
  const possible = over.filter(
    ({ incident, reachedAt = 0 }) => !(incident?.shownAt !== undefined && incident.shownAt === reachedAt),
  );
  const isWarned = ({ warnedAt }: Outcome): boolean => warnedAt[rule] !== undefined;
  return {
    falseAlarms: shareOf(
      under.filter(({ incident }) => incident === undefined),
      isWarned,
    ),
    incidentsUnder: shareOf(
      under.filter(({ incident }) => incident !== undefined),
      isWarned,
    ),
    recall: leads.length / over.length,
    possibleRecall: shareOf(possible, isWarned),
    medianLeadHours: quantile(leads, 0.5),
    shortLeadHours: leads[Math.floor(leads.length * 0.1)] ?? Number.NaN,
  };
}

/** How alerts about unusual spend did. */
export interface AnomalyScore {
  /** Of large incidents, the share alerted by the third hourly check after the first figure that shows them, */
  inTime: number;
  /** the share alerted before they had cost half of the limit, */
  beforeHalf: number;
  /** and the same of those whose first figure is below half of the limit. */
  beforeHalfIfPossible: number;
  /** Of the device-months without an incident, the share with one. */
  falseAlarms: number;
  /** Of the device-months with an incident, the share with one before it. */
  beforeIncident: number;
  large: number;
}

export function anomalyScoreOf(outcomes: Outcome[]): AnomalyScore {
  const large = outcomes.flatMap(({ incident }) =>
    incident?.isLarge && incident.shownAt !== undefined ? incident : [],
  );
  const isEarly = ({ costAtAlert = Number.POSITIVE_INFINITY }: IncidentOutcome): boolean => costAtAlert < 0.5;
  return {
    inTime: shareOf(large, ({ alertedAt = Number.POSITIVE_INFINITY, shownAt = 0 }) => alertedAt <= shownAt + 3),
    beforeHalf: shareOf(large, isEarly),
    beforeHalfIfPossible: shareOf(
      large.filter(({ costAtFirst = 0 }) => costAtFirst < 0.5),
      isEarly,
    ),
    falseAlarms: shareOf(
      outcomes.filter(({ incident }) => incident === undefined),
      ({ isFalseAnomaly }) => isFalseAnomaly,
    ),
    beforeIncident: shareOf(
      outcomes.filter(({ incident }) => incident !== undefined),
      ({ isFalseAnomaly }) => isFalseAnomaly,
    ),
    large: large.length,
  };
}

export function shareOf<T>(items: T[], is: (item: T) => boolean): number {
  return items.filter(is).length / items.length;
}

/**
 * Checks a device every hour until the month is over, by each rule as if it were alone. Forecasts end with the limit;
 * reaching it in the month's last hour, or with figures that are shown after it, counts as reaching it.
 */
export function playMonth(
  device: DeviceMonth,
  { askEveryHour = false, onlyAnomaly = false, caution = 1 } = {},
): Outcome {
  const { behaviour, limit, spends, incident, outcome } = device;
  const warnedAt: Outcome['warnedAt'] = {};
  const end = spends.length - 1;
  const reached = spends.findIndex((spend) => spend >= limit);
  const reachedAt = reached !== -1 ? reached : outcome >= limit ? end : undefined;
  const shownAt = incident?.shownAt;
  let isFalseAnomaly = false;
  let alertedAt: number | undefined;
  for (let hour = 1; hour < end; hour++) {
    const spend = spends[hour] ?? 0;
    const warn = (...rules: Rule[]): void => {
      if (spend < limit) for (const rule of rules) warnedAt[rule] ??= hour;
    };
    if (hour >= 3 * 24 && (spend / hour) * end >= limit) warn('straight line');
    for (const kind of onlyAnomaly ? [] : KINDS) {
      const rule: Rule = `${kind} before`;
      if (warnedAt[rule] !== undefined || spend >= limit || !(askEveryHour || mayWarn(kind, device, hour))) continue;
      if (wasWarned(kind, device, hour)) warn(rule, 'together before');
    }
    if (!onlyAnomaly && warnedAt.forecast === undefined && spend < limit && forecastWarns(device, hour))
      warn('forecast', 'together');
    const isInIncident = incident !== undefined && hour > incident.from;
    const isSettled = isInIncident ? alertedAt !== undefined : isFalseAnomaly;
    if (isSettled || !(askEveryHour || mayBeUnusual(device, hour)) || !isAnomaly(device, hour, caution)) continue;
    warn('anomaly', 'together');
    if (isInIncident) alertedAt = hour;
    else isFalseAnomaly = true;
  }
  const costAt = (hour: number | undefined): number | undefined =>
    hour === undefined ? undefined : (incident?.spends[hour] ?? 0) / limit;
  return {
    behaviour,
    endedAt: outcome / limit,
    reachedAt,
    warnedAt,
    isFalseAnomaly,
    incident: incident && {
      isLarge: incident.isLarge,
      shownAt,
      alertedAt,
      costAtAlert: costAt(alertedAt),
      costAtFirst: costAt(shownAt),
    },
  };
}

const KINDS: ForecastKind[] = ['forecast', 'time-to-limit'];

/** What the product knows at an hour. */
export function knownAt(device: DeviceMonth, hour: number): PaceInput {
  const { period, limit, lastMonth, spends } = device;
  return {
    period,
    now: momentOf(device, hour),
    spend: amount(spends[hour] ?? 0),
    limit: amount(limit),
    lastMonth: lastMonth === undefined ? undefined : amount(lastMonth),
    points: storedPoints(device, hour),
    days: daysBefore(device, hour),
    isDataDear: device.isDataDear[hour],
  };
}

function wasWarned(kind: ForecastKind, device: DeviceMonth, hour: number): boolean {
  return judgeAsBefore(knownAt(device, hour), { sent100: false, kinds: [kind] }).kind === kind;
}

function forecastWarns(device: DeviceMonth, hour: number): boolean {
  return (
    mayWarn('forecast', device, hour) &&
    judgeForecast({ ...knownAt(device, hour), points: [] }, { sent100: false, kinds: ['forecast'] }).kind === 'forecast'
  );
}

function isAnomaly(device: DeviceMonth, hour: number, caution: number): boolean {
  return judgeAnomaly(knownAt(device, hour), ANOMALY_DEFAULT, caution).kind === 'anomaly';
}

/** Room for the difference between floats and exact amounts. */
const ALMOST = 0.999_999;

/** Spares the exact judge the hours at which no warning is possible. That it never hides a warning is tested. */
function mayWarn(kind: ForecastKind, device: DeviceMonth, hour: number): boolean {
  const { limit, lastMonth, daysLastMonth, spends } = device;
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
  const blended = (spend + ((lastMonth ?? 0) * weight) / daysLastMonth) / (elapsed + weight);
  const rate = Math.max(blended, Math.min(...daysBefore(device, hour).slice(-4)));
  const needed = most * (1 + 0.3 * (1 - elapsed / days));
  return elapsed >= 3 && spend >= 0.4 * most && spend + (days - elapsed) * rate >= needed;
}

/** An anomaly needs the floor at the pace of some hours, and a tenth of it spent. */
function mayBeUnusual({ limit, spends }: DeviceMonth, hour: number): boolean {
  const floor = Math.max(0.1 * limit, 0.5) * ALMOST;
  const spentIn = (hours: number): number => (spends[hour] ?? 0) - (spends[Math.max(0, hour - hours)] ?? 0);
  if (spentIn(24) < 0.1 * floor) return false;
  for (let hours = 1; hours <= 24; hours++) if ((spentIn(hours) / hours) * 24 >= floor) return true;
  return false;
}

/** Of values in order. */
export function quantile(sorted: number[], share: number): number {
  if (share !== 0.5) return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
