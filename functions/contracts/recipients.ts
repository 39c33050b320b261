import * as z from 'zod';
import { SEVERITIES, type Severity } from '../domain/judging/thresholds.ts';
import type { Recipient } from '../domain/messages/recipient.ts';

/** The stack subscribes recipients by the same severities as the watchdog expects. */
export { severitiesFor } from '../domain/messages/recipient.ts';

/** Recipients as `budgets.yaml` has them. */
export interface WrittenRecipients {
  email: { to: string; from: Severity }[];
  sms: { to: string; from: Severity }[];
}

const LISTS = { email: 'mail', sms: 'text' } as const;
const bySeverity = z.partialRecord(z.enum(SEVERITIES), z.array(z.string()));
const text = z.strictObject({ email: bySeverity, sms: bySeverity });

/**
 * Writes recipients for the environment of a function, short enough for some hundred of them: all variables of a function
 * have 4 KB together.
 */
export function recipientsText(recipients: WrittenRecipients): string {
  const grouped = (list: WrittenRecipients['email']) => {
    const groups = Object.groupBy(list, ({ from }) => from);
    return Object.fromEntries(Object.entries(groups).map(([from, all]) => [from, all.map(({ to }) => to)]));
  };
  return JSON.stringify({ email: grouped(recipients.email), sms: grouped(recipients.sms) });
}

/** Reads what {@link recipientsText} has written. A problem names no address. */
export const recipientsVariable = z
  .string()
  .transform((written, context) => {
    const read = text.safeParse(parseJson(written));
    if (read.success) return read.data;
    context.addIssue({ code: 'custom', message: 'must be recipients as JSON' });
    return z.NEVER;
  })
  .transform((read): Recipient[] =>
    (['email', 'sms'] as const).flatMap((list) =>
      SEVERITIES.flatMap((from) =>
        (read[list][from] ?? []).map((address) => ({ channel: LISTS[list], address, from })),
      ),
    ),
  );

function parseJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
