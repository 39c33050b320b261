import { leaf, Refusal } from './leaf.ts';

const DAY = /^[12]\d{3}-\d{2}-\d{2}$/;
const MOMENT = /^([12]\d{3}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const WITHOUT_ZONE = /^([12]\d{3}-\d{2}-\d{2})[T ](\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?)\s*Z?$/;
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.([12]\d{3})$/;

/** A day, which stands for its first moment in UTC, or a moment with its zone. Its value is `Date.toISOString()`. */
export function moment(description: string) {
  const guide = {
    description: `${description}: a day in UTC (its midnight), or a moment with its zone.`,
    remedy: 'Write a day in UTC, such as 2026-11-30, or a moment with its zone, such as 2026-11-30T18:00Z.',
    shape: { type: 'string', pattern: `${DAY.source}|${MOMENT.source}` },
  };
  return leaf(guide, (written, remedy) => {
    // Parsers of YAML 1.1 turn it into a Date.
    const text = written instanceof Date && !Number.isNaN(written.getTime()) ? written.toISOString() : written;
    if (typeof text !== 'string') return new Refusal('not a date', remedy);
    const day = DAY.test(text) ? text : MOMENT.exec(text)?.[1];
    if (day === undefined) return new Refusal(...whyNoMoment(text, remedy));
    if (!isInCalendar(day)) return new Refusal('not a valid date', remedy);
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? new Refusal('not a valid time', remedy) : at.toISOString();
  });
}

/** A time of day in UTC: `"07:00"`, or `off` for never, which YAML may read as `false`. */
export const timeOfDay = () =>
  leaf(
    {
      description: 'When the daily report is sent, in UTC and in quotes: "07:00", or off for no report.',
      remedy: 'Write hours and minutes in UTC and in quotes, such as "07:00", or off.',
      shape: { anyOf: [{ type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }, { enum: ['off', false] }] },
    },
    (written, remedy) => {
      if (written === false || written === 'off') return 'off' as const;
      const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(typeof written === 'string' ? written : '') ?? [];
      if (!hour || !minute) return new Refusal('not a time of day', remedy);
      if (Number(hour) > 23 || Number(minute) > 59) return new Refusal('not a valid time', remedy);
      if (hour.length < 2) return new Refusal('not a time of day', `Write "0${hour}:${minute}".`);
      return { hour: Number(hour), minute: Number(minute) };
    },
  );

/** Gives the reason and the remedy. */
function whyNoMoment(written: string, remedy: string): [string, string] {
  const [, day, time] = WITHOUT_ZONE.exec(written) ?? [];
  if (day && time) {
    const reason = written.endsWith('Z') ? 'a date and a time without "T" between them' : 'a time without its zone';
    return [reason, `Write ${day}T${time}Z for UTC.`];
  }
  const [, date = '', month = '', year] = DAY_FIRST.exec(written) ?? [];
  const meant = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  return ['not a date', isInCalendar(meant) ? `Write ${meant}.` : remedy];
}

/** Checks that a day exists: `Date` reads 30 February as 2 March. */
function isInCalendar(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00.000Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
