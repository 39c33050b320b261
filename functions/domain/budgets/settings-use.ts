import { displayName, type Endpoint } from '../costs/endpoint.ts';
import { plural } from '../values/text.ts';
import { type BudgetPlan, type Mute, matches } from './budget.ts';

/**
 * The settings that matched an endpoint so far. An endpoint is covered by a budget for endpoints or groups. Where only the
 * organisation has a budget, all endpoints are covered.
 */
export interface SettingsUse {
  endpoints: number;
  budgets: Set<string>;
  mutes: Set<Mute>;
  uncovered: { count: number; names: string[] };
}

/** Settings that match nothing and so are probably wrong: one sentence each, without full stop. */
export type SettingsWithoutEffect = string[];

const MOST_NAMED = 10;

export function emptySettingsUse(): SettingsUse {
  return { endpoints: 0, budgets: new Set(), mutes: new Set(), uncovered: { count: 0, names: [] } };
}

export function addToSettingsUse(use: SettingsUse, endpoint: Endpoint, { budgets, mutes }: BudgetPlan): void {
  use.endpoints += 1;
  for (const budget of budgets) {
    if (budget.scope === 'organisation' || matches(endpoint, budget.match)) use.budgets.add(budget.name);
  }
  for (const mute of mutes) if (mute.match === undefined || matches(endpoint, mute.match)) use.mutes.add(mute);
  const ofEndpoints = budgets.filter((budget) => budget.scope !== 'organisation');
  if (ofEndpoints.length === 0 || ofEndpoints.some(({ match }) => matches(endpoint, match))) return;
  use.uncovered.count += 1;
  if (use.uncovered.names.length < MOST_NAMED) use.uncovered.names.push(displayName(endpoint));
}

/** Lists budgets and mutes that match no endpoint, and endpoints without a budget; nothing for an empty fleet. */
export function settingsWithoutEffect(
  use: SettingsUse,
  { budgets, mutes }: BudgetPlan,
  now: Date,
): SettingsWithoutEffect {
  if (use.endpoints === 0) return [];
  const { count, names } = use.uncovered;
  return [
    ...budgets
      .filter(({ name }) => !use.budgets.has(name))
      .map(({ name, scope }) => `${scope === 'group' ? 'the group' : 'the budget'} "${name}" matches no endpoint`),
    ...mutes
      .filter((mute) => !use.mutes.has(mute) && mute.by === undefined && Date.parse(mute.until) > now.getTime())
      .map(({ until, who }) => `the mute until ${until} by ${who} matches no endpoint`),
    ...(count > 0
      ? [`${plural(count, 'endpoint')} without a budget: ${names.join(', ')}${count > names.length ? ' and more' : ''}`]
      : []),
  ];
}
