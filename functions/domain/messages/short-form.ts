import type { Scope } from '../costs/scope.ts';
import { type Alert, isSpendAlert } from '../judging/alert.ts';
import type { Money } from '../values/money.ts';
import type { Notification } from './digest.ts';

/**
 * A notification without any text from outside: no names, tags, reasons, traffic types or odd currencies. SNS gets it when it
 * has refused the full message as invalid, so that one odd text does not keep an alert from being sent.
 */
export function inShort(notification: Notification): Notification {
  const [first, ...others] = notification.alerts;
  return { ...notification, alerts: [stripped(first), ...others.map(stripped)] };
}

function stripped(alert: Alert): Alert {
  const { iccid: _, ...scope } = alert.scope;
  const reason = 'left out, as SNS refused the full message';
  const bare = { scope: { ...scope, name: nameless(scope) }, tags: undefined, reason };
  if (!isSpendAlert(alert)) return { ...alert, ...bare };
  const otherCurrencies = alert.otherCurrencies?.map(withPlainCode);
  return { ...alert, ...bare, costUnavailable: [], otherCurrencies, coverage: undefined };
}

/** An amount that is not counted is never left unsaid, and a currency may be called anything at emnify. */
function withPlainCode({ amount, currency }: Money): Money {
  return { amount, currency: /^[A-Z]{3}$/.test(currency) ? currency : 'unknown currency' };
}

/** A group is called by its budget, a text of the settings. */
function nameless({ kind, id, name }: Scope): string {
  return kind === 'endpoint' ? `endpoint ${id}` : name;
}
