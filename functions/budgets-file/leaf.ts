import * as z from 'zod';
import { didYouMean } from './nearest.ts';
import { unseenIn } from './unseen.ts';

/** The help for one place of a file: editors show the description, errors end in the remedy. */
export interface Guide {
  description: string;
  /** The advice what to write, in whole sentences. */
  remedy: string;
  /** The JSON Schema of the value, where it cannot be derived from the zod schema. */
  shape?: Record<string, unknown>;
  /** Keys of a mapping that earlier versions knew, each with its remedy. */
  removed?: ReadonlyMap<string, string>;
}

/** The remedy for a number in place of text. The number is not repeated: its value has lost the zero of `1.10`. */
export const QUOTES = 'Put it in quotes, as it stands there.';

export const guides = z.registry<Guide>();

/** The reason why a value is refused, and what to write in its place. */
export class Refusal {
  readonly reason: string;
  readonly remedy: string;
  /** Whether the written value must not be shown, as it may contain a password. */
  readonly isSecret: boolean;

  constructor(reason: string, remedy: string, isSecret = false) {
    this.reason = reason;
    this.remedy = remedy;
    this.isSecret = isSecret;
  }
}

/**
 * A value that is read in one piece. `read` converts the written value; it gets the guide's remedy, and never text with
 * invisible characters.
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

/** Text of one form. `hint` may give a better remedy than the general one. */
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

/** One word of a list. `noun` names their kind in errors. */
export function wordLeaf<const Word extends string>(noun: string, description: string, words: readonly Word[]) {
  return leaf(
    { description, remedy: `Write ${words.join(', ').replace(/, (?=[^,]*$)/, ' or ')}.`, shape: { enum: words } },
    (written, remedy) =>
      words.find((candidate) => candidate === written) ??
      new Refusal(`not a ${noun}`, `${didYouMean(written, words)}${remedy}`),
  );
}
