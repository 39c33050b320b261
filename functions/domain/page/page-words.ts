import { ceilingInWords } from '../budgets/mute.ts';
import { displayName } from '../costs/endpoint.ts';
import type { Incident } from '../judging/acknowledgement.ts';
import { type Author, isInForce, type Named, type Press } from '../presses/press.ts';
import type { EndpointState } from '../records/fleet-view.ts';
import { beside, type Decimal, formatMoney } from '../values/money.ts';
import { formatMoment, formatMomentInYear, longMonth } from '../values/month.ts';
import { shorten } from '../values/text.ts';

/** Names of lists of endpoints. */
export const STATE_TITLES: Record<EndpointState, string> = {
  over: 'Over limit',
  near: 'Near limit',
  fast: 'Heading over',
  unusual: 'Unusual pace',
  unchecked: 'Not checked',
};

/** What a list says where it is empty. */
export const NO_ENDPOINT: Record<EndpointState, string> = {
  over: 'No endpoint is over its limit.',
  near: 'No endpoint is near its limit.',
  fast: 'No endpoint is expected to go over its limit.',
  unusual: 'No endpoint spends at an unusual pace.',
  unchecked: 'Every endpoint was checked within the last day.',
};

/** Room for a name in a list: a page of many stays small. */
const LONGEST_NAME = 80;

/** The name of an endpoint in a list: never empty, and not too long. */
export function nameOf(endpoint: Named): string {
  return shorten(displayName(endpoint), LONGEST_NAME);
}

/** `"1,234"` */
export function inThousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `"1 endpoint"`, `"1,234 endpoints"` */
export function manyOf(count: number, noun: string): string {
  return `${inThousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** With a capital letter, as a sentence begins. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `"14 Oct 09:00 UTC"`; with the year where it is another one. */
export function whenInWords(moment: string, now: Date): string {
  const date = new Date(moment);
  return date.getUTCFullYear() === now.getUTCFullYear() ? formatMomentInYear(date) : formatMoment(date);
}

const INCIDENT_WORDS: Record<Incident, string> = {
  limit: 'alerts about the limit',
  pace: 'alerts about the pace',
  figures: 'alerts about missing figures',
};

/** What was pressed, as a sentence without its full stop. */
export function pressInWords(press: Press, now: Date): string {
  const until = `until ${whenInWords(press.until, now)}`;
  switch (press.kind) {
    case 'mute':
      return `${press.budget === undefined ? 'Muted' : `Budget "${press.budget}" muted`} ${until}, up to ${ceilingInWords(press.upTo)}`;
    case 'acknowledge':
      return `Acknowledged: ${press.severity === 'critical' ? 'all' : 'warnings of'} ${INCIDENT_WORDS[press.incident]} of budget "${press.budget}"${
        press.spent ? ` at ${formatMoney(press.spent)}` : ''
      }, ${until}`;
    case 'raise': {
      const money = (amount: Decimal): string => `${press.currency} ${beside(press.limit, amount)}`;
      return `Limit of budget "${press.budget}" raised from ${money(press.before)} to ${money(press.limit)} for ${longMonth(press.period)}`;
    }
    case 'resend':
      return `Notification ${press.ref} sent once more${doneAt(press.doneAt, now)}`;
    case 'check':
      return `Checked out of turn${doneAt(press.doneAt, now)}`;
  }
}

function doneAt(at: string | undefined, now: Date): string {
  return at === undefined ? ': not done yet' : ` ${whenInWords(at, now)}`;
}

/** The state of a press in one word. */
export function pressState(press: Press, now: Date): 'in force' | 'taken back' | 'ended' | 'done' {
  if (press.undone) return 'taken back';
  if (press.kind === 'resend' || press.kind === 'check') return 'done';
  return isInForce(press, now) ? 'in force' : 'ended';
}

/** `"by Anna (name as written), on the page, 14 Oct 09:00 UTC: load test"` */
export function authorInWords({ who, at, from, reason }: Author, now: Date): string {
  const by = who === undefined ? 'no name given' : `by ${who} (name as written)`;
  const place = from === 'page' ? 'on the page' : 'by hand';
  return `${by}, ${place}, ${whenInWords(at, now)}${reason === undefined ? '' : `: ${reason}`}`;
}

/** Short marks beside an endpoint that presses concern, each once. */
export function marksOf(presses: Press[]): string[] {
  const words = { mute: 'muted', acknowledge: 'acknowledged', raise: 'limit raised', resend: '', check: '' };
  return [...new Set(presses.map(({ kind }) => words[kind]))].filter((word) => word !== '');
}
