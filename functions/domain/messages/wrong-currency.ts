import { type Alert, isSpendAlert } from '../judging/alert.ts';
import type { Notification } from './digest.ts';

/** A currency in `budgets.yaml` that is not the one of the bills. */
export interface WrongCurrency {
  costs: string;
  budgets: string;
  /** The alerts that it explains: they need no line of their own. */
  alerts: Alert[];
  /** All other alerts of the notification. */
  others: Alert[];
}

/** Fewer devices, or a smaller share of a fleet, may be billed in another currency for a reason of their own. */
const LEAST = 3;
const LEAST_SHARE_OF_FLEET = 0.1;

/** Finds out whether most alerts of a notification say the same: all costs are in one other currency. */
export function wrongCurrencyIn({ alerts }: Pick<Notification, 'alerts'>): WrongCurrency | undefined {
  const [[key, found] = ['', []]] = [...Map.groupBy(alerts, keyOf)]
    .filter(([each]) => each !== '')
    .sort(([, a], [, b]) => b.length - a.length);
  const [costs = '', budgets = ''] = key.split(' ');
  const fleetSize = Math.max(0, ...found.map(({ run }) => run?.fleetSize ?? 0));
  const scopes = new Set(found.map(({ scope }) => `${scope.kind} ${scope.id}`)).size;
  if (scopes < LEAST || scopes < fleetSize * LEAST_SHARE_OF_FLEET || found.length * 2 <= alerts.length)
    return undefined;
  const explained = new Set(found);
  return { costs, budgets, alerts: found, others: alerts.filter((alert) => !explained.has(alert)) };
}

/** `"EUR GBP"`: the one currency of the costs, and that of the budgets; empty where there are several or none. */
function keyOf(alert: Alert): string {
  if (isSpendAlert(alert) || alert.kind !== 'currency-mismatch') return '';
  const [only, ...more] = alert.otherCurrencies ?? [];
  const isPlain = only !== undefined && /^[A-Z]{3}$/.test(only.currency);
  return isPlain && more.length === 0 ? `${only.currency} ${alert.currency}` : '';
}

/** `"All costs are in EUR, your budgets say GBP: write currency: EUR"` */
export function wrongCurrencyInWords({ costs, budgets, others }: WrongCurrency): string {
  return `${others.length === 0 ? 'All' : 'Most'} costs are in ${costs}, your budgets say ${budgets}: write currency: ${costs}`;
}

/** `"all costs are in EUR, budgets say GBP: write currency: EUR in budgets.yaml"`, for a text message. */
export function currencyInText({ costs, budgets }: WrongCurrency): string {
  return `all costs are in ${costs}, budgets say ${budgets}: write currency: ${costs} in budgets.yaml`;
}
