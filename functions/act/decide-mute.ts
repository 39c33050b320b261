import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import { latestEnd } from '../domain/presses/decisions.ts';
import { formatMoment } from '../domain/values/month.ts';
import type { ActDeps } from './act-deps.ts';
import type { Decision, WishTo } from './decision.ts';
import { findAlert, findEndpoint, named } from './find-target.ts';
import { knownBudget } from './known-budget.ts';
import { RefusedPress } from './refused-press.ts';
import { momentOf } from './until.ts';

/** A mute of an endpoint or a budget. @throws {RefusedPress} where its end, its ceiling or its subject cannot be */
export async function decideMute(deps: ActDeps, wish: WishTo<'mute'>): Promise<Decision> {
  const now = deps.now();
  const until = momentOf(wish.until, now);
  if (Date.parse(until) <= now.getTime()) {
    throw new RefusedPress(
      `The mute would end on ${formatMoment(new Date(until))}, which is over. Write a later until.`,
    );
  }
  const latest = latestEnd(now);
  if (Date.parse(until) > latest.getTime()) {
    throw new RefusedPress(
      `The mute would end on ${formatMoment(new Date(until))}. A mute by press ends on ${formatMoment(latest)} at the latest: write a longer one into mutes of budgets.yaml, where others see it.`,
    );
  }
  const plan = await deps.budgets();
  const { upTo } = wish;
  if ('currency' in upTo && upTo.currency !== plan.currency) {
    throw new RefusedPress(
      `upTo is in ${upTo.currency}, and the budgets are in ${plan.currency}. Write the amount in ${plan.currency}.`,
    );
  }
  const terms = { kind: 'mute' as const, until, upTo };
  if (wish.budget !== undefined) return { ...terms, budget: knownBudget(plan, wish.budget) };
  if (wish.ref !== undefined) {
    const { scope, budget } = await findAlert(deps, wish.ref);
    // Only a mute of the whole budget mutes a group or the organisation.
    return scope.kind === 'endpoint'
      ? { ...terms, endpoint: named(await findEndpoint(deps, { endpoint: scope.id })) }
      : { ...terms, budget: budgetToMute(plan, budget, wish.ref) };
  }
  return { ...terms, endpoint: named(await findEndpoint(deps, wish)) };
}

function budgetToMute(plan: PlanInForce, name: string, ref: string): string {
  if (plan.budgets.some((budget) => budget.name === name)) return name;
  throw new RefusedPress(
    `The notification ${ref} is about no budget of budgets.yaml, so it cannot be muted. Acknowledge it in place of that.`,
  );
}
