import type { Endpoint } from '../costs/endpoint.ts';
import { METERS, type Meter } from '../costs/spend.ts';
import type { Decimal, Money } from '../values/money.ts';
import type { Period } from '../values/month.ts';
import { folded } from '../values/text.ts';

/** The endpoints of a budget. Every given key must match; within a list, one match is enough. */
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
  /** Percent of the limit, ascending. 100 and the levels beyond the last are added (`levels.ts`). */
  thresholds: number[];
  /** From this share of the limit on an alert is critical, in percent. */
  criticalFrom: number;
  /** Whether to warn before a limit is expected to be reached. */
  forecast: boolean;
  /** Whether to send an alert when an endpoint spends at an unusual pace, whatever the limit. Only for endpoints. */
  anomaly?: boolean;
}

/** A limit for each matching endpoint on its own. */
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

/** A limit on the organisation's total; `emnify`: the monthly cost limit at which emnify takes the fleet offline. */
export interface OrganisationBudget extends AnyBudget {
  scope: 'organisation';
  limit: Decimal | 'emnify';
}

export type Budget = EndpointBudget | GroupBudget | OrganisationBudget;

/** A budget with the limit that applies to one scope. */
export type EffectiveBudget = AnyBudget & {
  limit: Decimal;
  /** The limit is the one at which emnify takes the fleet offline. */
  isEmnifysLimit?: true;
  /** The limit is from a tag of the endpoint. */
  isLimitFromTag?: true;
  /** A person has raised it for this month. */
  raised?: { from: Decimal; who: string };
};

/** The spend below which a mute keeps alerts back: percent of the limit, or an amount in the currency of the budgets. */
export type Ceiling = { pct: number } | Money;

/** Alerts that are not sent for a while. */
export interface Mute {
  /** The muted endpoints; absent for a mute of a whole budget. */
  match?: Match;
  /** The name of the budget that is muted; absent: all. */
  budget?: string;
  /** ISO 8601: from this moment on, alerts are sent for devices that are still over a threshold. */
  until: string;
  upTo: Ceiling;
  reason: string;
  who: string;
  /** A person pressed it: on the page, or by hand. Absent for a mute of the budgets file. */
  by?: 'mute' | 'acknowledgement';
}

/** The parts of a mute that a message names. */
export type MuteTerms = Pick<Mute, 'until' | 'upTo' | 'reason' | 'who' | 'by'>;

/** A limit that a person has raised for one endpoint and one month. */
export interface RaisedLimit {
  endpointId: string;
  budget: string;
  period: Period;
  limit: Decimal;
  who: string;
}

/** The number of endpoints with alerts within some hours from which a price, the API or a setting is the likely cause. */
export interface CheckMe {
  /** More than this share of the fleet, in percent. */
  sharePct: number;
  /** And at least this many endpoints. */
  atLeast: number;
}

/** The part of `budgets.yaml` about money: one currency for all limits, budgets from special to general. */
export interface BudgetPlan {
  currency: string;
  budgets: Budget[];
  mutes: Mute[];
  checkMe: CheckMe;
  /** Absent where no press was read. */
  raised?: RaisedLimit[];
}

/** Default thresholds. The organisation has lower ones: at emnify's own limit the whole fleet goes offline. */
export function defaultThresholds(scope: Budget['scope']): number[] {
  return scope === 'organisation' ? [50, 80, 90] : [80, 100];
}

/** Default of `criticalFrom`. At 100 % of emnify's own limit it is too late. */
export function defaultCriticalFrom(limit: Budget['limit']): number {
  return limit === 'emnify' ? 80 : 100;
}

/** Default of `upTo`, in percent of the limit. */
export const DEFAULT_UP_TO_PCT = 300;

export const DEFAULT_CHECK_ME: CheckMe = { sharePct: 30, atLeast: 20 };

/** The budgets of one scope, in the order of the file. */
export function budgetsOf<Scope extends Budget['scope']>(
  scope: Scope,
  { budgets }: BudgetPlan,
): Extract<Budget, { scope: Scope }>[] {
  return budgets.filter((budget): budget is Extract<Budget, { scope: Scope }> => budget.scope === scope);
}

/** The budgets that apply to a single endpoint: per meter the first match in the file. */
export function budgetsFor(endpoint: Endpoint, plan: BudgetPlan): EndpointBudget[] {
  const budgets = budgetsOf('endpoint', plan);
  return METERS.flatMap(
    (meter) => budgets.find((budget) => budget.meter === meter && matches(endpoint, budget.match)) ?? [],
  );
}

export function matches(endpoint: Endpoint, match?: Match): boolean {
  return whyNot(endpoint, match) === undefined;
}

/** Why a budget does not match an endpoint, in words; undefined where it matches. */
export function whyNot(endpoint: Endpoint, match: Match = {}): string | undefined {
  const { ids, tags, name, tariffProfiles, serviceProfiles } = match;
  if (ids && !ids.includes(endpoint.id)) return `its ids do not include ${endpoint.id}`;
  if (tags && !tags.some((tag) => hasTag(endpoint, tag))) {
    return `it needs the tag ${tags.join(' or ')}, but the device has ${endpoint.tags.join(', ') || 'none'}`;
  }
  if (name !== undefined && !isLike(endpoint.name, name)) return `the name does not match ${name}`;
  return (
    profileObstacle('tariff', endpoint.tariffProfile, tariffProfiles) ??
    profileObstacle('service', endpoint.serviceProfile, serviceProfiles)
  );
}

function profileObstacle(noun: string, has: string | undefined, wanted: string[] | undefined): string | undefined {
  if (!wanted || wanted.some((name) => fold(name) === fold(has ?? ''))) return undefined;
  return `it needs the ${noun} profile ${wanted.join(' or ')}, but the device has ${has ?? 'none'}`;
}

function hasTag(endpoint: Endpoint, wanted: string): boolean {
  const folded = fold(wanted);
  return endpoint.tags.some((tag) => fold(tag) === folded);
}

function fold(text: string): string {
  return folded(text).join('');
}

/** Matches a glob by greedy search with one fallback position: linear in practice, and never exponential. */
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
