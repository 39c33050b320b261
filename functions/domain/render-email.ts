import { type Alert, isLate } from './alert.ts';
import type { Notification } from './digest.ts';
import { beside, compare, type Decimal, formatMoney, isZero, subtract, sum, ZERO } from './money.ts';
import { daysIn, formatMoment, formatMomentInYear, longMonth, monthName, shortMonth } from './period.ts';
import { oneLine, shorten } from './text.ts';
import { costOn, newestOf, tally, tallySentence } from './wording.ts';

/** Where a mail becomes a list that nobody reads, and SNS's 256 KiB are still far away. */
const MOST_LISTED = 100;

/** The mail as a person reads it, plain text: who, how much, of what; how old the figures are; what to do; why you got it. */
export function renderEmail(notification: Notification): string {
  if (notification.event === 'digest') return digestEmail(notification);
  const [alert] = notification.alerts;
  const body = alertEmail(alert, notification);
  return notification.event === 'test' ? `${TEST_NOTICE}\n\n${body}` : body;
}

const TEST_NOTICE = 'THIS IS A TEST, sent by hand. No device is over its limit. A real alert looks like this:';

function alertEmail(alert: Alert, { composedAt, notificationId }: Notification): string {
  return paragraphs(
    `${alert.severity.toUpperCase()}: ${headline(alert)}.`,
    rows(factsOf(alert, new Date(composedAt))),
    whatToDo([
      `Look at the device in the emnify Portal (${identity(alert)}).`,
      `Expected? Raise the limit of budget "${alert.budget}" in budgets.yaml, or give the device a budget of its own, and deploy.`,
      'Not expected? Disable the endpoint in the Portal to stop its traffic, or suspend its SIM to stop the fee as well.',
    ]),
    `Budget "${alert.budget}". Next: at ${alert.nextPct} %. This level is told once in ${monthName(alert.period)}.\nRef ${notificationId}`,
  );
}

function digestEmail({ alerts, severity, composedAt, notificationId }: Notification): string {
  const listed = alerts.slice(0, MOST_LISTED);
  const unlisted = alerts.length - listed.length;
  return paragraphs(
    `${severity.toUpperCase()}: ${tallySentence(tally(alerts))}.`,
    table(listed) +
      (unlisted > 0 ? `\n  … and ${unlisted} more, less urgent: the table NotificationLog has them all.` : ''),
    rows([
      ['Month', monthLine(newestOf(alerts))],
      ['Oldest figures', figuresAge(oldest(alerts), new Date(composedAt))],
    ]),
    whatToDo([
      'Look at these devices in the emnify Portal, from the top of the list.',
      'Expected? Raise the limit of the budget in budgets.yaml, or give the devices a budget of their own, and deploy.',
      'Not expected? Disable an endpoint in the Portal to stop its traffic, or suspend its SIM to stop the fee as well.',
    ]),
    `Each level of each device is told once a month.\nRef ${notificationId}`,
  );
}

function headline({ endpoint, severity, meter, ratioPct }: Alert): string {
  const who = endpoint.name === `endpoint ${endpoint.id}` ? endpoint.name : `endpoint ${endpoint.name}`;
  const limit = `its monthly ${costOn(meter)} limit`;
  return severity === 'critical'
    ? `${who} ${ratioPct > 100 ? 'is over' : 'has reached'} ${limit}`
    : `${who} has used ${ratioPct} % of ${limit}`;
}

function factsOf(alert: Alert, now: Date): [string, string][] {
  const { spend, limit, currency, ratioPct, lastMonth } = alert;
  const noun = costOn(alert.meter);
  return [
    [
      `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${isLate(alert) ? `in ${monthName(alert.period)}` : 'this month'}`,
      `${currency} ${beside(limit, spend)}${partsLine(alert)}`,
    ],
    ['Limit', `${currency} ${beside(limit, limit)}   ${ratioPct} %, ${distance(alert)}`],
    ['Crossed now', `${alert.reachedPct} %${historyLine(alert)}`],
    ['Month', monthLine(alert)],
    ...rowIf('Last month', lastMonth && formatMoney({ amount: lastMonth, currency })),
    ...rowIf('Not included', leftOut(alert).join('; ')),
    ['Figures as of', figuresAge(alert, now)],
  ];
}

/** Taken from the amounts as they are printed, so that a reader's own sum comes out. */
function distance({ spend, limit, currency }: Alert): string {
  const [printedSpend, printedLimit] = [beside(limit, spend), beside(limit, limit)];
  return compare(spend, limit) < 0
    ? `${currency} ${beside(limit, subtract(printedLimit, printedSpend))} left`
    : `${currency} ${beside(limit, subtract(printedSpend, printedLimit))} over`;
}

function leftOut({ costUnavailable, otherCurrencies = [], currency }: Alert): string[] {
  const hidden = costUnavailable.map(oneLine).join(', ');
  return [
    ...(hidden ? [`${hidden}: emnify reports volume without a cost`] : []),
    ...otherCurrencies.map((money) => `${formatMoney(money)}: the limit is in ${currency}`),
  ];
}

function rowIf(label: string, value: string | false | undefined): [string, string][] {
  return value ? [[label, value]] : [];
}

/** Differences of rounded running sums: as printed, the parts add up to the cost, and none is negative. */
function partsLine({ parts, meter, limit, currency }: Alert): string {
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

/** A jump far up goes past too many levels to read. */
const MOST_PASSED = 3;

function historyLine({ told, passedPct }: Alert): string {
  const lastTold = told.at(-1);
  const passed = passedPct.slice(0, MOST_PASSED).map((pct) => `${pct} %`);
  const more = passedPct.length > MOST_PASSED ? ' and more' : '';
  const notes = [
    ...(lastTold ? [`${lastTold.thresholdPct} % was told ${formatMomentInYear(new Date(lastTold.at))}`] : []),
    ...(passed.length > 0 ? [`went past ${passed.join(', ')}${more}`] : []),
  ];
  return notes.length > 0 ? `      (${notes.join('; ')})` : '';
}

function monthLine(alert: Alert): string {
  const { period, figures } = alert;
  if (isLate(alert)) return `${longMonth(period)} UTC, which is over: these charges came late`;
  return `${longMonth(period)} UTC, day ${new Date(figures.fetchedAt).getUTCDate()} of ${daysIn(period)}`;
}

/** The age of what emnify added up; where emnify does not say, of our question. */
function figuresAge({ figures }: Alert, now: Date): string {
  const asOf = new Date(figures.lastUpdated ?? figures.fetchedAt);
  const minutes = Math.max(0, Math.round((now.getTime() - asOf.getTime()) / 60_000));
  const guess = figures.lastUpdated ? '' : ' (when we asked: emnify gives no time)';
  return `${formatMoment(asOf)}, ${age(minutes)} old${guess}`;
}

function age(minutes: number): string {
  if (minutes === 0) return 'less than a minute';
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

function identity({ endpoint }: Alert): string {
  const { id, iccid } = endpoint;
  return oneLine(`endpoint ${id}${iccid ? `, ICCID ...${iccid.slice(-4)}` : ''}`);
}

function table(alerts: Alert[]): string {
  const cells = alerts.map((alert) => [
    shorten(alert.endpoint.name, 32),
    figuresOf(alert),
    `${alert.ratioPct} %`,
    `crossed ${alert.reachedPct} %${digestHistory(alert)}${isLate(alert) ? `, ${shortMonth(alert.period)}, late` : ''}`,
    `${identity(alert)}, budget "${alert.budget}"${leftOut(alert).length > 0 ? ', not all costs known' : ''}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)));
  return cells.map((row) => `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('   ')}`).join('\n');
}

function figuresOf({ meter, currency, spend, limit }: Alert): string {
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${meterName}${currency} ${beside(limit, spend)} of ${beside(limit, limit)}`;
}

function digestHistory({ told }: Alert): string {
  const last = told.at(-1);
  return last ? ` (${last.thresholdPct} % told ${formatMomentInYear(new Date(last.at))})` : '';
}

function oldest(alerts: [Alert, ...Alert[]]): Alert {
  const asOf = ({ figures }: Alert): string => figures.lastUpdated ?? figures.fetchedAt;
  return alerts.reduce((a, b) => (asOf(b) < asOf(a) ? b : a));
}

function whatToDo(steps: string[]): string {
  return ['What to do', ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n');
}

function rows(facts: [string, string][]): string {
  const width = Math.max(...facts.map(([label]) => label.length));
  return facts.map(([label, value]) => `  ${label.padEnd(width)}   ${value}`).join('\n');
}

function paragraphs(...parts: string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}
