import { leaf, Refusal } from '../budgets-file/leaf.ts';
import { moment } from '../budgets-file/time-values.ts';
import { DAY_MS, HOUR_MS } from '../domain/values/duration.ts';
import { endOf, periodOf } from '../domain/values/month.ts';

/** The end of a mute: so many milliseconds from now, the end of this month, or a moment, ISO 8601. */
export type Until = { afterMs: number } | 'end of month' | { at: string };

const SPAN = /^(\d{1,3}) (hour|day|week)s?$/;
const UNIT_MS = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS };
const day = moment('The end of the mute');

/** `4 hours`, `3 days`, `end of month`, or a day or a moment as in the budgets file. */
export const until = leaf(
  {
    description: 'The end of the mute.',
    remedy:
      'Write a span such as 4 hours or 3 days, end of month, a day in UTC such as 2026-11-30, or a moment such as 2026-11-30T18:00Z.',
  },
  (written, remedy): Until | Refusal => {
    if (written === 'end of month') return written;
    const [, count, unit] = SPAN.exec(String(written)) ?? [];
    if (count && unit) return { afterMs: Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS] };
    const read = day.safeParse(written);
    if (read.success) return { at: read.data };
    const [issue] = read.error.issues;
    return new Refusal(issue?.message ?? 'not a date', remedy);
  },
);

/** The moment of an end, ISO 8601. */
export function momentOf(written: Until, now: Date): string {
  if (written === 'end of month') return endOf(periodOf(now)).toISOString();
  return 'at' in written ? written.at : new Date(now.getTime() + written.afterMs).toISOString();
}
