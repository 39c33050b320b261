import type { Endpoint } from './endpoint.ts';
import type { Decimal } from './money.ts';
import { METERS, type Meter } from './spend.ts';

/** Which endpoints a budget is for. Every key that is there must hold; within a list, one hit is enough. */
export interface Match {
  /** Compared trimmed and without regard to case. */
  tags?: string[];
  /** A glob over the whole name, `*` and `?`, without regard to case. */
  name?: string;
  ids?: string[];
}

/** A limit that each matching endpoint has for itself. */
export interface EndpointBudget {
  scope: 'endpoint';
  name: string;
  match?: Match;
  meter: Meter;
  limit: Decimal;
  /** Percent of the limit, ascending. Beyond the last one `STEP_PCT` goes on. */
  thresholds: number[];
}

export type Budget = EndpointBudget;

/** What `budgets.yaml` says about money: one currency for all limits, budgets from special to general. */
export interface BudgetPlan {
  currency: string;
  budgets: Budget[];
}

/** Warning, then critical. */
export const DEFAULT_THRESHOLDS = [80, 100];

/**
 * Beyond the last threshold every further 50 % counts as one: a device that runs away keeps being heard, one that
 * sits at 101 % does not. Lago and OpenMeter have the same recurring threshold.
 */
export const STEP_PCT = 50;

/** The budgets that count for an endpoint: per meter the first in the file that matches. */
export function budgetsFor(endpoint: Endpoint, plan: BudgetPlan): Budget[] {
  return METERS.flatMap(
    (meter) => plan.budgets.find((budget) => budget.meter === meter && matches(endpoint, budget.match)) ?? [],
  );
}

export function matches(endpoint: Endpoint, match?: Match): boolean {
  return whyNot(endpoint, match) === undefined;
}

/** What keeps a budget from an endpoint, in words; nothing where it matches. */
export function whyNot(endpoint: Endpoint, { ids, tags, name }: Match = {}): string | undefined {
  if (ids && !ids.includes(endpoint.id)) return `its ids do not have ${endpoint.id}`;
  if (tags && !tags.some((tag) => hasTag(endpoint, tag))) {
    return `it wants the tag ${tags.join(' or ')}, and the device has ${endpoint.tags.join(', ') || 'none'}`;
  }
  if (name !== undefined && !isLike(endpoint.name, name)) return `the name is not like ${name}`;
  return undefined;
}

function hasTag(endpoint: Endpoint, wanted: string): boolean {
  const folded = fold(wanted);
  return endpoint.tags.some((tag) => fold(tag) === folded);
}

function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** Glob by greedy search with one fallback position: linear in practice, and no pattern can make it explode. */
function isLike(name: string, glob: string): boolean {
  const text = [...fold(name)];
  const pattern = [...fold(glob)];
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
