import { type Alert, isLate, isSpendAlert, type SpendAlert } from '../judging/alert.ts';
import { beside } from '../values/money.ts';
import { clockTime, monthName } from '../values/month.ts';
import { shorten, toGsm7 } from '../values/text.ts';
import { noticesInText } from './delivery-notice.ts';
import { isList, type Notification } from './digest.ts';
import { type MuteInMessage, mutesIn, mutesInText } from './mute-words.ts';
import { limitAtThisPace, paceInBrief } from './pace-words.ts';
import type { TextRation } from './text-ration.ts';
import { costOn, FAULT_WORDS, hoursInWords, nameIn, newestOf, summaryOf } from './wording.ts';

/** The most characters. One GSM-7 segment holds 160 septets, and SNS adds a sender where an account has none registered. */
const MAX_LENGTH = 140;
const MOST_NAMED = 3;
const SHORTEST_NAME = 8;
const NAME_LENGTHS = [40, 30, 24, 20, 16, 12, SHORTEST_NAME];
/** The shortest name among several: names cut shorter may look the same. */
const SHORTEST_OF_MANY = 12;

/** Alerts of the same notification that the text leaves out, because their devices had a text recently. */
export type LeftOut = Pick<TextRation, 'rationed' | 'since'>;

/**
 * Writes the text message. Where it is too long, the expected amount goes first, then names get shorter. Then the name of a
 * mute of some alerts goes, the third and second device, the notice about mails, the first device of a list, the mute, and
 * the count of what is left out. The amounts of a single alert always stay.
 */
export function renderSms(notification: Notification, leftOut: LeftOut = { rationed: 0 }): string {
  const opening = openingOf(notification);
  const full: MuteWords = (length) => mutesInText(opening.mutes, length);
  const brief: MuteWords = (length) => mutesInText(opening.mutes, length, true);
  const none: MuteWords = () => [];
  const compose = (named: number, nameLength: number, ending: string, mutes = full, rest = leftOut): string =>
    composed(notification, { opening, named, nameLength, ending, mutes, leftOut: rest });
  const ref = `Ref ${notification.notificationId}`;
  const ending = `${noticesInText(notification.notices)}${ref}`;
  const expectation = expectationOf(notification);
  const generous = compose(1, NAME_LENGTHS[2] ?? SHORTEST_NAME, `${expectation}${ending}`);
  if (expectation !== '' && generous.length <= MAX_LENGTH) return generous;
  for (let named = Math.min(MOST_NAMED, notification.alerts.length); named > 0; named--) {
    for (const mutes of [full, brief]) {
      for (const nameLength of NAME_LENGTHS) {
        const text = compose(named, nameLength, ending, mutes);
        if (text.length <= MAX_LENGTH && (named === 1 || nameLength >= SHORTEST_OF_MANY)) return text;
      }
    }
  }
  const shorter = [brief, none].flatMap((mutes) => [1, 0].map((named) => compose(named, SHORTEST_NAME, ref, mutes)));
  return shorter.find((text) => text.length <= MAX_LENGTH) ?? compose(0, SHORTEST_NAME, ref, none, { rationed: 0 });
}

type MuteWords = (nameLength: number) => string[];

interface Parts {
  opening: Opening;
  mutes: MuteWords;
  named: number;
  nameLength: number;
  ending: string;
  leftOut: LeftOut;
}

function composed(
  { alerts }: Notification,
  { opening: { mark, month, summary }, mutes, named, nameLength, ending, leftOut }: Parts,
): string {
  const text =
    summary === undefined
      ? [inFull(alerts[0], nameLength, month)]
      : [`${summary}, ${month}`, ...alerts.slice(0, named).map((alert) => inDigest(alert, nameLength))];
  return `${mark} emnify: ${[...text, ...mutes(nameLength), ...rest(leftOut)].join('; ')}. ${ending}`;
}

/** The parts that do not depend on the length. They are made once, because they read thousands of alerts. */
interface Opening {
  mark: string;
  month: string;
  summary: string | undefined;
  mutes: MuteInMessage[];
}

function openingOf(notification: Notification): Opening {
  const { event, severity, alerts } = notification;
  const newest = newestOf(alerts);
  return {
    mark: event === 'test' ? 'TEST' : { critical: 'CRIT', warning: 'WARN' }[severity],
    month: `${monthName(newest.period).slice(0, 3)}${isLate(newest) ? ', late' : ''}`,
    summary: summaryOf(notification, false),
    mutes: mutesIn(alerts),
  };
}

/** `"3 more since 14:00"` */
function rest({ rationed, since }: LeftOut): string[] {
  return rationed > 0 && since ? [`${rationed} more since ${clockTime(new Date(since))}`] : [];
}

/** `"Est. 9.90 at month end. "`, for one crossing in the current month. */
function expectationOf(notification: Notification): string {
  const [first] = notification.alerts;
  if (isList(notification) || first.kind !== 'crossed' || !first.forecast || first.pace?.isUnusual) return '';
  return `Est. ${beside(first.limit, first.forecast.expectedAtEnd)} at month end. `;
}

function inFull(alert: Alert, nameLength: number, month: string): string {
  if (!isSpendAlert(alert)) return `${name(alert, nameLength)}: ${FAULT_WORDS[alert.kind]} ${month}`;
  const limit = beside(alert.limit, alert.limit);
  if (alert.kind === 'forecast')
    return `${amountOf(alert, nameLength)}, est. ${expected(alert)} of ${limit} at end of ${month}`;
  const pace = paceInBrief(alert);
  const soon = alert.kind === 'time-to-limit' ? hoursInWords(alert.hoursLeft) : limitAtThisPace(alert);
  return [
    `${amountOf(alert, nameLength)} of ${limit} (${alert.ratioPct}%) ${month}`,
    ...(pace ? [pace] : []),
    ...(soon ? [`limit ${soon}`] : []),
  ].join(', ');
}

function inDigest(alert: Alert, nameLength: number): string {
  return isSpendAlert(alert)
    ? `${amountOf(alert, nameLength)} (${alert.ratioPct}%)`
    : `${name(alert, nameLength)} ${FAULT_WORDS[alert.kind]}`;
}

/** `"tracker-1 EUR 6.10"`, `"tracker-1 data cost EUR 6.10"` */
function amountOf(alert: SpendAlert, nameLength: number): string {
  const { meter, spend, limit, currency } = alert;
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${name(alert, nameLength)} ${meterName}${currency} ${beside(limit, spend)}`;
}

function expected({ forecast, limit, spend }: SpendAlert): string {
  return beside(limit, forecast?.expectedAtEnd ?? spend);
}

function name({ scope }: Alert, length: number): string {
  return shorten(nameIn(scope, toGsm7), length);
}
