import { type Alert, type CrossedAlert, isLate, type SpendAlert } from '../judging/alert.ts';
import {
  beside,
  compare,
  type Decimal,
  formatMoney,
  isZero,
  subtract,
  sum,
  timesAsMuch,
  ZERO,
} from '../values/money.ts';
import { daysIn, formatMoment, formatMomentInYear, longMonth, monthName } from '../values/month.ts';
import { oneLine } from '../values/text.ts';
import { limitAtThisPace, monthEndInWords, paceInWords, priceInWords } from './pace-words.ts';
import { costOn, endpoints } from './wording.ts';

/** A label and its value. */
export type Fact = [string, string];

/** Writes facts as lines, with the values in one column. */
export function rows(facts: Fact[]): string {
  const width = Math.max(...facts.map(([label]) => label.length));
  return facts.map(([label, value]) => `  ${label.padEnd(width)}   ${value}`).join('\n');
}

/** Lists what a mail says about one amount. @param now when the mail is composed */
export function factsOf(alert: SpendAlert, now: Date): Fact[] {
  const { spend, limit, currency, ratioPct, lastMonth, forecast, coverage } = alert;
  const noun = costOn(alert.meter);
  const expected = monthEndInWords(alert);
  const money = (amount: Decimal): string => `${currency} ${beside(limit, amount)}`;
  return [
    [
      `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${isLate(alert) ? `in ${monthName(alert.period)}` : 'this month'}`,
      `${money(spend)}${partsLine(alert)}`,
    ],
    ['Limit', `${money(limit)}   ${ratioPct} %, ${distance(alert)}${raisedLine(alert)}`],
    ...rowIf('Crossed now', alert.kind === 'crossed' && `${alert.reachedPct} %${historyLine(alert)}`),
    ...rowIf('Pace', paceInWords(alert)),
    ...rowIf('Limit reached', atThisPace(alert)),
    ...rowIf('Price', priceInWords(alert)),
    ...rowIf('Month end', expected && `${expected}   (${expectationLine(alert)})`),
    ...rowIf('Last month', !forecast && lastMonth && formatMoney({ amount: lastMonth, currency })),
    ...rowIf('Last 24 hours', forecast?.last24h && `${money(forecast.last24h)}${activityLine(alert)}`),
    ...rowIf('Where', whereInWords(alert)),
    ['Month', monthLine(alert)],
    ...rowIf('Counted', coverage && endpoints(coverage.endpoints)),
    ...rowIf('Incomplete', coverage?.unseen.join('; ')),
    ...rowIf('Not included', leftOut(alert).join('; ')),
    ['Figures as of', figuresAge(alert, now)],
  ];
}

/** `"in about 2 hours at this pace"` */
function atThisPace(alert: SpendAlert): string | undefined {
  const when = limitAtThisPace(alert);
  return when && `${when} at this pace`;
}

/** Confidence of the forecast, and last month's cost. */
function expectationLine({ forecast, range, lastMonth, currency }: SpendAlert): string {
  const confidence = forecast ? [`${(range ?? forecast).confidence} confidence`] : [];
  return [...confidence, ...(lastMonth ? [`last month ${formatMoney({ amount: lastMonth, currency })}`] : [])].join(
    ', ',
  );
}

/** `", 4 times its usual day; still active"` */
function activityLine({ forecast, pace, activeLastHour }: SpendAlert): string {
  const usual = pace?.usualPerDay;
  const times = forecast?.last24h && usual && !pace.isUnusual && timesAsMuch(forecast.last24h, usual, 1);
  return `${times ? `, ${times} its usual day` : ''}${activeLastHour ? '; still active' : ''}`;
}

/** `"Hamburg Mobile, Germany, 4G"` */
function whereInWords({ where = {} }: SpendAlert): string {
  const { operator, country, technology } = where;
  return [operator, country, technology].flatMap((text) => (text ? oneLine(text) : [])).join(', ');
}

/** `"; raised from EUR 50.00 for this month by Anna"` */
function raisedLine({ raised, limit, currency }: SpendAlert): string {
  return raised
    ? `; raised from ${currency} ${beside(limit, raised.from)} for this month by ${oneLine(raised.who)}`
    : '';
}

/** Calculated from the printed amounts, so that a reader gets the same result. */
function distance({ spend, limit, currency }: SpendAlert): string {
  const [printedSpend, printedLimit] = [beside(limit, spend), beside(limit, limit)];
  return compare(spend, limit) < 0
    ? `${currency} ${beside(limit, subtract(printedLimit, printedSpend))} left`
    : `${currency} ${beside(limit, subtract(printedSpend, printedLimit))} over`;
}

/** Costs that are missing from the amount. */
export function leftOut({ costUnavailable, otherCurrencies = [], currency }: SpendAlert): string[] {
  const hidden = costUnavailable.map(oneLine).join(', ');
  return [
    ...(hidden ? [`${hidden}: emnify reports volume without a cost`] : []),
    ...otherCurrencies.map((money) => `${formatMoney(money)}: the limit is in ${currency}`),
  ];
}

function rowIf(label: string, value: string | false | undefined): Fact[] {
  return value ? [[label, value]] : [];
}

/** Parts of the cost, as differences of rounded running sums: the printed parts add up to the cost, and none is negative. */
function partsLine({ parts, meter, limit, currency }: SpendAlert): string {
  if (meter !== 'total') return '';
  const dataAndSms = sum(parts.data, parts.sms);
  const sums: [string, Decimal][] = [
    ['data', parts.data],
    ['SMS', dataAndSms],
  ];
  if (!isZero(subtract(parts.total, dataAndSms))) sums.push(['other', parts.total]);
  const named = sums.map(([name, upTo], index) => {
    const amount = subtract(beside(limit, upTo), beside(limit, sums[index - 1]?.[1] ?? ZERO));
    return `${name} ${currency} ${beside(limit, amount)}`;
  });
  return `   (${named.join(', ')})`;
}

/** The most passed levels to list: a large jump passes many. */
const MOST_PASSED = 3;

function historyLine({ alreadySent, passedPct }: CrossedAlert): string {
  const lastSent = alreadySent.at(-1);
  const passed = passedPct.slice(0, MOST_PASSED).map((pct) => `${pct} %`);
  const more = passedPct.length > MOST_PASSED ? ' and more' : '';
  const notes = [
    ...(lastSent ? [`${lastSent.thresholdPct} % alert sent ${formatMomentInYear(new Date(lastSent.at))}`] : []),
    ...(passed.length > 0 ? [`went past ${passed.join(', ')}${more}`] : []),
  ];
  return notes.length > 0 ? `      (${notes.join('; ')})` : '';
}

/** `"October 2026 UTC, day 18 of 31"` */
export function monthLine(alert: Alert): string {
  const { period, figures } = alert;
  if (isLate(alert)) return `${longMonth(period)} UTC, which is over: these charges came late`;
  return `${longMonth(period)} UTC, day ${new Date(figures.fetchedAt).getUTCDate()} of ${daysIn(period)}`;
}

/** Tolerated difference between two clocks. */
const CLOCKS_DIFFER_MINUTES = 5;

/** The age of emnify's figures, where emnify gives their time. */
export function figuresAge({ figures: { lastUpdated, fetchedAt } }: Alert, now: Date): string {
  const checked = `checked ${formatMoment(new Date(fetchedAt))}`;
  if (lastUpdated === undefined) return `unknown (emnify gives no usable time; ${checked})`;
  const asOf = new Date(lastUpdated);
  const minutes = Math.round((now.getTime() - asOf.getTime()) / 60_000);
  if (minutes < -CLOCKS_DIFFER_MINUTES) return `${formatMoment(asOf)}, in the future (${checked})`;
  return `${formatMoment(asOf)}, ${age(Math.max(0, minutes))} old`;
}

function age(minutes: number): string {
  if (minutes === 0) return 'less than a minute';
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
