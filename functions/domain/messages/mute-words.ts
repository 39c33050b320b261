import { ceilingInWords } from '../budgets/mute.ts';
import type { Alert, AlertMute } from '../judging/alert.ts';
import { formatMoney } from '../values/money.ts';
import { dayAndMonth, formatMoment } from '../values/month.ts';
import { oneLine, plural, shorten, toGsm7 } from '../values/text.ts';

/** The alerts of one message that one mute has to do with. */
export interface MuteInMessage {
  mute: AlertMute;
  count: number;
  /** The number of all alerts of the message. */
  of: number;
  /** The mute has reached its end: it was neither edited nor removed before. */
  isOver: boolean;
}

/** The mutes that alerts name, with the most alerts first. */
export function mutesIn(alerts: Alert[]): MuteInMessage[] {
  const byMute = Map.groupBy(
    alerts.filter(({ mute }) => mute),
    ({ mute }) => JSON.stringify([mute?.cause, mute?.until, mute?.who, mute?.reason, mute?.upTo, mute?.by]),
  );
  return [...byMute.values()]
    .flatMap(([first, ...others]) =>
      first?.mute
        ? {
            mute: first.mute,
            count: 1 + others.length,
            of: alerts.length,
            isOver: Date.parse(first.mute.until) <= Date.parse(first.figures.fetchedAt),
          }
        : [],
    )
    .sort((a, b) => b.count - a.count);
}

/** The most mutes that one message names. */
const MOST_NAMED = 3;

/** Whose mutes have to do with the alerts of a mail, why they were set, and why the alerts are sent: one paragraph. */
export function muteParagraph(alerts: Alert[]): string[] {
  const mutes = mutesIn(alerts);
  const more = mutes.length - MOST_NAMED;
  const sentences = [
    ...mutes.slice(0, MOST_NAMED).map(muteSentence),
    ...(more > 0
      ? [`${plural(more, 'more mute')} ${more === 1 ? 'has' : 'have'} to do with others of these alerts.`]
      : []),
  ];
  return sentences.length > 0 ? [sentences.join('\n')] : [];
}

/** `"This alert was muted by ops (firmware 4.2) until 19 Oct 2026 06:00 UTC. The mute has ended, so it is sent now."` */
export function muteSentence({ mute, count, of, isOver }: MuteInMessage): string {
  const { cause, until, upTo, who, reason } = mute;
  const isAcknowledged = mute.by === 'acknowledgement';
  const what = of === 1 ? 'This alert' : count === of ? 'These alerts' : `${count} of these alerts`;
  const [was, is, it] = count === 1 ? ['was', 'is', 'it is'] : ['were', 'are', 'they are'];
  const by = `${isAcknowledged ? 'acknowledged' : 'muted'} by ${oneLine(who)} (${oneLine(reason)}) until ${formatMoment(new Date(until))}`;
  if (cause === 'passed') {
    return `${what} ${is} ${by}, up to ${ceilingInWords(upTo)}. That is passed, so ${it} sent all the same.`;
  }
  return `${what} ${was} ${by}. The ${isAcknowledged ? 'acknowledgement' : 'mute'} ${isOver ? 'has ended' : 'no longer applies'}, so ${it} sent now.`;
}

/** Adds what a recipient can do about the mute itself, after the first step, which is to look. */
export function withMuteSteps([first = '', ...others]: string[], alerts: Alert[]): string[] {
  const found = new Set(alerts.flatMap(({ mute }) => (mute ? stepOn(mute) : [])));
  return [first, ...found, ...others];
}

const STEPS: Record<AlertMute['cause'], Record<NonNullable<AlertMute['by']> | 'file', string>> = {
  ended: {
    file: 'Is the reason of the mute still true? Give the mute a later end (until: in budgets.yaml), and deploy.',
    mute: 'Is the reason of the mute still true? Mute it again on the page.',
    acknowledgement: 'Is a person still on it? Acknowledge the alert again on the page.',
  },
  passed: {
    file: 'Is so much expected? Give the mute a higher ceiling (upTo: in budgets.yaml), and deploy.',
    mute: 'Is so much expected? Mute it on the page with a higher ceiling.',
    acknowledgement: 'It costs ten times what it did when it was acknowledged. Does the person who did so know?',
  },
};

function stepOn({ cause, by }: AlertMute): string {
  return STEPS[cause][by ?? 'file'];
}

/** `"mute ended"`, in the line of one alert among many; nothing where the same is true of all. */
export function muteInLine({ mute }: Alert, all: Alert[]): string {
  if (!mute || all.every((other) => other.mute?.cause === mute.cause)) return '';
  const noun = nounOf(mute);
  return { ended: `${noun} ended`, passed: `beyond its ${noun}` }[mute.cause];
}

/**
 * `"mute by ops ended (firmware 4.2)"`, `"2 as mutes ended"`: the part of a text.
 *
 * @param length that of a name
 * @param brief `some`: a mute of some of the alerts only is not named (`"1 as mute ended"`); `all`: one of all alerts is
 *   named without its reason, too
 */
export function mutesInText(mutes: MuteInMessage[], length: number, brief: 'none' | 'some' | 'all' = 'none'): string[] {
  const whose = ({ mute }: MuteInMessage): string => shorten(toGsm7(mute.who), length);
  const why = ({ mute }: MuteInMessage): string => ` (${shorten(toGsm7(mute.reason), length)})`;
  return (['ended', 'passed'] as const).flatMap((cause) => {
    const found = mutes.filter(({ mute }) => mute.cause === cause);
    const [first, ...others] = found;
    if (!first) return [];
    const count = found.reduce((total, each) => total + each.count, 0);
    const some = count < first.of ? `${count} ` : '';
    const noun = others.length > 0 ? 'mutes' : nounOf(first.mute);
    if (brief === 'all' || (brief === 'some' && some)) {
      const by = some || others.length > 0 ? '' : ` by ${whose(first)}`;
      return cause === 'ended' ? `${some && `${some}as `}${noun}${by} ended` : `${some}beyond ${noun}${by}`;
    }
    if (cause === 'ended') {
      const mute = others.length > 0 ? 'mutes ended' : `${noun} by ${whose(first)} ended${why(first)}`;
      return `${some && `${some}as `}${mute}`;
    }
    return `${some}beyond ${others.length > 0 ? 'mutes' : `${noun} ${ceilingAndEnd(first)} by ${whose(first)}${why(first)}`}`;
  });
}

/** `ack` is the short form that operators use. */
function nounOf({ by }: AlertMute): string {
  return by === 'acknowledgement' ? 'ack' : 'mute';
}

/** `"up to 300% until 19 Oct"` */
function ceilingAndEnd({ mute: { upTo, until } }: MuteInMessage): string {
  return `up to ${'pct' in upTo ? `${upTo.pct}%` : formatMoney(upTo)} until ${dayAndMonth(new Date(until))}`;
}
