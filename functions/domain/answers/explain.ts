import { type Budget, type BudgetPlan, budgetsFor, type EndpointBudget, type Mute, whyNot } from '../budgets/budget.ts';
import { type BudgetsInForce, keptInWords } from '../budgets/kept-budgets.ts';
import { effectiveBudgetFor } from '../budgets/limit-from-tag.ts';
import { mutedBy } from '../budgets/mute.ts';
import { FAULT_KINDS, type Fault } from '../costs/data-fault.ts';
import { displayName, type Endpoint } from '../costs/endpoint.ts';
import type { Spend } from '../costs/spend.ts';
import { type Alert, type Claim, claimsUnder } from '../judging/alert.ts';
import type { ForecastVerdict } from '../judging/forecast.ts';
import type { Decision } from '../judging/thresholds.ts';
import { FAULT_WORDS, hoursInWords } from '../messages/wording.ts';
import { beside, formatMoney } from '../values/money.ts';
import { formatMoment, formatMomentInYear, longMonth, type Period } from '../values/month.ts';
import { oneLine } from '../values/text.ts';

/** Why one budget counts for an endpoint, or why not. */
export interface BudgetExplanation {
  budget: string;
  counts: boolean;
  why: string;
}

export interface ExplainInput {
  endpoint: Endpoint;
  period: Period;
  fetchedAt: Date;
  /** What became of the question itself, where it did not come to figures. */
  reason: string;
  spend?: Spend;
  /** Why it was not asked about before. */
  look: string[];
  plan: BudgetsInForce;
  claims: Claim[];
  decisions: Decision[];
  outlooks: { budget: string; verdict: ForecastVerdict }[];
  faults: Fault[];
  /** What a sweep would claim now. */
  alerts: Alert[];
  muted: { alert: Alert; mute: Mute }[];
}

/** The answer to "why was I told of this device, or not?", sentence by sentence. */
export function explain(input: ExplainInput): { words: string[]; budgets: BudgetExplanation[] } {
  const { endpoint, period, fetchedAt, plan, claims, decisions, outlooks, faults } = input;
  const budgets = plan.budgets.map((budget) => {
    const { why, ...counts } = explainBudget(budget, endpoint, plan);
    return { ...counts, why: oneLine(why) };
  });
  const who = `${displayName(endpoint)} (endpoint ${endpoint.id})`;
  return {
    budgets,
    words: [
      `${who}, ${longMonth(period)}, asked on ${formatMoment(fetchedAt)}.`,
      figures(input),
      ...input.look,
      ...(plan.kept ? [`The budgets are ${keptInWords(plan.kept, fetchedAt)}`] : []),
      ...budgets.map(
        ({ budget, counts, why }) => `Budget "${budget}" ${counts ? 'counts' : 'does not count'}: ${why}.`,
      ),
      ...(budgets.some(({ counts }) => counts)
        ? []
        : ['No budget counts for this device: nobody is told of its cost.']),
      ...budgetsFor(endpoint, plan).flatMap((budget) => history(budget, endpoint, claims)),
      ...faultHistory(claims),
      ...decisions.map((decision) => now(decision, input)),
      ...outlooks.map((outlook) => expectation(outlook, input)),
      ...faults.map(({ reason }) => `It cannot be judged in full: ${oneLine(reason)}.`),
      ...mutes(input),
    ].map(oneLine),
  };
}

/** What decided about one budget. */
function explainBudget(budget: Budget, endpoint: Endpoint, plan: BudgetPlan): BudgetExplanation {
  const { name, meter } = budget;
  if (budget.scope === 'organisation') {
    return { budget: name, counts: true, why: 'it is of the whole organisation, whose total has this device in it' };
  }
  const obstacle = whyNot(endpoint, budget.match);
  if (obstacle !== undefined) return { budget: name, counts: false, why: obstacle };
  if (budget.scope === 'group') {
    return { budget: name, counts: true, why: 'this device is one of the group that shares its limit' };
  }
  const first = budgetsFor(endpoint, plan).find((other) => other.meter === meter);
  if (first !== budget) {
    const why = `it would match, but "${first?.name}" stands before it on the same meter (${meter})`;
    return { budget: name, counts: false, why };
  }
  const { limit } = effectiveBudgetFor(endpoint, budget).effectiveBudget;
  const ownLimit =
    limit === budget.limit ? '' : `, with the limit of the device's own tag, ${plan.currency} ${beside(limit, limit)}`;
  return { budget: name, counts: true, why: `it is the first on its meter (${meter}) that matches${ownLimit}` };
}

function figures({ spend, reason }: ExplainInput): string {
  if (!spend) return `There are no figures to judge: ${reason}.`;
  const { total, data, sms } = spend.meters;
  const amounts = (money: typeof total): string => money.map(formatMoney).join(' + ') || 'nothing';
  const hidden = spend.costUnavailable.length > 0 ? `; no cost is known of ${spend.costUnavailable.join(', ')}` : '';
  const asOf = spend.lastUpdated ? `, as of ${formatMoment(new Date(spend.lastUpdated))}` : '';
  return `It has cost ${amounts(total)} (data ${amounts(data)}, SMS ${amounts(sms)})${hidden}${asOf}.`;
}

function history(budget: EndpointBudget, endpoint: Endpoint, claims: Claim[]): string[] {
  const { effectiveBudget } = effectiveBudgetFor(endpoint, budget);
  return claimsUnder(effectiveBudget, claims).map(({ kind, thresholdPct, toldAt }) => {
    const what = thresholdPct === undefined ? (LEVELS[kind] ?? kind) : `${thresholdPct} %`;
    return `${what} of "${effectiveBudget.name}" ${whenSent(toldAt)}.`;
  });
}

const LEVELS: Record<string, string> = {
  forecast: 'The forecast for the end of the month',
  'time-to-limit': 'The limit within a day',
};

function faultHistory(claims: Claim[]): string[] {
  return FAULT_KINDS.flatMap((fault) =>
    claims.filter(({ kind }) => kind === fault).map(({ toldAt }) => `"${FAULT_WORDS[fault]}" ${whenSent(toldAt)}.`),
  );
}

function whenSent(toldAt: string | undefined): string {
  return toldAt === undefined
    ? 'waits to be told by the next notify run'
    : `was told on ${formatMomentInYear(new Date(toldAt))}`;
}

/** What a sweep would make of a decision now. */
function now(decision: Decision, input: ExplainInput): string {
  const { kind, budget, reason } = decision;
  const wouldBe = `${isMuted(kind, budget, input) ? 'Now it would be told, were it not muted,' : 'Now it would be told'} of "${budget}"`;
  if (kind === 'crossed') return `${wouldBe}: ${reason}.`;
  const isNews = [...input.alerts, ...input.muted.map(({ alert }) => alert)].some((alert) => alert.kind === kind);
  return isNews
    ? `${wouldBe}, as a fault of the figures: ${reason}.`
    : `Now nothing would be told of "${budget}": ${reason}.`;
}

function expectation({ budget, verdict }: ExplainInput['outlooks'][number], input: ExplainInput): string {
  const decision = input.decisions.find((each) => each.budget === budget);
  const { expectedAtEnd, confidence } = verdict.forecast;
  const amount = decision ? `${decision.currency} ${beside(decision.limit, expectedAtEnd)}` : expectedAtEnd;
  const expected = `Expected at the end of the month: about ${amount} (${confidence} confidence)`;
  if (verdict.kind === 'none') return `${expected}. No forecast of "${budget}" would be told: ${verdict.reason}.`;
  if (decision?.kind === 'crossed') return `${expected}. The message about the threshold says so, too.`;
  const what = verdict.kind === 'forecast' ? 'a forecast' : `the limit ${hoursInWords(verdict.hoursLeft)}`;
  const would = isMuted(verdict.kind, budget, input) ? 'would be told, were it not muted' : 'would be told';
  return `${expected}. Now ${what} of "${budget}" ${would}: ${verdict.reason}.`;
}

function mutes({ muted, plan, endpoint, fetchedAt }: ExplainInput): string[] {
  const active = new Set(muted.map(({ mute }) => mute));
  for (const { name } of budgetsFor(endpoint, plan)) {
    const mute = mutedBy(plan.mutes, { endpoint, budget: name }, fetchedAt);
    if (mute) active.add(mute);
  }
  return [...active].map(({ budget, until, who, reason }) => {
    const of = budget === undefined ? '' : ` for budget "${budget}"`;
    return `It is muted${of} until ${formatMoment(new Date(until))} by ${oneLine(who)}: ${oneLine(reason)}. If it is still over then, it is told then.`;
  });
}

function isMuted(kind: string, budget: string, { muted }: ExplainInput): boolean {
  return muted.some(({ alert }) => alert.kind === kind && (alert.budget === budget || kind !== 'crossed'));
}
