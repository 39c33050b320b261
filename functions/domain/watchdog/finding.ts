import { formatMomentInYear } from '../values/month.ts';
import type { Note, Seen } from './observations.ts';

/** What a condition comes to: it holds, with a detail; it does not; or nothing can be said. */
export type Finding = { is: 'bad'; detail: string } | { is: 'good' } | { is: 'unknown' };

export const GOOD: Finding = { is: 'good' };
export const UNKNOWN: Finding = { is: 'unknown' };

export function bad(detail: string): Finding {
  return { is: 'bad', detail };
}

/** Bad where there is a detail. */
export function badIf(detail: string | false | undefined): Finding {
  return detail === false || detail === undefined ? GOOD : bad(detail);
}

/** Judges a value that was read. One that could not be read is unknown, and never good. */
export function given<Value>(seen: Seen<Value>, judge: (value: Value) => Finding): Finding {
  return 'unknown' in seen ? UNKNOWN : judge(seen.value);
}

/** Any that is bad, with all details; good only where all are. */
export function anyOf(findings: Finding[]): Finding {
  const details = findings.flatMap((finding) => (finding.is === 'bad' ? [finding.detail] : []));
  if (details.length > 0) return bad(details.join('; '));
  return findings.some(({ is }) => is === 'unknown') ? UNKNOWN : GOOD;
}

/** Whether a note is not older than this. */
export function isRecent(note: Note | undefined, now: Date, ms: number): note is Note {
  return note !== undefined && now.getTime() - Date.parse(note.at) <= ms;
}

/** A note in words: `"14 Oct 14:00 UTC: emnify did not answer"`. */
export function inWords({ at, reason }: Note): string {
  return `${when(at)}${reason ? `: ${reason}` : ''}`;
}

/** @param moment ISO 8601 */
export function when(moment: string): string {
  return formatMomentInYear(new Date(moment));
}
