import { isLate, type SpendAlert } from '../judging/alert.ts';
import type { Pace } from '../judging/pace.ts';
import { beside, compare, type Decimal, isZero, times as timesOf } from '../values/money.ts';
import { daysIn, formatMoment } from '../values/month.ts';
import { plural } from '../values/text.ts';
import { hoursInWords } from './wording.ts';

type AnyPace = Omit<Pace, 'isUnusual'>;

/** Times as much that are worth a number. */
const LEAST_TIMES = 2;
/** From here on, the number itself says nothing more. */
const MOST_TIMES = 100;

/** `"EUR 12.00 an hour over the last hour, usually EUR 0.02 a day"`; undefined at the usual pace. */
export function paceInWords(alert: SpendAlert): string | undefined {
  const { pace, usualSince } = alert;
  if (!pace?.isUnusual) return usualSince && `back to usual since ${formatMoment(new Date(usualSince))}`;
  return unusualPaceInWords(pace, alert);
}

/** What the words about a pace need besides it. */
type Around = Pick<SpendAlert, 'currency' | 'limit' | 'period'>;

/** `"EUR 12.00 an hour over the last hour, usually EUR 0.02 a day"` */
export function unusualPaceInWords(pace: AnyPace, around: Around): string {
  const money = (amount: Decimal): string => amountInWords(amount, around.limit, around.currency);
  const now = inSpan(pace, money);
  if (pace.usualPerDay === undefined)
    return `${now}; no week of history yet, the limit allows ${money(allowedPerDay(around))} a day`;
  const usually = isZero(pace.usualPerDay) ? 'nothing' : `${money(pace.usualPerDay)} a day`;
  return `${now}, usually ${usually}${times(pace)}`;
}

/**
 * `"EUR 12.00/h, usually 0.02/day"`, `"EUR 0.33/h, usually 0.05/h"`: for subjects, lists and text messages; undefined at the
 * usual pace. The units differ only where an hour costs more than a usual day, which no reader takes for less.
 */
export function paceInBrief(alert: SpendAlert): string | undefined {
  const now = paceNowInBrief(alert);
  const { pace, limit } = alert;
  if (now === undefined || pace?.usualPerDay === undefined) return now;
  const { usualPerDay } = pace;
  if (isZero(usualPerDay)) return `${now}, usually nothing`;
  const usual =
    isOfDays(pace) || isDayInAnHour(pace)
      ? `${amountInWords(usualPerDay, limit)}/day`
      : `${amountInWords(String(Number(usualPerDay) / 24), limit)}/h`;
  return `${now}, usually ${usual}`;
}

/** `"EUR 12.00/h"`, `"EUR 8.00/day"`; undefined at the usual pace. */
export function paceNowInBrief({ pace, limit, currency }: SpendAlert): string | undefined {
  if (!pace?.isUnusual) return undefined;
  const { perHour } = pace;
  return `${currency} ${isOfDays(pace) ? `${beside(limit, perDay(perHour))}/day` : `${beside(limit, perHour)}/h`}`;
}

/** `"in about 2 hours"`: when the limit is reached, by the pace or by the forecast that the alert is about. */
export function limitSoon(alert: SpendAlert): string | undefined {
  return alert.kind === 'time-to-limit' ? hoursInWords(alert.hoursLeft) : limitAtThisPace(alert);
}

/** `"in about 2 hours"`: when the limit is reached at an unusual pace; undefined where that is not within three days. */
export function limitAtThisPace(about: Pick<SpendAlert, 'pace' | 'spend' | 'limit'>): string | undefined {
  const hours = hoursAtThisPace(about);
  return hours === undefined ? undefined : hoursInWords(hours);
}

/** `"in about 2 hours"`: when the first of several limits is reached at an unusual pace. */
export function firstLimitAtThisPace(alerts: SpendAlert[]): string | undefined {
  const hours = alerts.flatMap((alert) => hoursAtThisPace(alert) ?? []).sort((a, b) => a - b);
  return hours[0] === undefined ? undefined : hoursInWords(hours[0]);
}

function hoursAtThisPace({ pace, spend, limit }: Pick<SpendAlert, 'pace' | 'spend' | 'limit'>): number | undefined {
  if (!pace?.isUnusual || isZero(pace.perHour) || compare(spend, limit) >= 0) return undefined;
  const hours = (Number(limit) - Number(spend)) / Number(pace.perHour);
  return hours <= MOST_HOURS ? hours : undefined;
}

/** What the words about the end of the month need. */
type Expected = Around & Pick<SpendAlert, 'forecast' | 'range' | 'pace' | 'figures'>;

/** What the month comes to: both ends where they are apart, one figure where they are near. */
export function monthEndInWords(alert: Expected): string | undefined {
  const { forecast, range, pace, currency, limit } = alert;
  if (!forecast || isLate(alert)) return undefined;
  const money = (amount: Decimal): string => `${currency} ${beside(limit, amount)}`;
  if (!range || !pace?.isUnusual || areNear(range.ifUsual, range.ifContinues)) {
    return `about ${money(forecast.expectedAtEnd)}`;
  }
  const usual = pace.usualPerDay === undefined ? 'what the limit allows' : 'its usual pace';
  return `${money(range.ifUsual)} if it returns to ${usual}, ${money(range.ifContinues)} if it goes on like this`;
}

/** `"EUR 2.00 a MB, usually EUR 0.10 in this fleet: is it abroad, or in an expensive network?"` */
export function priceInWords({ price, currency }: SpendAlert): string | undefined {
  if (!price) return undefined;
  const money = (amount: number): string => formatPrice(currency, amount);
  const usual = `usually ${money(price.usualPerMb)}${price.usualOf === 'fleet' ? ' in this fleet' : ''}`;
  return `${money(price.perMb)} a MB, ${usual}: is it abroad, or in an expensive network?`;
}

/** `"EUR 2.00/MB, usually 0.10"` */
export function priceInBrief({ price, currency }: SpendAlert): string | undefined {
  return price && `${formatPrice(currency, price.perMb)}/MB, usually ${formatPrice('', price.usualPerMb).trim()}`;
}

/** Two decimals, or two digits where the amount is smaller. */
function formatPrice(currency: string, amount: number): string {
  return `${currency} ${amount >= 0.1 ? amount.toFixed(2) : Number(amount.toPrecision(2))}`;
}

/** Longest time to a limit that is worth a sentence. */
const MOST_HOURS = 72;
/** From this span on, a pace is one of days. */
const LONG_HOURS = 12;
/** Two ends are near when the larger one is at most this many times the smaller. */
const NEAR_TIMES = 1.1;

function areNear(a: Decimal, b: Decimal): boolean {
  const [less, more] = [Number(a), Number(b)].sort((x, y) => x - y) as [number, number];
  return more <= less * NEAR_TIMES;
}

/** `"EUR 12.00 an hour over the last hour"`, `"EUR 8.00 in the last 24 hours"` */
function inSpan({ perHour, overHours }: AnyPace, money: (amount: Decimal) => string): string {
  const hours = Math.round(overHours);
  if (hours >= LONG_HOURS) return `${money(String(Number(perHour) * overHours))} in the last ${hours} hours`;
  return `${money(perHour)} an hour over the last ${hours <= 1 ? 'hour' : plural(hours, 'hour')}`;
}

/** `" (27 times as much)"`; nothing where an hour costs more than a usual day, which says enough. */
function times(pace: AnyPace): string {
  if (!pace.usualPerDay || isZero(pace.usualPerDay) || (!isOfDays(pace) && isDayInAnHour(pace))) return '';
  const factor = Math.floor((Number(pace.perHour) * 24) / Number(pace.usualPerDay));
  if (factor > MOST_TIMES) return ` (more than ${MOST_TIMES} times as much)`;
  return factor >= LEAST_TIMES ? ` (${factor} times as much)` : '';
}

function isOfDays({ overHours }: AnyPace): boolean {
  return overHours >= LONG_HOURS;
}

function isDayInAnHour({ perHour, usualPerDay = '0' }: AnyPace): boolean {
  return compare(perHour, usualPerDay) >= 0;
}

function perDay(perHour: Decimal): Decimal {
  return timesOf(perHour, '24');
}

function allowedPerDay({ limit, period }: Around): Decimal {
  return String(Number(limit) / daysIn(period));
}

/** Never writes a small amount as zero. `"EUR 0.02"`, `"less than EUR 0.01"`; without a currency where it was said before. */
function amountInWords(amount: Decimal, limit: Decimal, currency?: string): string {
  const written = beside(limit, amount);
  const money = (text: string): string => (currency === undefined ? text : `${currency} ${text}`);
  return isZero(written) && !isZero(amount) ? `less than ${money(written.replace(/0$/, '1'))}` : money(written);
}
