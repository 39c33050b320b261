import { ceilingInWords } from '../budgets/mute.ts';
import { ORGANISATION, type Scope } from '../costs/scope.ts';
import { formatMoney } from '../values/money.ts';
import { formatMoment, formatMomentInYear, monthName } from '../values/month.ts';
import { oneLine } from '../values/text.ts';
import type { Author, Named, Press } from './press.ts';

/**
 * What a person decided, in one sentence: `"Anna muted camera-gate-north (endpoint 166) until 30 Nov 2026 18:00 UTC, up
 * to 300 % of the limit: load test."`
 */
export function pressSentence(press: Press): string {
  const reason = press.reason === undefined ? '' : `: ${oneLine(press.reason)}`;
  return `${nameOf(press)} ${deed(press)}${reason}.`;
}

/** `"Ben took that back on 14 Oct 16:00 UTC: done."`; nothing where it was not taken back. */
export function undoingSentence({ undone }: Press): string | undefined {
  if (!undone) return undefined;
  const reason = undone.reason === undefined ? '' : `: ${oneLine(undone.reason)}`;
  return `${nameOf(undone)} took that back on ${formatMomentInYear(new Date(undone.at))}${reason}.`;
}

/** The name as it was written, in a sentence. */
export function nameOf({ who }: Pick<Author, 'who'>): string {
  return who === undefined ? 'A person (no name given)' : oneLine(who);
}

function deed(press: Press): string {
  const until = formatMoment(new Date(press.until));
  switch (press.kind) {
    case 'mute': {
      const what = press.endpoint ? endpointInWords(press.endpoint) : `budget "${oneLine(press.budget)}"`;
      return `muted ${what} until ${until}, up to ${ceilingInWords(press.upTo)}`;
    }
    case 'acknowledge':
      return `acknowledged the ${press.severity} alert about ${scopeInWords(press.scope)} under budget "${oneLine(press.budget)}" until ${until}`;
    case 'raise': {
      const [limit, before] = [press.limit, press.before].map((amount) =>
        formatMoney({ amount, currency: press.currency }),
      );
      return `raised the limit of ${endpointInWords(press.endpoint)} under budget "${oneLine(press.budget)}" from ${before} to ${limit} for ${monthName(press.period)}`;
    }
    case 'resend':
      return `sent the notification ${press.ref} once more`;
    case 'check':
      return `checked ${endpointInWords(press.endpoint)} at once`;
  }
}

function scopeInWords(scope: Scope): string {
  if (scope.kind === 'endpoint') return endpointInWords(scope);
  return scope.kind === 'group' ? `the group "${oneLine(scope.name)}"` : `the ${ORGANISATION.name}`;
}

function endpointInWords({ id, name }: Named): string {
  return `${oneLine(name)} (endpoint ${oneLine(id)})`;
}
