import { budgetsOf, type EffectiveBudget } from '../domain/budgets/budget.ts';
import { limitsFor } from '../domain/budgets/limit-from-tag.ts';
import { displayName } from '../domain/costs/endpoint.ts';
import { amountOn } from '../domain/costs/spend.ts';
import { incidentOf, type PlanInForce } from '../domain/judging/acknowledgement.ts';
import { type Alert, isSpendAlert } from '../domain/judging/alert.ts';
import type { Severity } from '../domain/judging/thresholds.ts';
import type { AlertInDocument } from '../domain/messages/read-json.ts';
import { latestEnd } from '../domain/presses/decisions.ts';
import type { Author, Named, Press } from '../domain/presses/press.ts';
import { DAY_MS } from '../domain/values/duration.ts';
import { compare, formatMoney } from '../domain/values/money.ts';
import { endOf, formatMoment, type Period, periodOf } from '../domain/values/month.ts';
import { oneLine } from '../domain/values/text.ts';
import type { ActDeps } from './act-deps.ts';
import { type EndpointTarget, findAlert, findEndpoint, findNotification } from './find-target.ts';
import type { Wish } from './payload.ts';
import { RefusedPress } from './refused-press.ts';
import { momentOf } from './until.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;
/** A press without what the press itself says: its id, its author and its ref. */
type Decision = Press extends infer Each
  ? Each extends Press
    ? Omit<Each, 'id' | 'ref' | 'undone' | keyof Author>
    : never
  : never;

/**
 * Makes the press that a person wants, from what is stored about its subject.
 *
 * @throws {RefusedPress} that says why there can be none, and what to write
 */
export async function makePress(
  deps: ActDeps,
  wish: Exclude<Wish, { kind: 'undo' }>,
  id: string,
  author: Author,
): Promise<Press> {
  const decision = await decide(deps, wish, author);
  const ref = 'ref' in wish && wish.ref !== undefined ? { ref: wish.ref } : {};
  return { ...decision, ...author, ...ref, id } as Press;
}

async function decide(deps: ActDeps, wish: Exclude<Wish, { kind: 'undo' }>, { at }: Author): Promise<Decision> {
  switch (wish.kind) {
    case 'mute':
      return await mute(deps, wish);
    case 'acknowledge':
      return await acknowledge(deps, wish);
    case 'raise':
      return await raise(deps, wish);
    case 'resend':
      await findNotification(deps, wish.ref);
      return { kind: 'resend', until: at } as Decision;
    case 'check':
      return { kind: 'check', until: at, endpoint: named(await findEndpoint(deps, wish)) };
  }
}

async function mute(deps: ActDeps, wish: Of<'mute'>): Promise<Decision> {
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

const ACKNOWLEDGED_FOR_MS = DAY_MS;

async function acknowledge(deps: ActDeps, wish: Of<'acknowledge'>): Promise<Decision> {
  const { scope, kind, severity, budget, currency, spend } = await alertOf(deps, wish);
  const until = new Date(deps.now().getTime() + ACKNOWLEDGED_FOR_MS).toISOString();
  return {
    kind: 'acknowledge',
    until,
    scope,
    incident: incidentOf(kind),
    budget,
    severity,
    ...(spend !== undefined && { spent: { amount: spend, currency } }),
  };
}

/** The alert of a notification, or the last one about an endpoint, with what it has cost since. */
async function alertOf(deps: ActDeps, wish: Of<'acknowledge'>) {
  if (wish.ref !== undefined && wish.endpoint === undefined) {
    const alert = await findAlert(deps, wish.ref, wish.budget);
    return alert.scope.kind === 'endpoint' ? { ...alert, ...(await costSince(deps, alert.scope.id, alert)) } : alert;
  }
  const target = await findEndpoint(deps, wish);
  const { scope, month } = target;
  const alerts = (await deps.notificationLog.alertsOf(scope, month.period))
    .map(({ alert }) => alert)
    .filter(({ budget }) => wish.budget === undefined || budget === wish.budget)
    .toSorted((a, b) => (a.figures.fetchedAt < b.figures.fetchedAt ? 1 : -1));
  const [last] = alerts;
  if (!last) {
    throw new RefusedPress(
      `No alert about ${nameIn(target)} was found this month, so there is none to acknowledge. To keep alerts back, mute it.`,
    );
  }
  // A limit that was changed has armed the thresholds anew: what was critical under another one is not sent yet.
  const same = alerts.filter(
    (each) =>
      each.budget === last.budget && incidentOf(each.kind) === incidentOf(last.kind) && limitOf(each) === limitOf(last),
  );
  const severity = same.some((each) => each.severity === 'critical') ? 'critical' : ('warning' as Severity);
  const spend = 'spend' in last ? { spend: last.spend } : {};
  return { ...last, ...spend, ...costNow(target, last.budget), scope, severity };
}

/** What an endpoint has cost in the month of an alert, as far as its last check is of that month. */
async function costSince(
  deps: ActDeps,
  endpoint: string,
  { budget, period }: Pick<AlertInDocument, 'budget' | 'period'>,
): Promise<{ spend?: string }> {
  const target = await findEndpoint(deps, { endpoint });
  return target.month.period === period ? costNow(target, budget) : {};
}

function limitOf(alert: Alert): string | undefined {
  return isSpendAlert(alert) ? alert.limit : undefined;
}

function costNow({ month }: EndpointTarget, budget: string): { spend?: string } {
  const decision = month.decisions.find((each) => each.budget === budget);
  return decision ? { spend: decision.spend } : {};
}

async function raise(deps: ActDeps, wish: Of<'raise'>): Promise<Decision> {
  const target = await findEndpoint(deps, wish);
  const plan = await deps.budgets();
  const period = periodOf(deps.now());
  const budget = budgetToRaise(plan, { ...target, period }, wish.budget);
  const { limit } = wish;
  const money = (amount: string): string => formatMoney({ amount, currency: plan.currency });
  if (compare(limit, budget.limit) <= 0) {
    throw new RefusedPress(
      `${money(limit)} is not above the limit of ${nameIn(target)}, ${money(budget.limit)}. Write a higher limit, or lower the limit in budgets.yaml.`,
    );
  }
  return {
    kind: 'raise',
    until: endOf(period).toISOString(),
    endpoint: named(target),
    budget: budget.name,
    period,
    limit,
    before: budget.limit,
    currency: plan.currency,
  };
}

/** The budget that is named, or the one of which the endpoint has used the largest share. */
function budgetToRaise(
  plan: PlanInForce,
  target: EndpointTarget & { period: Period },
  name: string | undefined,
): EffectiveBudget {
  const { endpoint, period } = target;
  if (name !== undefined) knownBudget(plan, name);
  const applying = limitsFor(endpoint, plan, period)
    .map(({ effectiveBudget }) => effectiveBudget)
    .toSorted((a, b) => shareOf(b, target, plan) - shareOf(a, target, plan));
  const found = applying.find((budget) => name === undefined || budget.name === name);
  if (found) return found;
  const names = applying.map((budget) => `"${budget.name}"`).join(', ');
  const isShared = name !== undefined && !budgetsOf('endpoint', plan).some((budget) => budget.name === name);
  if (isShared) {
    throw new RefusedPress(
      `Budget "${name}" has one limit for many endpoints. Only the limit of a single endpoint is raised by press: change this one in budgets.yaml.`,
    );
  }
  throw new RefusedPress(
    names === ''
      ? `No budget applies to ${nameIn(target)}, so it has no limit to raise.`
      : `Budget "${name}" does not apply to ${nameIn(target)}. Write one of ${names}.`,
  );
}

function shareOf({ meter, limit }: EffectiveBudget, { month }: EndpointTarget, { currency }: PlanInForce): number {
  return month.spend ? Number(amountOn(month.spend, meter, currency)) / Number(limit) : 0;
}

function budgetToMute(plan: PlanInForce, name: string, ref: string): string {
  if (plan.budgets.some((budget) => budget.name === name)) return name;
  throw new RefusedPress(
    `The notification ${ref} is about no budget of budgets.yaml, so it cannot be muted. Acknowledge it in place of that.`,
  );
}

function knownBudget(plan: PlanInForce, name: string): string {
  if (plan.budgets.some((budget) => budget.name === name)) return name;
  throw new RefusedPress(
    `There is no budget "${name}". Write one of ${plan.budgets.map((budget) => `"${budget.name}"`).join(', ')}.`,
  );
}

function named({ endpoint }: EndpointTarget): Named {
  return { id: endpoint.id, name: displayName(endpoint) };
}

function nameIn({ endpoint }: EndpointTarget): string {
  return `${oneLine(displayName(endpoint))} (endpoint ${oneLine(endpoint.id)})`;
}
