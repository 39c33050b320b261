import { type Alert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { monthName, shortMonth } from '../values/month.ts';
import { shorten, toAscii } from '../values/text.ts';
import { isList, type Notification, WIDTHS } from './digest.ts';
import { distinctNames } from './list-lines.ts';
import { limitSoon, paceInBrief, paceNowInBrief } from './pace-words.ts';
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
/** A name of this length says which device it is. The ending, the month and the usual pace go before it gets shorter. */
const GOOD_NAME = 24;
/** Enough of a name to recognise the device. */
const LEAST_NAME = 12;
/** The most devices, groups and organisations to name. Of more, the most urgent one is named. */
const MOST_NAMED = 3;
const LONGEST_NAME = 40;
const lengthsFrom = (most: number, least: number): number[] =>
  Array.from({ length: most - least + 1 }, (_, index) => most - index);

/**
 * Writes the subject of a mail: the pace and the time to the limit where they are unusual, and the amounts. Where it is too
 * long, the ending goes, then the month, the usual pace and the pace, and then a long name is cut. Amounts always stay.
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
  const forms = figuresOf(first).map((form) => `: ${form}`);
  const roomBefore = (rest: string): number => MAX_LENGTH - tag.length - 1 - rest.length;
  const fitting = (some: string[], length: number): string | undefined =>
    some
      .flatMap((form) => [`${form}${month}${ENDING}`, `${form}${month}`, form])
      .find((rest) => roomBefore(rest) >= Math.min(name.length, length));
  // The usual pace goes before a name is cut, and the pace of now only where even a short name has no room.
  const fullest = forms.slice(0, -1).slice(0, 2);
  const rest =
    [LONGEST_NAME, GOOD_NAME, LEAST_NAME]
      .map((length) => fitting(fullest, length))
      .find((each) => each !== undefined) ??
    fitting(forms, LEAST_NAME) ??
    `: ${isSpendAlert(first) ? `${first.ratioPct}% of its limit` : FAULT_WORDS[first.kind]}`;
  return `${tag} ${shorten(name, roomBefore(rest))}${rest}`;
}

/** Writes a content with names of a given length. */
type Content = (nameLength: number) => string;

/** The first content that fits. The ending goes first, then the month, then the next content is tried with good names. */
function listSubject(tag: string, contents: Content[], month: string): string | undefined {
  for (const lengths of [lengthsFrom(LONGEST_NAME, GOOD_NAME), lengthsFrom(GOOD_NAME - 1, LEAST_NAME)]) {
    for (const content of contents) {
      const texts = lengths.map((length) => `${tag} ${content(length)}`);
      const room = (ending: string) => (text: string) => text.length + ending.length <= MAX_LENGTH;
      const ending = [`${month}${ENDING}`, month, ''].find((each) => texts.some(room(each)));
      const text = ending === undefined ? undefined : texts.find(room(ending));
      if (text !== undefined) return `${text}${ending}`;
    }
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
    ...(ofScopes.length <= MOST_NAMED
      ? [true, false].map((withPace) => (length: number) => `${opening}${named(byWidth, length, { newest, withPace })}`)
      : []),
    ...[true, false].flatMap((withPace) =>
      [true, false].map((withNoun) => (length: number) => {
        const first = named(ofScopes.slice(0, 1), length, { newest, withPace });
        const more = ofScopes.length > 1 ? ` and ${ofScopes.length - 1} more` : '';
        return `${opening}${first}${more}; ${countsInBrief(counts, withNoun)}`;
      }),
    ),
    () => `${opening}${countsInBrief(counts, true)}`,
  ];
}

/** What is said of each alert among several. */
interface Detail {
  newest: Alert;
  withPace: boolean;
}

/** `"group cameras 82%, tracker-1 122% at EUR 1.20/h"` */
function named(ofScopes: Alert[][], nameLength: number, detail: Detail): string {
  const names = distinctNames(
    ofScopes.flatMap(([first]) => (first ? [{ id: toAscii(first.scope.id), name: nameIn(first.scope, toAscii) }] : [])),
    nameLength,
  );
  return ofScopes
    .map((alerts, index) => {
      const figures = alerts.slice(0, ofScopes.length === 1 ? 2 : 1).map((alert) => inBrief(alert, detail));
      return `${names[index]} ${figures.join(' and ')}`;
    })
    .join(', ');
}

function inBrief(alert: Alert, { newest, withPace }: Detail): string {
  const month = isLate(alert) && !isLate(newest) ? ` in ${monthName(alert.period).slice(0, 3)}` : '';
  if (!isSpendAlert(alert)) return `${FAULT_WORDS[alert.kind]}${month}`;
  const meterName = alert.meter === 'total' ? '' : `${costOn(alert.meter)} `;
  const pace = withPace ? paceNowInBrief(alert) : undefined;
  const unusual = pace ? ` at ${pace}` : '';
  const news = {
    crossed: unusual,
    anomaly: unusual || ' and unusual',
    forecast: `${unusual}, heading over`,
    'time-to-limit': unusual,
  }[alert.kind];
  const hours = alert.kind === 'time-to-limit' ? `, limit ${hoursInWords(alert.hoursLeft)}` : '';
  return `${meterName}${alert.ratioPct}%${news}${hours}${month}`;
}

function widthOf(alert: Alert | undefined): number {
  return alert ? WIDTHS.indexOf(alert.scope.kind) : WIDTHS.length;
}

function monthOf(alert: Alert): string {
  return `${shortMonth(alert.period)}${isLate(alert) ? ', late' : ''}`;
}

/** What is said of a single alert, the fullest form first: the pace, the time to the limit, the amounts. */
function figuresOf(alert: Alert): string[] {
  if (!isSpendAlert(alert)) return [FAULT_WORDS[alert.kind]];
  const { kind, spend, forecast, ratioPct } = alert;
  const figures =
    kind === 'forecast' && !alert.pace?.isUnusual
      ? `forecast ${amounts(alert, forecast?.expectedAtEnd ?? spend)}`
      : `${amounts(alert, spend)} (${ratioPct}%)${kind === 'forecast' ? ', heading over' : ''}`;
  const soon = limitSoon(alert);
  const after = [...(soon ? [`limit ${soon}`] : []), figures];
  const paces = [paceInBrief(alert), paceNowInBrief(alert), undefined];
  return [...new Set([...paces.map((pace) => [...(pace ? [pace] : []), ...after].join(', ')), figures])];
}

/** `"data cost EUR 6.10 of EUR 5.00"` */
function amounts({ currency, limit, meter }: SpendAlert, amount: string): string {
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${meterName}${currency} ${beside(limit, amount)} of ${currency} ${beside(limit, limit)}`;
}
