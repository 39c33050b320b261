import type { Fault } from '../costs/data-fault.ts';
import type { Endpoint } from '../costs/endpoint.ts';
import { compare, type Decimal, decimal, twoReadings } from '../values/money.ts';
import type { Period } from '../values/month.ts';
import { folded, oneLine, shorten } from '../values/text.ts';
import { type BudgetPlan, budgetsFor, type EffectiveBudget, type EndpointBudget, type RaisedLimit } from './budget.ts';

const LONGEST_SHOWN = 40;

/** A budget that applies to an endpoint, with the endpoint's limit, and what is wrong with the limit in its tags. */
export interface EndpointLimit {
  effectiveBudget: EffectiveBudget;
  faults: Fault[];
}

/** The budgets that apply to an endpoint, each with its limit in a month: a person may have raised it. */
export function limitsFor(endpoint: Endpoint, plan: BudgetPlan, period: Period): EndpointLimit[] {
  const raised = plan.raised?.filter((each) => each.endpointId === endpoint.id && each.period === period) ?? [];
  return budgetsFor(endpoint, plan).map((budget) => {
    const { effectiveBudget, faults } = effectiveBudgetFor(endpoint, budget);
    return { effectiveBudget: withRaised(effectiveBudget, raised), faults };
  });
}

/** The highest of the limits that persons have set counts. One that is not higher than the budget's own does not. */
function withRaised(budget: EffectiveBudget, raised: RaisedLimit[]): EffectiveBudget {
  const [highest] = raised
    .filter((each) => each.budget === budget.name && compare(each.limit, budget.limit) > 0)
    .toSorted((a, b) => compare(b.limit, a.limit));
  return highest ? { ...budget, limit: highest.limit, raised: { from: budget.limit, who: highest.who } } : budget;
}

/**
 * Finds the limit for one endpoint: its own from a tag such as `cost-limit=7.50`, or the budget's. A tag that is not an
 * amount, or can mean two amounts, is a fault, and so are tags with different limits. Then the budget's limit applies.
 */
export function effectiveBudgetFor(endpoint: Endpoint, budget: EndpointBudget): EndpointLimit {
  const { limitFromTag } = budget;
  const [tag, ...others] = limitFromTag === undefined ? [] : limitTags(endpoint, limitFromTag);
  if (limitFromTag === undefined || tag === undefined) return { effectiveBudget: budget, faults: [] };
  const limit = limitIn(tag);
  const why = whyUnreadable([tag, ...others], limitFromTag);
  if (limit !== undefined && why === undefined)
    return { effectiveBudget: { ...budget, limit, isLimitFromTag: true }, faults: [] };
  return {
    effectiveBudget: budget,
    faults: [{ kind: 'limit-unreadable', reason: `${why}, so the limit of the budget applies` }],
  };
}

/** The tags of a key, each with the part that a comma has cut off. */
function limitTags({ tags, areTagsWhole }: Endpoint, key: string): string[] {
  const wanted = foldedKey(key);
  return tags.flatMap((tag, index) => {
    const sign = tag.search(EQUALS);
    if (sign < 0 || foldedKey(tag.slice(0, sign)) !== wanted) return [];
    const next = tags[index + 1] ?? '';
    return !areTagsWhole && isCut(tag, next) ? `${tag},${next}` : tag;
  });
}

const EQUALS = /[=＝﹦]/u;

/** Makes keys comparable, in any width, with any dash, and without invisible characters. */
function foldedKey(key: string): string {
  const plain = key.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return folded(plain.replace(/\p{Pd}/gu, '-')).join('');
}

/**
 * Whether the next tag may be the rest of the amount: in one text with commas, 7,50 arrives as 7 and a tag 50. A point
 * before the comma says that the amount was complete.
 */
function isCut(tag: string, next: string): boolean {
  return /^\d+$/.test(amountOf(tag)) && /^[\p{N}\p{Pd}]/u.test(next);
}

function amountOf(tag: string): string {
  return tag.slice(tag.search(EQUALS) + 1).trim();
}

function limitIn(tag: string): Decimal | undefined {
  const value = amountOf(tag);
  const isAmount = /^\d{1,12}(\.\d{1,10})?$/.test(value) && /[1-9]/.test(value);
  return isAmount && twoReadings(value) === undefined ? decimal(value) : undefined;
}

/** Why the tags give no limit; undefined where all give the same one. */
function whyUnreadable(tags: string[], key: string): string | undefined {
  const unreadable = tags.find((tag) => limitIn(tag) === undefined);
  if (unreadable !== undefined) {
    const readings = twoReadings(amountOf(unreadable));
    const why = readings ? `can mean ${readings.join(' or ')}` : `is not an amount such as ${key}=7.50`;
    return `the tag ${shown(unreadable)} ${why}`;
  }
  const [first = '', ...others] = tags;
  const other = others.find((tag) => limitIn(tag) !== limitIn(first));
  return other && `the tags ${shown(first)} and ${shown(other)} give different limits`;
}

function shown(tag: string): string {
  return `"${shorten(oneLine(tag), LONGEST_SHOWN)}"`;
}
