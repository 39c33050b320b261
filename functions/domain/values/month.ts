import { DAY_MS } from './duration.ts';

/** A calendar month in UTC, `YYYY-MM`. Figures carry emnify's own `month`. */
export type Period = string;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** The period of a moment. */
export function periodOf(moment: Date): Period {
  return moment.toISOString().slice(0, 7);
}

export function startOf(period: Period): Date {
  return new Date(`${period}-01T00:00:00.000Z`);
}

/** The first moment after the period. */
export function endOf(period: Period): Date {
  const start = startOf(period);
  return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
}

export function previousPeriod(period: Period): Period {
  return periodOf(new Date(startOf(period).getTime() - 1));
}

/** Charges arrive late: the last month may still grow on the first two days of the next one. */
const LATE_DAYS = 2;

/** Whether charges of the month before may still come in at this moment. */
export function isLateSeason(now: Date): boolean {
  return now.getUTCDate() <= LATE_DAYS;
}

export function daysIn(period: Period): number {
  return (endOf(period).getTime() - startOf(period).getTime()) / DAY_MS;
}

/** `"October 2026"` */
export function longMonth(period: Period): string {
  return `${monthName(period)} ${period.slice(0, 4)}`;
}

/** `"Oct 2026"` */
export function shortMonth(period: Period): string {
  return `${monthName(period).slice(0, 3)} ${period.slice(0, 4)}`;
}

/** `"October"` */
export function monthName(period: Period): string {
  return MONTHS[Number(period.slice(5, 7)) - 1] ?? period;
}

/** `"18 Oct 2026 13:40 UTC"` */
export function formatMoment(moment: Date): string {
  return `${moment.getUTCDate()} ${shortMonth(periodOf(moment))} ${clockTime(moment)} UTC`;
}

/** `"14 Oct 09:00 UTC"`, where the year is clear. */
export function formatMomentInYear(moment: Date): string {
  return `${dayAndMonth(moment)} ${clockTime(moment)} UTC`;
}

/** `"14 Oct"` */
export function dayAndMonth(moment: Date): string {
  return `${moment.getUTCDate()} ${monthName(periodOf(moment)).slice(0, 3)}`;
}

/** `"09:00"` */
export function clockTime(moment: Date): string {
  return moment.toISOString().slice(11, 16);
}
