import { type Alert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { clockTime, monthName } from '../values/month.ts';
import { toGsm7 } from '../values/text.ts';
import { noticesInText } from './delivery-notice.ts';
import { isList, type Notification } from './digest.ts';
import { distinctNames } from './list-lines.ts';
import { type MuteInMessage, mutesIn, mutesInText } from './mute-words.ts';
import { limitSoon, paceInBrief, paceNowInBrief, priceInBrief } from './pace-words.ts';
import type { TextRation } from './text-ration.ts';
import { costOn, FAULT_WORDS, nameIn, newestOf, placeOf, summaryOf } from './wording.ts';
import { currencyInText, wrongCurrencyIn } from './wrong-currency.ts';

/** The most characters. One GSM-7 segment holds 160 septets, and SNS adds a sender where an account has none registered. */
const MAX_LENGTH = 140;
const MOST_NAMED = 3;
/** The shortest name among several: shorter ones look alike. One alone gets shorter only where the reason of a mute is gone. */
const SHORTEST_OF_MANY = 12;
const GOOD_LENGTHS = [40, 30, 24, 20, 16, SHORTEST_OF_MANY];
const SHORTEST_NAME = 8;
const NAME_LENGTHS = [...GOOD_LENGTHS, SHORTEST_NAME];
const LENGTH_BESIDE_EXTRAS = 24;

/** Alerts of the same notification that the text leaves out, because their devices had a text recently. */
export type LeftOut = Pick<TextRation, 'rationed' | 'since'>;

/**
 * Writes the text message. Where it is too long, these go, in this order: what is good to know besides, long names, the
 * name of a mute of some alerts, the time to the limit of all devices but the first, the third and second device, the reason
 * of a mute, the notice about mails, the first device of a list, the mute, the count of what is left out, and the pace. The
 * amounts of a single alert always stay.
 */
export function renderSms(notification: Notification, leftOut: LeftOut = { rationed: 0 }): string {
  const opening = openingOf(notification);
  for (const form of formsOf(opening, leftOut)) {
    const text = composed(opening, form);
    if (text.length <= MAX_LENGTH) return text;
  }
  return composed(opening, { ...BARE, named: 0, withPace: false });
}

/** What a text has of all that can be said. */
interface Form {
  /** How many of a list are named, */
  named: number;
  nameLength: number;
  /** and of how many of these the time to the limit is in it. */
  timed: number;
  /** How many of the extras of a single alert are in it. */
  extras: number;
  mutes: 'full' | 'without some' | 'brief' | 'none';
  withNotices: boolean;
  withPace: boolean;
  leftOut: LeftOut;
}

const BARE: Form = {
  named: 1,
  nameLength: SHORTEST_NAME,
  timed: 0,
  extras: 0,
  mutes: 'none',
  withNotices: false,
  withPace: true,
  leftOut: { rationed: 0 },
};

/** All forms of a text, the best first. */
function* formsOf({ named: all, extras }: Opening, leftOut: LeftOut): Generator<Form> {
  const whole: Form = { ...BARE, mutes: 'full', withNotices: true, leftOut };
  for (let count = extras.length; count > 0; count--) {
    yield { ...whole, extras: count, timed: 1, nameLength: LENGTH_BESIDE_EXTRAS };
  }
  for (const { named, timed } of divisions(all.length)) {
    for (const mutes of ['full', 'without some'] as const)
      for (const nameLength of GOOD_LENGTHS) yield { ...whole, named, timed, mutes, nameLength };
  }
  for (const mutes of ['brief', 'full', 'without some'] as const)
    for (const nameLength of NAME_LENGTHS) yield { ...whole, mutes, nameLength };
  for (const mutes of ['brief', 'none'] as const) {
    for (const nameLength of NAME_LENGTHS) yield { ...BARE, mutes, nameLength, leftOut };
    yield { ...BARE, mutes, named: 0, leftOut };
  }
}

/** How many are named, and of how many the time to the limit is in it. That of the first is worth more than a name. */
function divisions(most: number): { named: number; timed: number }[] {
  const counts = Array.from({ length: most }, (_, index) => most - index);
  return [
    ...counts.flatMap((named) => [named, 1].map((timed) => ({ named, timed }))),
    ...counts.map((named) => ({ named, timed: 0 })),
  ];
}

function composed(
  opening: Opening,
  { named, nameLength, timed, extras, mutes, withNotices, withPace, leftOut }: Form,
): string {
  const { mark, month, summary, notices, ref } = opening;
  const alerts = opening.named.slice(0, summary === undefined ? 1 : named);
  const names = cutNames(alerts, nameLength);
  const [first] = opening.named;
  const extra = opening.extras.slice(0, extras);
  const entries = alerts.map(({ alert }, index) => inDigest(alert, names[index] ?? '', index < timed));
  const text =
    summary === undefined && first
      ? [
          [inFull(first.alert, names[0] ?? '', { month, withPace }), ...extra.flatMap(({ part }) => part ?? [])].join(
            ', ',
          ),
        ]
      : [
          [summary, ...(opening.hasMonth ? [month] : [])].join(', '),
          ...entries,
          ...(withNotices ? opening.remedy : []),
        ];
  const brief = { full: 'none', 'without some': 'some', brief: 'all', none: 'all' } as const;
  const muted = mutes === 'none' ? [] : mutesInText(opening.mutes, nameLength, brief[mutes]);
  const sentences = extra.flatMap(({ sentence }) => (sentence ? `${sentence}. ` : []));
  return `${mark} emnify: ${[...text, ...muted, ...rest(leftOut)].join('; ')}. ${sentences.join('')}${withNotices ? notices : ''}Ref ${ref}`;
}

/** The parts that do not depend on the length. They are made once, because they read thousands of alerts. */
interface Opening {
  mark: string;
  month: string;
  /** Summary of a list. */
  summary: string | undefined;
  hasMonth: boolean;
  /** The alerts that can be named, most urgent first. */
  named: NamedAlert[];
  /** What to do about the others. */
  remedy: string[];
  extras: Extra[];
  mutes: MuteInMessage[];
  notices: string;
  ref: string;
}

function openingOf(notification: Notification): Opening {
  const { event, severity, alerts, notices, notificationId } = notification;
  const newest = newestOf(alerts);
  const wrongCurrency = isList(notification) ? wrongCurrencyIn(notification) : undefined;
  const onlyCurrency = wrongCurrency?.others.length === 0 ? wrongCurrency : undefined;
  return {
    mark: event === 'test' ? 'TEST' : { critical: 'CRIT', warning: 'WARN' }[severity],
    month: `${monthName(newest.period).slice(0, 3)}${isLate(newest) ? ', late' : ''}`,
    summary: onlyCurrency ? currencyInText(onlyCurrency) : summaryOf(notification, false),
    hasMonth: !onlyCurrency,
    named: (wrongCurrency?.others ?? alerts).slice(0, MOST_NAMED).map(withName),
    remedy: wrongCurrency && !onlyCurrency ? [`write currency: ${wrongCurrency.costs}`] : [],
    extras: isList(notification) ? [] : extrasOf(alerts[0]),
    mutes: mutesIn(alerts),
    notices: noticesInText(notices),
    ref: notificationId,
  };
}

/** Something good to know about a single alert: a part of its sentence, or a sentence of its own. */
interface Extra {
  part?: string;
  sentence?: string;
}

/** The most urgent first. */
function extrasOf(alert: Alert): Extra[] {
  if (!isSpendAlert(alert)) return [{ sentence: toGsm7(alert.reason.split(': ')[0] ?? '') }];
  const price = priceInBrief(alert);
  const expectation = expectationOf(alert);
  return [
    ...(alert.isEmnifysLimit && !isLate(alert) ? [{ sentence: 'At 100% emnify takes the fleet offline' }] : []),
    ...placeOf(alert).map((place) => ({ part: toGsm7(place) })),
    ...(price ? [{ part: price }] : []),
    ...(expectation ? [{ sentence: expectation }] : []),
  ];
}

/** `"3 more since 14:00"` */
function rest({ rationed, since }: LeftOut): string[] {
  return rationed > 0 && since ? [`${rationed} more since ${clockTime(new Date(since))}`] : [];
}

/** `"Est. 9.90 at month end"`, for a crossing in the current month at the usual pace. */
function expectationOf(alert: SpendAlert): string | undefined {
  if (alert.kind !== 'crossed' || !alert.forecast || alert.pace?.isUnusual) return undefined;
  return `Est. ${beside(alert.limit, alert.forecast.expectedAtEnd)} at month end`;
}

/** An alert that can be named, and its name as a phone shows it. */
interface NamedAlert {
  alert: Alert;
  key: string;
  id: string;
  name: string;
}

function withName(alert: Alert): NamedAlert {
  const { scope } = alert;
  return { alert, key: `${scope.kind} ${scope.id}`, id: toGsm7(scope.id), name: nameIn(scope, toGsm7) };
}

/** The names as they are cut; several alerts of one scope have one name. */
function cutNames(alerts: NamedAlert[], length: number): string[] {
  const scopes = [...new Map(alerts.map((each) => [each.key, each])).values()];
  const names = distinctNames(scopes, length);
  const byScope = new Map(scopes.map(({ key }, index) => [key, names[index] ?? '']));
  return alerts.map(({ key }) => byScope.get(key) ?? '');
}

function inFull(alert: Alert, name: string, { month, withPace }: { month: string; withPace: boolean }): string {
  if (!isSpendAlert(alert)) return `${name}: ${FAULT_WORDS[alert.kind]}, ${month}`;
  const limit = beside(alert.limit, alert.limit);
  const pace = paceInBrief(alert);
  if (alert.kind === 'forecast' && !pace)
    return `${amountOf(alert, name)}, est. ${expected(alert)} of ${limit} at end of ${month}`;
  const soon = limitSoon(alert);
  const recent = pace ?? (alert.kind === 'time-to-limit' ? lastDay(alert) : undefined);
  return [
    `${amountOf(alert, name)} of ${limit} (${alert.ratioPct}%) ${month}`,
    ...(recent && withPace ? [recent] : []),
    ...(soon ? [`limit ${soon}`] : []),
    ...(alert.kind === 'forecast' ? ['heading over'] : []),
  ].join(', ');
}

/** `"EUR 100.00/day"`, of the last 24 hours. */
function lastDay({ forecast, currency, limit }: SpendAlert): string | undefined {
  return forecast?.last24h && `${currency} ${beside(limit, forecast.last24h)}/day`;
}

/** `"tracker-1 EUR 6.10 (122%)"`, `"tracker-1 42% at EUR 12.00/h, limit in about 2 hours"` */
function inDigest(alert: Alert, name: string, withTime: boolean): string {
  if (!isSpendAlert(alert)) return `${name} ${FAULT_WORDS[alert.kind]}`;
  const pace = paceNowInBrief(alert);
  const soon = withTime ? limitSoon(alert) : undefined;
  const figures = pace
    ? `${name} ${onMeter(alert)}${alert.ratioPct}% at ${pace}`
    : `${amountOf(alert, name)} (${alert.ratioPct}%)`;
  return `${figures}${soon ? `, limit ${soon}` : ''}`;
}

/** `"tracker-1 EUR 6.10"`, `"tracker-1 data cost EUR 6.10"` */
function amountOf(alert: SpendAlert, name: string): string {
  const { spend, limit, currency } = alert;
  return `${name} ${onMeter(alert)}${currency} ${beside(limit, spend)}`;
}

function onMeter({ meter }: SpendAlert): string {
  return meter === 'total' ? '' : `${costOn(meter)} `;
}

function expected({ forecast, limit, spend }: SpendAlert): string {
  return beside(limit, forecast?.expectedAtEnd ?? spend);
}
