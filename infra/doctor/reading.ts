import { type Finding, unknown, wrong } from './finding.ts';

/** The answer of AWS to one question, or the reason why there is none. */
export type Reading<Value> = Read<Value> | Unread;

interface Read<Value> {
  kind: 'read';
  value: Value;
}

/** A failed reading. It says nothing about the deployment, unless what it should read is gone. */
export interface Unread {
  kind: 'unread';
  /** Why, in words, without a full stop. */
  reason: string;
  /** What helps, as a sentence. */
  remedy: string;
  /** What holds the answer is gone. */
  isGone?: boolean;
}

/** Makes the finding about a part that could not be read. */
export function notRead(subject: string, { reason, remedy, isGone = false }: Unread): Finding {
  return isGone ? wrong(subject, reason, remedy) : unknown(subject, reason, remedy);
}

/** Judges what was read; what was not read is unknown. */
export function judged<Value>(
  subject: string,
  reading: Reading<Value>,
  judge: (value: Value) => Finding | Finding[],
): Finding[] {
  return reading.kind === 'unread' ? [notRead(subject, reading)] : [judge(reading.value)].flat();
}
