import { DAY_MS } from '../values/duration.ts';
import { formatMomentInYear } from '../values/month.ts';
import { isInForce, type Press } from './press.ts';
import { pressSentence, undoingSentence } from './press-words.ts';

/** A press that recipients have not read of, or of which they have not read that it was taken back. */
export interface PressNews {
  press: Press;
  what: 'press' | 'undoing';
}

const MOST_SAID = 10;

/** What recipients have not read of yet, in the order of time. A message that was sent once more says itself. */
export function unsaid(presses: Press[]): PressNews[] {
  return presses
    .filter(({ kind }) => kind !== 'resend' && kind !== 'check')
    .flatMap((press): PressNews[] => [
      ...(press.isSaid ? [] : [{ press, what: 'press' as const }]),
      ...(press.undone && !press.undone.isSaid ? [{ press, what: 'undoing' as const }] : []),
    ]);
}

/** The news, a sentence or two for each press: where it was said before, it is said again beside its undoing. */
export function sentencesOn(news: PressNews[]): string[] {
  const presses = [...new Map(news.map(({ press }) => [press.id, press])).values()];
  const shown = presses.slice(-MOST_SAID).map((press) => [dated(press), undoingSentence(press) ?? ''].join(' ').trim());
  const more = presses.length - shown.length;
  return more > 0 ? [`Presses before these: ${more}. The page has them.`, ...shown] : shown;
}

/** `"18 Oct 05:40 UTC: Anna muted …"` */
function dated(press: Press): string {
  return `${formatMomentInYear(new Date(press.at))}: ${pressSentence(press)}`;
}

const MOST_REPORTED = 30;

/** For the report: presses that are in force, and those that were made, taken back or ended in the last day. */
export function pressesLately(presses: Press[], now: Date): string[] {
  const isLately = (moment: string): boolean => {
    const age = now.getTime() - Date.parse(moment);
    return age >= 0 && age < DAY_MS;
  };
  return presses
    .filter((press) => isInForce(press, now) || [press.at, press.undone?.at ?? press.until].some(isLately))
    .toReversed()
    .slice(0, MOST_REPORTED)
    .map((press) => [dated(press), ...ending(press, now)].join(' '));
}

function ending(press: Press, now: Date): string[] {
  const undoing = undoingSentence(press);
  if (undoing !== undefined) return [undoing];
  const hasEnded = press.kind !== 'resend' && press.kind !== 'check' && !isInForce(press, now);
  return hasEnded ? ['It has ended.'] : [];
}
