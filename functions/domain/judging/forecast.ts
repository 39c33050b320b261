import { Big } from 'big.js';
import { type Point, spentSince } from '../costs/spend-points.ts';
import { DAY_MS } from '../values/duration.ts';
import { beside, compare, type Decimal, reaches, subtract } from '../values/money.ts';
import { daysIn, longMonth, type Period, previousPeriod, startOf } from '../values/month.ts';

export type { Point } from '../costs/spend-points.ts';

/**
 * Name and version of the blended daily rate: last month counts as one week beside this month's days. Where each of the
 * last four days cost more than that, the cheapest of them counts.
 */
export const FORECAST_METHOD = 'blended-rate/2';
/** Name and version of the rule that takes the last 24 hours for the next 24. */
export const TIME_TO_LIMIT_METHOD = 'recent-rate/1';

/** The input of a forecast for one spend. All amounts are in the limit's currency. */
export interface ForecastInput {
  period: Period;
  now: Date;
  /** Month to date. */
  spend: Decimal;
  limit: Decimal;
  /** Cost of the month before. Absent for a new SIM; zero means a known cost of zero. */
  lastMonth?: Decimal;
  /** Stored snapshots of this period, in any order. */
  points: Point[];
  /** Cost of the days before today, the newest last; also of the month before. Left out where they are not stored. */
  days?: number[];
  /** The currency in sentences, before each amount. */
  currency?: string;
}

export interface Forecast {
  /** The method behind `expectedAtEnd`. */
  method: string;
  /** Up to ten decimals, as emnify counts, two at least. Rules and messages use this very amount. */
  expectedAtEnd: Decimal;
  confidence: Confidence;
  /** Absent where the stored history is shorter. */
  last24h?: Decimal;
  last6h?: Decimal;
  /** Expected cost per day from now on, as precise as `expectedAtEnd`. */
  perDay: Decimal;
  /** Since the month began, with fractions; never more than the month has. */
  elapsedDays: number;
}

export type Confidence = 'low' | 'medium' | 'high';

/** The more urgent first. */
const KINDS = ['time-to-limit', 'forecast'] as const;
export type ForecastKind = (typeof KINDS)[number];

/**
 * The alert that a forecast leads to, or none, with the reason as a sentence. `method` is the rule's own, for the alert.
 * Each warning is sent once.
 */
export type ForecastVerdict =
  | { kind: 'forecast'; method: string; reason: string; forecast: Forecast }
  /** `hoursLeft`: until the limit at the pace of the last 24 hours; more than 0 and at most 24. */
  | { kind: 'time-to-limit'; method: string; reason: string; forecast: Forecast; hoursLeft: number }
  | { kind: 'none'; reason: string; forecast: Forecast };

/** Whether one of the rules holds, and what decided it. */
type Finding = { holds: boolean; reason: string };

/** `k`: last month's pace weighs as much as this many days of the current month. */
const LAST_MONTH_WEIGHT_DAYS = 7;
const FORECAST_FROM_DAYS = 3;
const FORECAST_FROM_PCT = 50;
/** Margin above the limit that a forecast needs on the first day. It falls to zero at the end of the month. */
const MARGIN_AT_START = 0.4;
/** A pace that so many days in a row have kept goes on. */
const DAYS_OF_NEW_PACE = 4;
/** Below this share of the limit, no rule uses the last hours. */
export const TIME_TO_LIMIT_FROM_PCT = 30;
/** Share of the last 24 hours' spend that the last 6 must have: a spend that has stopped does not reach the limit. */
const STILL_ACTIVE_SHARE = 0.15;
const PLACES = 10;

/**
 * Forecasts the month from the pace so far. Last month's pace is blended in, and counts most early in the month. A higher
 * pace of the last days counts in its place.
 */
export function forecast(input: ForecastInput): Forecast {
  const { period, now, spend, lastMonth, points, days = [] } = input;
  const elapsedDays = elapsedIn(period, now);
  const blended = dailyRate(spend, elapsedDays, lastMonth, daysIn(previousPeriod(period)));
  const newest = newPace(days);
  const rate = blended.gte(newest) ? blended : new Big(newest);
  const since = (hours: number): Decimal | undefined => spentSince({ period, now, spend, points }, hours);
  return {
    method: FORECAST_METHOD,
    expectedAtEnd: exact(rate.times(daysIn(period) - elapsedDays).plus(spend)),
    confidence: confidenceAfter(elapsedDays, lastMonth !== undefined),
    last24h: since(24),
    last6h: since(6),
    perDay: exact(rate),
    elapsedDays,
  };
}

/** What a spend is expected to come to at the end of its month, as a number. */
export type Estimator = (spend: number, lastMonth?: number) => number;

/**
 * The forecast of `forecast` for any number of spends of one moment, in numbers: for lists and sums of a whole fleet, where
 * exact decimals would take longer than all the rest. No alert depends on it.
 */
export function estimator(period: Period, now: Date): Estimator {
  const elapsedDays = elapsedIn(period, now);
  const [days, daysBefore] = [daysIn(period), daysIn(previousPeriod(period))];
  return (spend, lastMonth) => {
    const weight = lastMonth === undefined ? 0 : LAST_MONTH_WEIGHT_DAYS;
    if (elapsedDays + weight === 0) return spend;
    const perDay = (((lastMonth ?? 0) * weight) / daysBefore + spend) / (elapsedDays + weight);
    return spend + perDay * (days - elapsedDays);
  };
}

/**
 * Judges by the two rules of forecasts. Once 100 % was sent or reached, only thresholds send alerts. Where both rules
 * hold, the limit within a day is more urgent.
 *
 * @param sent100 whether an alert for 100 % or more was sent, even if the spend has fallen since
 * @param kinds the warnings to judge; default: both
 */
export function judgeForecast(
  input: ForecastInput,
  { sent100, kinds = KINDS }: { sent100: boolean; kinds?: readonly ForecastKind[] },
): ForecastVerdict {
  const expected = forecast(input);
  const none = (reason: string): ForecastVerdict => ({ kind: 'none', reason, forecast: expected });
  if (sent100) return none('an alert about the reached limit was sent already');
  if (compare(input.spend, input.limit) >= 0) return none('the limit is reached already');
  if (expected.elapsedDays === daysIn(input.period)) return none(`${longMonth(input.period)} is over`);

  const rules: Record<ForecastKind, Finding> = {
    'time-to-limit': withinADay(input, expected),
    forecast: byMonthEnd(input, expected),
  };
  const due = KINDS.find((kind) => kinds.includes(kind) && rules[kind].holds);
  if (due === undefined) {
    return none(
      KINDS.map((kind) => (kinds.includes(kind) ? rules[kind].reason : `${kind} is off or was sent already`)).join(
        '; ',
      ),
    );
  }
  const { reason } = rules[due];
  if (due === 'forecast') return { kind: due, method: FORECAST_METHOD, reason, forecast: expected };
  return { kind: due, method: TIME_TO_LIMIT_METHOD, reason, forecast: expected, hoursLeft: hoursLeft(input, expected) };
}

/** `h`: days since the month began; 0 before the month, all of its days after it. */
function elapsedIn(period: Period, now: Date): number {
  const days = (now.getTime() - startOf(period).getTime()) / DAY_MS;
  return Math.min(Math.max(days, 0), daysIn(period));
}

/** `r`; zero in the first instant of a month without a known month before it. */
function dailyRate(spend: Decimal, elapsedDays: number, lastMonth: Decimal | undefined, daysLastMonth: number): Big {
  const weight = lastMonth === undefined ? 0 : LAST_MONTH_WEIGHT_DAYS;
  if (elapsedDays + weight === 0) return new Big(0);
  return new Big(lastMonth ?? 0)
    .times(weight)
    .div(daysLastMonth)
    .plus(spend)
    .div(elapsedDays + weight);
}

/** The cheapest of the last days. */
function newPace(days: number[]): number {
  return days.length < DAYS_OF_NEW_PACE ? 0 : Math.min(...days.slice(-DAYS_OF_NEW_PACE));
}

/**
 * Confidence in the expected amount: medium from day 10 on, high from day 21 on. With last month known, both come a week
 * earlier, because last month counts as a week. docs/benchmarks.md has the errors of each in the simulation.
 */
function confidenceAfter(elapsedDays: number, lastMonthKnown: boolean): Confidence {
  const known = elapsedDays + (lastMonthKnown ? LAST_MONTH_WEIGHT_DAYS : 0);
  if (known >= 21) return 'high';
  return known >= 10 ? 'medium' : 'low';
}

/** `F ≥ L·(1 + 0.4·(1 − h/D))`, on day 3 or later, with 50 % spent. */
function byMonthEnd(input: ForecastInput, { elapsedDays, expectedAtEnd }: Forecast): Finding {
  const { period, spend, limit } = input;
  const say = sayer(input);
  if (elapsedDays < FORECAST_FROM_DAYS) {
    const age = Math.floor(elapsedDays * 10) / 10;
    return missed(`${longMonth(period)} is ${age} days old, and forecasts are sent after ${FORECAST_FROM_DAYS} days`);
  }
  if (!reaches(spend, limit, FORECAST_FROM_PCT)) {
    return missed(`${say(spend)} is less than ${FORECAST_FROM_PCT} % of ${say(limit)}, where forecasts begin`);
  }
  const expectation = `about ${say(expectedAtEnd)} expected at the end of ${longMonth(period)}`;
  const sentFrom = exact(new Big(limit).times(1 + MARGIN_AT_START * (1 - elapsedDays / daysIn(period))));
  if (compare(expectedAtEnd, sentFrom) < 0)
    return missed(`${expectation}; today a forecast is sent from ${say(sentFrom)} on`);
  return { holds: true, reason: `${expectation}, with a limit of ${say(limit)}` };
}

/** `d24 ≥ L − M` and `d6 ≥ 0.15·d24`, with 30 % spent. */
function withinADay(input: ForecastInput, { last24h, last6h }: Forecast): Finding {
  const { spend, limit } = input;
  const say = sayer(input);
  if (!reaches(spend, limit, TIME_TO_LIMIT_FROM_PCT)) {
    return missed(
      `${say(spend)} is less than ${TIME_TO_LIMIT_FROM_PCT} % of ${say(limit)}, where the last 24 hours begin to count`,
    );
  }
  if (last24h === undefined || last6h === undefined) return missed('the stored figures do not reach back 24 hours');
  const left = subtract(limit, spend);
  const pace = `${say(last24h)} in the last 24 hours, and ${say(left)} left`;
  if (compare(last24h, left) < 0) return missed(pace);
  if (new Big(last6h).lt(new Big(last24h).times(STILL_ACTIVE_SHARE))) {
    return missed(`${pace}, but only ${say(last6h)} came in the last 6 hours`);
  }
  return { holds: true, reason: `${pace}: at that pace ${say(limit)} is reached within a day` };
}

function missed(reason: string): Finding {
  return { holds: false, reason };
}

/** Hours until the limit. Only where `withinADay` holds: then the last 24 hours cost something. */
function hoursLeft({ limit, spend }: ForecastInput, { last24h = limit }: Forecast): number {
  return new Big(limit).minus(spend).times(24).div(last24h).toNumber();
}

/** Writes amounts with the decimals of the limit. */
function sayer({ currency, limit }: ForecastInput): (amount: Decimal) => string {
  return (amount) => `${currency === undefined ? '' : `${currency} `}${beside(limit, amount)}`;
}

function exact(amount: Big): Decimal {
  const rounded = amount.round(PLACES, Big.roundHalfUp);
  return rounded.eq(rounded.round(2)) ? rounded.toFixed(2) : rounded.toFixed();
}

/** The error of a forecast, in percent of the outcome; undefined where nothing was spent. */
export function errorPct(expectedAtEnd: Decimal, outcome: Decimal): number | undefined {
  if (new Big(outcome).eq(0)) return undefined;
  return new Big(expectedAtEnd).minus(outcome).abs().times(100).div(outcome).round(1).toNumber();
}

/** Whether half of a period is over. */
export function isPastMiddle(period: Period, now: Date): boolean {
  return elapsedIn(period, now) * 2 >= daysIn(period);
}
