const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * A moment as emnify writes it: `2022-04-07T12:06:06.000+0000` in its list, `…Z` in its stats; in UTC where it names no
 * zone. Nothing where no calendar has it: `Date.parse` makes 2 March of `2026-02-30`, and a date of `garbage 7`.
 */
export function momentIn(text: string): Date | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] =
    FORM.exec(text.trim()) ?? [];
  if (year === undefined) return undefined;
  const [, sign, hours = '00', minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const offset = sign ? `${sign}${hours}:${minutes}` : 'Z';
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  const moment = new Date(`${wall}${offset}`);
  return isInCalendar(wall) && isDated(moment) ? moment : undefined;
}

/** Whether a time by the clock on the wall is one: there is no 30 February, which JavaScript counts on to March. */
function isInCalendar(wall: string): boolean {
  const moment = new Date(`${wall}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === `${wall}Z`;
}

/** Years of five digits and more are written with a sign, and sort before all others. */
function isDated(moment: Date): boolean {
  return !Number.isNaN(moment.getTime()) && /^\d/.test(moment.toISOString());
}
