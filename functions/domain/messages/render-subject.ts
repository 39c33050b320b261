import { type Alert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { monthName, shortMonth } from '../values/month.ts';
import { shorten, toAscii } from '../values/text.ts';
import { isList, type Notification, WIDTHS } from './digest.ts';
import { distinctNames } from './list-lines.ts';
import { paceInBrief } from './pace-words.ts';
import {
  costOn,
  countAlerts,
  countsInBrief,
  FAULT_WORDS,
  hoursInWords,
  nameIn,
  newestOf,
  summaryOf,
} from './wording.ts';
import { wrongCurrencyIn } from './wrong-currency.ts';

/** SNS takes subjects of fewer than 100 ASCII characters without line breaks (Publish, parameter Subject). */
const MAX_LENGTH = 99;
const ENDING = ' - emnify cost alert';
/** Enough of a name to recognise the device. The ending and the month go before the name gets shorter. */
const LEAST_NAME = 12;
/** The most devices, groups and organisations to name. Of more, the most urgent one is named. */
const MOST_NAMED = 3;
const LONGEST_NAME = 40;
const NAME_LENGTHS = Array.from({ length: LONGEST_NAME - LEAST_NAME + 1 }, (_, index) => LONGEST_NAME - index);

/**
 * Writes the subject of a mail. Where it is too long, the ending goes, then the month, then a long name is cut. Amounts
 * always stay.
 */
export function renderSubject(notification: Notification): string {
  const { event, severity, alerts } = notification;
  const tag = event === 'test' ? '[TEST]' : `[${severity.toUpperCase()}]`;
  const month = `, ${monthOf(newestOf(alerts))}`;
  if (isList(notification)) {
    const contents = listContents(notification);
    return listSubject(tag, contents, month) ?? shorten(`${tag} ${contents.at(-1)?.(LEAST_NAME)}`, MAX_LENGTH);
  }

  const [first] = alerts;
  const name = nameIn(first.scope, toAscii);
  const figures = `: ${figuresOf(first)}`;
  const roomBefore = (rest: string): number => MAX_LENGTH - tag.length - 1 - rest.length;
  const rest =
    [`${figures}${month}${ENDING}`, `${figures}${month}`, figures].find(
      (candidate) => roomBefore(candidate) >= Math.min(name.length, LEAST_NAME),
    ) ?? `: ${isSpendAlert(first) ? `${first.ratioPct}% of its limit` : FAULT_WORDS[first.kind]}`;
  return `${tag} ${shorten(name, roomBefore(rest))}${rest}`;
}

/** Writes a content with names of a given length. */
type Content = (nameLength: number) => string;

/** The first content that fits. The ending goes first, then names get shorter, then the month goes. */
function listSubject(tag: string, contents: Content[], month: string): string | undefined {
  for (const content of contents) {
    const write = (length: number, ending: string): string => `${tag} ${content(length)}${ending}`;
    const candidates = [
      write(LONGEST_NAME, `${month}${ENDING}`),
      ...NAME_LENGTHS.map((length) => write(length, month)),
      ...NAME_LENGTHS.map((length) => write(length, '')),
    ];
    const fitting = candidates.find((text) => text.length <= MAX_LENGTH);
    if (fitting !== undefined) return fitting;
  }
  return undefined;
}

/** Up to three names, the widest scope first; of more, the most urgent name and counts. One common cause has no names. */
function listContents(notification: Notification): Content[] {
  const { event, alerts } = notification;
  if (event === 'check-me' || wrongCurrencyIn(notification)?.others.length === 0) {
    const cause = summaryOf(notification, true) ?? '';
    return [() => `${cause.charAt(0).toUpperCase()}${cause.slice(1)}`];
  }
  const newest = newestOf(alerts);
  const ofScopes = [...Map.groupBy(alerts, ({ scope }) => `${scope.kind} ${scope.id}`).values()];
  const isMuteOver = alerts.every(({ mute }) => mute?.cause === 'ended');
  const opening = event === 'baseline' ? 'First check: ' : isMuteOver ? 'Mute ended: ' : '';
  const byWidth = ofScopes.toSorted(([a], [b]) => widthOf(a) - widthOf(b));
  const counts = countAlerts(alerts);
  return [
    ...(ofScopes.length <= MOST_NAMED ? [(length: number) => `${opening}${named(byWidth, length, newest)}`] : []),
    ...[true, false].map((withNoun) => (length: number) => {
      const more = ofScopes.length > 1 ? ` and ${ofScopes.length - 1} more` : '';
      return `${opening}${named(ofScopes.slice(0, 1), length, newest)}${more}; ${countsInBrief(counts, withNoun)}`;
    }),
    () => `${opening}${countsInBrief(counts, true)}`,
  ];
}

/** `"group cameras 82%, tracker-1 122%"` */
function named(ofScopes: Alert[][], nameLength: number, newest: Alert): string {
  const names = distinctNames(
    ofScopes.flatMap(([first]) => (first ? [{ id: toAscii(first.scope.id), name: nameIn(first.scope, toAscii) }] : [])),
    nameLength,
  );
  return ofScopes
    .map((alerts, index) => {
      const figures = alerts.slice(0, ofScopes.length === 1 ? 2 : 1).map((alert) => inBrief(alert, newest));
      return `${names[index]} ${figures.join(' and ')}`;
    })
    .join(', ');
}

function inBrief(alert: Alert, newest: Alert): string {
  const month = isLate(alert) && !isLate(newest) ? ` in ${monthName(alert.period).slice(0, 3)}` : '';
  if (!isSpendAlert(alert)) return `${FAULT_WORDS[alert.kind]}${month}`;
  const meterName = alert.meter === 'total' ? '' : `${costOn(alert.meter)} `;
  const news = { crossed: '', anomaly: ' and unusual', forecast: ', heading over', 'time-to-limit': '' }[alert.kind];
  const hours = alert.kind === 'time-to-limit' ? `, limit ${hoursInWords(alert.hoursLeft)}` : '';
  return `${meterName}${alert.ratioPct}%${news}${hours}${month}`;
}

function widthOf(alert: Alert | undefined): number {
  return alert ? WIDTHS.indexOf(alert.scope.kind) : WIDTHS.length;
}

function monthOf(alert: Alert): string {
  return `${shortMonth(alert.period)}${isLate(alert) ? ', late' : ''}`;
}

function figuresOf(alert: Alert): string {
  if (!isSpendAlert(alert)) return FAULT_WORDS[alert.kind];
  if (alert.kind === 'anomaly')
    return `${paceInBrief(alert) ?? 'unusual pace'}, ${amounts(alert, alert.spend)} (${alert.ratioPct}%)`;
  if (alert.kind === 'forecast') return `forecast ${amounts(alert, alert.forecast?.expectedAtEnd ?? alert.spend)}`;
  const share = `${amounts(alert, alert.spend)} (${alert.ratioPct}%)`;
  return alert.kind === 'time-to-limit' ? `${share}, limit ${hoursInWords(alert.hoursLeft)}` : share;
}

/** `"data cost EUR 6.10 of EUR 5.00"` */
function amounts({ currency, limit, meter }: SpendAlert, amount: string): string {
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${meterName}${currency} ${beside(limit, amount)} of ${currency} ${beside(limit, limit)}`;
}
