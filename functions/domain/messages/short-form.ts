import type { Scope } from '../costs/scope.ts';
import { type Alert, isSpendAlert } from '../judging/alert.ts';
import type { Money } from '../values/money.ts';
import type { Notification } from './digest.ts';

/**
 * Removes all text from outside: names, tags, reasons, traffic types and odd currencies. SNS gets this form after it has
 * refused the full message as invalid, so that one odd text does not stop an alert.
 */
export function inShort(notification: Notification): Notification {
  const [first, ...others] = notification.alerts;
  return { ...notification, pressed: undefined, alerts: [stripped(first), ...others.map(stripped)] };
}

function stripped(alert: Alert): Alert {
  const { iccid: _, ...scope } = alert.scope;
  const reason = 'left out because SNS refused the full message';
  const mute = alert.mute && { ...alert.mute, reason: 'left out', who: 'left out' };
  const bare = { scope: { ...scope, name: nameless(scope) }, tags: undefined, reason, mute };
  const otherCurrencies = alert.otherCurrencies?.map(withPlainCode);
  if (!isSpendAlert(alert)) return { ...alert, ...bare, ...(otherCurrencies && { otherCurrencies }) };
  const raised = alert.raised && { ...alert.raised, who: 'left out' };
  return { ...alert, ...bare, raised, costUnavailable: [], otherCurrencies, where: undefined, coverage: undefined };
}

/** Keeps an amount in another currency, but not an odd name of its currency. */
function withPlainCode({ amount, currency }: Money): Money {
  return { amount, currency: /^[A-Z]{3}$/.test(currency) ? currency : 'unknown currency' };
}

/** Names an endpoint by its id. A group has the name of its budget, which comes from the settings. */
function nameless({ kind, id, name }: Scope): string {
  return kind === 'endpoint' ? `endpoint ${id}` : name;
}
