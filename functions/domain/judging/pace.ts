import { Big } from 'big.js';
import { spentSince } from '../costs/spend-points.ts';
import { DAY_MS, HOUR_MS } from '../values/duration.ts';
import type { Decimal } from '../values/money.ts';
import { daysIn, endOf, previousPeriod, startOf } from '../values/month.ts';
import type { Confidence, ForecastInput } from './forecast.ts';

/**
 * What the rules about pace know of one endpoint (or group) on one meter. `points` are those of the last 24 hours and one
 * before.
 */
export interface PaceInput extends ForecastInput {
  /** Cost of each whole UTC day before today, the newest last, at most 35; also days of the month before. Empty for a new SIM. */
  days: number[];
  /** When the figures were asked for before this time. Without it, hourly checks are assumed, or daily ones where points are a day apart. */
  previousCheck?: Date;
  /** Whether data costs more by volume than it usually does. Then twice the usual pace is unusual. */
  isDataDear?: boolean;
}

/** How fast a cost grows now, and how fast it usually does. */
export interface Pace {
  /** Cost per hour over the last `overHours`. */
  perHour: Decimal;
  /** 1 with checks minutes or an hour apart, 24 with daily ones, and between them where figures come every few hours. */
  overHours: number;
  /** From before the jump. Absent without a week of history. */
  usualPerDay?: Decimal;
  /** Where the usual pace is from. `limit`: the limit divided by the days of the month stands in. */
  basis: 'days' | 'last-month' | 'limit';
  /** Whether the pace is worth a sentence: far enough from the usual one. */
  isUnusual: boolean;
}

/** What the month comes to: at the usual pace from now on, and if it goes on like this. */
export interface Range {
  ifUsual: Decimal;
  ifContinues: Decimal;
  confidence: Confidence;
}

/** What the days of an endpoint say about the next ones. All amounts are costs of a day. */
export interface Usual {
  basis: Pace['basis'];
  /** Middle of the days: the usual pace. */
  median: number;
  mean: number;
  /** Standard deviation of the days. */
  deviation: number;
  /** A day may cost so much and still be usual, */
  mostInADay: number;
  /** and some hours may be so fast. Absent where days differ so much that a few hours say nothing. */
  mostByHours?: { steadily: number; atTimes: number };
}

/** Fewer days than this are no history. Of more, the last week is judged by the days before it: it may have the jump in it. */
const WEEK = 7;
/** Days differ little where the largest costs at most this many times the middle one. */
const ALIKE_TIMES = 3;
/** So many times the largest day is still usual where days differ little, */
const TIMES = { inADay: 2.2, steadily: 2.6, atTimes: 3 };
/** and where they differ much. */
const TIMES_IF_UNLIKE = 3;
/** but no more than so many times the middle day: a growth that goes on for weeks has large days in it. */
const TIMES_OF_MEDIAN = 6;
/** Dear data is judged by the usual pace itself: the device does what it always does, and it costs so many times as much. */
const TIMES_IF_DEAR = 2;
/** An average day, of last month or of the limit, says nothing about the largest one: so many times as much is usual. */
const TIMES_OF_AVERAGE = 9;

/** @param caution multiplies what is still usual: more of it means fewer anomalies, and later ones */
export function usualOf(input: HistoryInput, caution = 1): Usual {
  const usual = usualByCost(input, caution);
  if (!input.isDataDear) return usual;
  const most = usual.median * TIMES_IF_DEAR * caution;
  return { ...usual, mostInADay: most, mostByHours: { steadily: most, atTimes: most } };
}

type HistoryInput = Pick<PaceInput, 'period' | 'limit' | 'lastMonth' | 'days' | 'isDataDear'>;

function usualByCost({ period, limit, lastMonth, days }: HistoryInput, caution: number): Usual {
  const older = days.slice(0, Math.max(WEEK, days.length - WEEK));
  if (older.filter((day) => day > 0).length >= WEEK) {
    const isAlike = Math.max(...older) <= ALIKE_TIMES * median(older);
    const { mostInADay } = mostOf(older, isAlike, 1);
    const ordinary = [...older, ...days.slice(older.length).filter((day) => day <= mostInADay)];
    const mean = average(ordinary);
    return {
      basis: 'days',
      median: median(ordinary),
      mean,
      deviation: Math.sqrt(average(ordinary.map((day) => (day - mean) ** 2))),
      ...mostOf(ordinary, isAlike, caution),
    };
  }
  const perDay =
    lastMonth === undefined ? Number(limit) / daysIn(period) : Number(lastMonth) / daysIn(previousPeriod(period));
  const most = perDay * TIMES_OF_AVERAGE * caution;
  return {
    basis: lastMonth === undefined ? 'limit' : 'last-month',
    median: perDay,
    mean: perDay,
    deviation: perDay,
    mostInADay: most,
    mostByHours: { steadily: most, atTimes: most },
  };
}

function mostOf(days: number[], isAlike: boolean, caution: number): Pick<Usual, 'mostInADay' | 'mostByHours'> {
  const largest = Math.max(...days);
  if (!isAlike) return { mostInADay: TIMES_IF_UNLIKE * largest * caution };
  const middle = median(days);
  const most = (times: number): number => Math.min(times * largest, TIMES_OF_MEDIAN * middle) * caution;
  return {
    mostInADay: most(TIMES.inADay),
    mostByHours: { steadily: most(TIMES.steadily), atTimes: most(TIMES.atTimes) },
  };
}

/** A pace that keeps the month within the limit is not worth a sentence. */
export function paceOf(input: PaceInput): Pace {
  const usual = usualOf(input);
  const span = unusualSpan(input, usual, Number(input.limit) / daysIn(input.period));
  const last = lastSpan(input);
  // Between two bursts the last hour may cost nothing, and the hours that are unusual say how fast it is.
  const shown = span !== undefined && span.spent / span.hours > last.spent / last.hours ? span : last;
  return {
    perHour: decimalOf(shown.spent / shown.hours),
    overHours: shown.hours,
    usualPerDay: usual.basis === 'limit' ? undefined : decimalOf(usual.median),
    basis: usual.basis,
    isUnusual: span !== undefined,
  };
}

/** Cost of some hours. */
export interface Span {
  hours: number;
  spent: number;
}

/** Hours that a few are: less may be figures that came late. */
const FEW_HOURS = 6;

/** A pace is believed once this share of what it has to cost in a day was spent. */
const BELIEVED_SHARE = 0.1;

/**
 * The last hours, where they cost more than usual and at least `floor` a day at their pace: the last hour if it cost more
 * than a day may; three or four hours that are fast one by one; a few, since the figures before them; or the last 24. Nothing is
 * known of hours between two checks, so no time is shorter than that between them.
 */
export function unusualSpan(input: PaceInput, usual: Usual, floor: number): Span | undefined {
  const spanOf = (hours: number): Span => ({ hours, spent: Number(spentSince(input, hours) ?? 0) });
  const reaches = ({ hours, spent }: Span, mostPerDay: number): boolean => {
    const perDay = (spent / hours) * 24;
    return spent > 0 && spent >= floor * BELIEVED_SHARE && perDay >= floor && perDay > mostPerDay;
  };
  const between = hoursBetweenChecks(input);
  const last = spanOf(between);
  if (last.spent > usual.mostInADay && reaches(last, 0)) return last;
  if (usual.mostByHours !== undefined) {
    const steady = between === 1 ? steadySpan(spanOf, usual.mostByHours.steadily) : undefined;
    if (steady !== undefined && reaches(steady, 0)) return steady;
    const few = spanOf(hoursSinceFigures(input, Math.max(FEW_HOURS, between)));
    if (reaches(few, usual.mostByHours.atTimes)) return few;
  }
  const lastDay = spanOf(24);
  return reaches(lastDay, usual.mostInADay) ? lastDay : undefined;
}

/** The slowest of four hours may be so much slower: hours differ. */
const SLOWEST_OF_FOUR = 0.7;

/** Three hours of which each is faster than `mostPerDay`, or four that are on average and of which none is much slower. */
function steadySpan(spanOf: (hours: number) => Span, mostPerDay: number): Span | undefined {
  const [one, two, three, four] = [spanOf(1), spanOf(2), spanOf(3), spanOf(4)];
  const slowestOfThree = Math.min(one.spent, two.spent - one.spent, three.spent - two.spent);
  if (slowestOfThree * 24 > mostPerDay) return three;
  const slowest = Math.min(slowestOfThree, four.spent - three.spent);
  return four.spent * 6 > mostPerDay && slowest * 24 > mostPerDay * SLOWEST_OF_FOUR ? four : undefined;
}

/** The hours between the last two figures, or between the checks; an hour at least, and a day at most. */
function lastSpan(input: PaceInput): Span {
  const { period, now } = input;
  const [before, last] = changesOf(input).slice(-2);
  const between = before === undefined || last === undefined ? 0 : (last - before) / HOUR_MS;
  const elapsed = Math.ceil((now.getTime() - startOf(period).getTime()) / HOUR_MS);
  const wanted = Math.max(between > 25 ? 0 : Math.round(between), hoursBetweenChecks(input));
  const hours = Math.max(1, Math.min(24, wanted, elapsed));
  const spent = spentSince(input, hours);
  if (spent !== undefined) return { hours, spent: Number(spent) };
  const first = Math.min(now.getTime(), ...input.points.map(({ at }) => Date.parse(at)));
  const known = Math.max(1, Math.floor((now.getTime() - first) / HOUR_MS));
  return { hours: known, spent: Number(spentSince(input, known) ?? 0) };
}

/** 1 to 24. Without the check before: points a day apart mean daily checks; otherwise each hour is seen. */
function hoursBetweenChecks({ now, points, previousCheck }: PaceInput): number {
  const newest = Math.max(...points.map(({ at }) => Date.parse(at)).filter((at) => at < now.getTime()));
  const isDaily = Number.isFinite(newest) && now.getTime() - newest >= CERTAIN_MS;
  const between = previousCheck === undefined ? (isDaily ? DAY_MS : 0) : now.getTime() - previousCheck.getTime();
  return Math.max(1, Math.min(24, Math.round(between / HOUR_MS)));
}

/** Points further apart do not say when the amount changed between them. */
const CERTAIN_MS = 23 * HOUR_MS;

/** The moments at which other figures than before were seen, as far as they are certain. */
function changesOf({ now, spend, points }: PaceInput): number[] {
  const seen = points
    .map(({ at, amount }) => ({ at: Date.parse(at), amount: Number(amount) }))
    .filter(({ at }) => at < now.getTime())
    .sort((a, b) => a.at - b.at);
  seen.push({ at: now.getTime(), amount: Number(spend) });
  return seen
    .filter(({ at, amount }, i) => {
      const before = seen[i - 1];
      return before !== undefined && before.amount !== amount && at - before.at < CERTAIN_MS;
    })
    .map(({ at }) => at);
}

/**
 * Hours since the newest figures that are at least `least` hours old, and as old as the longest time without new ones in
 * the last 24 hours: some endpoints report every few hours, and one report alone would look like a fast hour.
 */
function hoursSinceFigures(input: PaceInput, least: number): number {
  const now = input.now.getTime();
  const changes = changesOf(input).filter((at) => at > now - DAY_MS);
  const moments = [now - DAY_MS, ...changes, now];
  const longest = Math.max(...moments.slice(1).map((at, i) => at - (moments[i] ?? at)));
  const start = changes.findLast((at) => at <= now - Math.max(longest, least * HOUR_MS)) ?? now - DAY_MS;
  return Math.max(1, Math.round((now - start) / HOUR_MS));
}

/** The ends are so many deviations of the days that are left apart from the average, */
const DEVIATIONS = 1.5;
/** and at least this share of what is still to come: months differ, too. */
const AT_LEAST = 0.25;
/** Share of the upper end that the two may be apart. */
const SURE = { high: 0.15, medium: 0.4 };

/**
 * Both ends allow for how much the days of this endpoint differ, and for the last week where it was unlike those before;
 * without any day, for this month so far.
 * With an unusual pace, the upper end is what that pace gives. Confidence follows from how far apart the ends are, as a
 * share of the upper one: up to 15 % high, up to 40 % medium, else low.
 */
export function rangeOf(input: PaceInput, pace: Pace): Range {
  const usual = usualOf(input);
  const spend = Number(input.spend);
  const from = Math.max(input.now.getTime(), startOf(input.period).getTime());
  const left = Math.max(0, (endOf(input.period).getTime() - from) / DAY_MS);
  const lastWeek = input.days.slice(-WEEK);
  const elapsed = Math.max(1, (input.now.getTime() - startOf(input.period).getTime()) / DAY_MS);
  const paces = [usual.mean, lastWeek.length === 0 ? spend / elapsed : average(lastWeek)];
  const scatter = (perDay: number): number =>
    Math.max(AT_LEAST * perDay * left, DEVIATIONS * usual.deviation * Math.sqrt(left));
  const [least, most] = [Math.min(...paces), Math.max(...paces)];
  const low = spend + Math.max(0, least * left - scatter(least));
  const continued = spend + Number(pace.perHour) * 24 * left;
  const high = pace.isUnusual ? Math.max(low, continued) : spend + most * left + scatter(most);
  const apart = high === 0 ? 0 : (high - low) / high;
  return {
    ifUsual: decimalOf(low),
    ifContinues: decimalOf(high),
    confidence: apart <= SURE.high ? 'high' : apart <= SURE.medium ? 'medium' : 'low',
  };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function decimalOf(value: number): Decimal {
  return new Big(value).round(10).toFixed();
}
