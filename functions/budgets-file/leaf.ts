import * as z from 'zod';
import { didYouMean } from './nearest.ts';
import { unseenIn } from './unseen.ts';

/** What people are told about one place of a file: editors show the description, errors end in the remedy. */
export interface Guide {
  description: string;
  /** One or more whole sentences that say what to write. */
  remedy: string;
  /** What a JSON Schema says of the value, where the schema itself cannot tell. */
  shape?: Record<string, unknown>;
  /** Keys of a mapping that earlier versions knew, and what to do about each. */
  removed?: ReadonlyMap<string, string>;
}

/** For a number in place of text. It is shown as its value, and `1.10` has lost its zero by then. */
export const QUOTES = 'Put it in quotes, as it stands there.';

export const guides = z.registry<Guide>();

/** Why a value was not taken, and what to write in its place. */
export class Refusal {
  readonly reason: string;
  readonly remedy: string;
  /** Whether what was written must not be shown: it may have a password in it. */
  readonly isSecret: boolean;

  constructor(reason: string, remedy: string, isSecret = false) {
    this.reason = reason;
    this.remedy = remedy;
    this.isSecret = isSecret;
  }
}

/**
 * A value that is read in one piece, from whatever was written to what we work with. `read` gets the guide's remedy,
 * and no text of which a part cannot be seen.
 */
export function leaf<Value>(guide: Guide, read: (written: unknown, remedy: string) => Value | Refusal) {
  return z
    .unknown()
    .transform((written, context): Value => {
      const value = unreadable(written, guide) ?? read(written, guide.remedy);
      if (!(value instanceof Refusal)) return value;
      const { reason: message, remedy, isSecret } = value;
      context.addIssue({ code: 'custom', message, params: { remedy, isSecret } });
      return z.NEVER;
    })
    .register(guides, guide);
}

function unreadable(written: unknown, { remedy }: Guide): Refusal | undefined {
  if (written === undefined || written === null) return new Refusal('', remedy);
  const unseen = typeof written === 'string' ? unseenIn(written) : undefined;
  return unseen === undefined ? undefined : new Refusal(unseen, 'Type it anew instead of copying it.');
}

/** Text of one form. `hint` may know a better remedy for what was written than the general one. */
export function textLeaf(
  { pattern, reason, ...guide }: Guide & { pattern: RegExp; reason: string },
  hint: (written: string | number) => string | undefined = () => undefined,
) {
  return leaf({ ...guide, shape: { type: 'string', pattern: pattern.source } }, (written, remedy) => {
    if (typeof written === 'number') return new Refusal('a number, not text', hint(written) ?? remedy);
    if (typeof written !== 'string') return new Refusal('not text', remedy);
    return pattern.test(written) ? written : new Refusal(reason, hint(written) ?? remedy);
  });
}

/** One word of a few, called a `noun` together. */
export function wordLeaf<const Word extends string>(noun: string, description: string, words: readonly Word[]) {
  return leaf(
    { description, remedy: `Write ${words.join(', ').replace(/, (?=[^,]*$)/, ' or ')}.`, shape: { enum: words } },
    (written, remedy) =>
      words.find((candidate) => candidate === written) ??
      new Refusal(`not a ${noun}`, `${didYouMean(written, words)}${remedy}`),
  );
}
