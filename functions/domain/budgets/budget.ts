import type { Endpoint } from '../costs/endpoint.ts';
import { METERS, type Meter } from '../costs/spend.ts';
import type { Decimal } from '../values/money.ts';
import { folded } from '../values/text.ts';

/** Which endpoints a budget is for. Every key that is there must hold; within a list, one hit is enough. */
export interface Match {
  /** Compared trimmed and without regard to case. */
  tags?: string[];
  /** A glob over the whole name, `*` and `?`, without regard to case. */
  name?: string;
  /** Names of emnify's tariff profiles, compared as tags are. */
  tariffProfiles?: string[];
  /** Names of emnify's service profiles, compared as tags are. */
  serviceProfiles?: string[];
  ids?: string[];
}

interface AnyBudget {
  name: string;
  meter: Meter;
  /** Percent of the limit, ascending. 100 and the levels beyond the last come by themselves (`levels.ts`). */
  thresholds: number[];
  /** From this share of the limit on an alert is critical, in percent. */
  criticalFrom: number;
  /** Whether to warn of a limit that is not reached yet and will be. */
  forecast: boolean;
}

/** A limit that each matching endpoint has for itself. */
export interface EndpointBudget extends AnyBudget {
  scope: 'endpoint';
  match?: Match;
  limit: Decimal;
  /** The key of an emnify tag such as `cost-limit=7.50`, which overrides the limit for the endpoint that has it. */
  limitFromTag?: string;
}

/** One limit that all matching endpoints share. */
export interface GroupBudget extends AnyBudget {
  scope: 'group';
  match?: Match;
  limit: Decimal;
}

/** A limit of the workspace's own total; `emnify`: the monthly cost limit at which emnify takes the fleet offline. */
export interface OrganisationBudget extends AnyBudget {
  scope: 'organisation';
  limit: Decimal | 'emnify';
}

export type Budget = EndpointBudget | GroupBudget | OrganisationBudget;

/** A budget with the limit that holds for one scope: what a spend is judged by. */
export type EffectiveBudget = AnyBudget & { limit: Decimal };

/** Alerts that nobody wants to get for a while. */
export interface Mute {
  /** Which endpoints; absent where the mute is of a whole budget. */
  match?: Match;
  /** The name of the budget that is muted; absent: all. */
  budget?: string;
  /** ISO 8601: from this moment on, a device that is still over is told. */
  until: string;
  reason: string;
  who: string;
}

/** When so many endpoints cross at once that a price, the API or a setting is the likelier cause. */
export interface CheckMe {
  /** More than this share of the fleet, in percent. */
  sharePct: number;
  /** And at least so many endpoints. */
  atLeast: number;
}

/** What `budgets.yaml` says about money: one currency for all limits, budgets from special to general. */
export interface BudgetPlan {
  currency: string;
  budgets: Budget[];
  mutes: Mute[];
  checkMe: CheckMe;
}

/** Where a budget names none. An organisation hears of its limit earlier: at emnify's own the whole fleet goes offline. */
export function defaultThresholds(scope: Budget['scope']): number[] {
  return scope === 'organisation' ? [50, 80, 90] : [80, 100];
}

/** Where a budget does not say. At 100 % of emnify's own limit it is too late. */
export function defaultCriticalFrom(limit: Budget['limit']): number {
  return limit === 'emnify' ? 80 : 100;
}

export const DEFAULT_CHECK_ME: CheckMe = { sharePct: 30, atLeast: 20 };

/** The budgets of one scope, in the order of the file. */
export function budgetsOf<Scope extends Budget['scope']>(
  scope: Scope,
  { budgets }: BudgetPlan,
): Extract<Budget, { scope: Scope }>[] {
  return budgets.filter((budget): budget is Extract<Budget, { scope: Scope }> => budget.scope === scope);
}

/** The budgets that count for an endpoint on its own: per meter the first in the file that matches. */
export function budgetsFor(endpoint: Endpoint, plan: BudgetPlan): EndpointBudget[] {
  const budgets = budgetsOf('endpoint', plan);
  return METERS.flatMap(
    (meter) => budgets.find((budget) => budget.meter === meter && matches(endpoint, budget.match)) ?? [],
  );
}

export function matches(endpoint: Endpoint, match?: Match): boolean {
  return whyNot(endpoint, match) === undefined;
}

/** What keeps a budget from an endpoint, in words; nothing where it matches. */
export function whyNot(endpoint: Endpoint, match: Match = {}): string | undefined {
  const { ids, tags, name, tariffProfiles, serviceProfiles } = match;
  if (ids && !ids.includes(endpoint.id)) return `its ids do not have ${endpoint.id}`;
  if (tags && !tags.some((tag) => hasTag(endpoint, tag))) {
    return `it wants the tag ${tags.join(' or ')}, and the device has ${endpoint.tags.join(', ') || 'none'}`;
  }
  if (name !== undefined && !isLike(endpoint.name, name)) return `the name is not like ${name}`;
  return (
    profileObstacle('tariff', endpoint.tariffProfile, tariffProfiles) ??
    profileObstacle('service', endpoint.serviceProfile, serviceProfiles)
  );
}

function profileObstacle(noun: string, has: string | undefined, wanted: string[] | undefined): string | undefined {
  if (!wanted || wanted.some((name) => fold(name) === fold(has ?? ''))) return undefined;
  return `it wants the ${noun} profile ${wanted.join(' or ')}, and the device has ${has ?? 'none'}`;
}

function hasTag(endpoint: Endpoint, wanted: string): boolean {
  const folded = fold(wanted);
  return endpoint.tags.some((tag) => fold(tag) === folded);
}

function fold(text: string): string {
  return folded(text).join('');
}

/** Glob by greedy search with one fallback position: linear in practice, and no pattern can make it explode. */
function isLike(name: string, glob: string): boolean {
  const text = folded(name);
  const pattern = folded(glob);
  let star = -1;
  let resumeAt = 0;
  let p = 0;
  for (let t = 0; t < text.length; ) {
    if (pattern[p] === '*') {
      star = p++;
      resumeAt = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resumeAt;
    } else {
      return false;
    }
  }
  return pattern.slice(p).every((character) => character === '*');
}
