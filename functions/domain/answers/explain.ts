import { type Budget, budgetsFor, type EffectiveBudget, type Mute, whyNot } from '../budgets/budget.ts';
import { keptInWords } from '../budgets/kept-budgets.ts';
import { effectiveBudgetFor, limitsFor } from '../budgets/limit-from-tag.ts';
import { ceilingInWords, mutedBy, passedMute } from '../budgets/mute.ts';
import { FAULT_KINDS, type Fault } from '../costs/data-fault.ts';
import { displayName, type Endpoint } from '../costs/endpoint.ts';
import { scopeKey, scopeOf } from '../costs/scope.ts';
import type { Spend } from '../costs/spend.ts';
import { type Acknowledgement, isBeyond, type PlanInForce } from '../judging/acknowledgement.ts';
import { type Alert, type Claim, claimsUnder } from '../judging/alert.ts';
import type { AnomalyVerdict } from '../judging/anomaly.ts';
import type { ForecastVerdict } from '../judging/forecast.ts';
import type { Decision } from '../judging/thresholds.ts';
import { muteSentence, mutesIn } from '../messages/mute-words.ts';
import { FAULT_WORDS, hoursInWords } from '../messages/wording.ts';
import { beside, formatMoney } from '../values/money.ts';
import { formatMoment, formatMomentInYear, longMonth, monthName, type Period } from '../values/month.ts';
import { oneLine } from '../values/text.ts';

/** Why one budget applies to an endpoint, or why not. */
export interface BudgetExplanation {
  budget: string;
  counts: boolean;
  why: string;
}

export interface ExplainInput {
  endpoint: Endpoint;
  period: Period;
  fetchedAt: Date;
  /** Why there are no figures, where there are none. */
  reason: string;
  spend?: Spend;
  /** Why the endpoint was not checked before. */
  polling: string[];
  plan: PlanInForce;
  claims: Claim[];
  decisions: Decision[];
  forecasts: { budget: string; verdict: ForecastVerdict; anomaly?: AnomalyVerdict }[];
  faults: Fault[];
  /** The alerts that a sweep would claim now. */
  alerts: Alert[];
  muted: { alert: Alert; mute: Mute }[];
  /** The figures are those of the last check, and emnify was not asked now. */
  isStored?: true;
}

/** Answers "why did I get an alert about this device, or none?", sentence by sentence. */
export function explain(input: ExplainInput): { words: string[]; budgets: BudgetExplanation[] } {
  const { endpoint, period, fetchedAt, plan, claims, decisions, forecasts, faults } = input;
  const budgets = plan.budgets.map((budget) => {
    const { why, ...counts } = explainBudget(budget, input);
    return { ...counts, why: oneLine(why) };
  });
  const name = `${displayName(endpoint)} (endpoint ${endpoint.id})`;
  return {
    budgets,
    words: [
      `${name}, ${longMonth(period)}, checked on ${formatMoment(fetchedAt)}.`,
      figures(input),
      ...input.polling,
      ...(plan.kept ? [`The budgets are ${keptInWords(plan.kept, fetchedAt)}`] : []),
      ...budgets.map(
        ({ budget, counts, why }) => `Budget "${budget}" ${counts ? 'applies' : 'does not apply'}: ${why}.`,
      ),
      ...(budgets.some(({ counts }) => counts) ? [] : ['No budget applies to this device, so it raises no alerts.']),
      ...limitsFor(endpoint, plan, period).flatMap(({ effectiveBudget }) => history(effectiveBudget, claims)),
      ...faultHistory(claims),
      ...decisions.map((decision) => now(decision, input)),
      ...forecasts.flatMap((forecast) => [expectation(forecast, input), ...paceWords(forecast, input)]),
      ...faults.map(({ reason }) => `It cannot be checked completely: ${oneLine(reason)}.`),
      ...mutes(input),
    ].map(oneLine),
  };
}

/** Explains why one budget applies, or why not. */
function explainBudget(budget: Budget, { endpoint, plan, period }: ExplainInput): BudgetExplanation {
  const { name, meter } = budget;
  if (budget.scope === 'organisation') {
    return { budget: name, counts: true, why: 'it covers the whole organisation, which includes this device' };
  }
  const obstacle = whyNot(endpoint, budget.match);
  if (obstacle !== undefined) return { budget: name, counts: false, why: obstacle };
  if (budget.scope === 'group') {
    return { budget: name, counts: true, why: 'this device is in the group that shares its limit' };
  }
  const first = budgetsFor(endpoint, plan).find((other) => other.meter === meter);
  if (first !== budget) {
    const why = `it would match, but "${first?.name}" comes before it on the same meter (${meter})`;
    return { budget: name, counts: false, why };
  }
  const { limit } = effectiveBudgetFor(endpoint, budget).effectiveBudget;
  const ownLimit =
    limit === budget.limit
      ? ''
      : `, with the limit from the device's own tag, ${plan.currency} ${beside(limit, limit)}`;
  const raised = raisedInWords(name, { endpoint, plan, period });
  return {
    budget: name,
    counts: true,
    why: `it is the first on its meter (${meter}) that matches${ownLimit}${raised}`,
  };
}

/** `"; Anna has raised its limit from EUR 5.00 to EUR 10.00 for October"` */
function raisedInWords(name: string, { endpoint, plan, period }: Pick<ExplainInput, 'endpoint' | 'plan' | 'period'>) {
  const found = limitsFor(endpoint, plan, period).find(({ effectiveBudget }) => effectiveBudget.name === name);
  if (!found?.effectiveBudget.raised) return '';
  const { limit, raised } = found.effectiveBudget;
  const [from, to] = [raised.from, limit].map((amount) => formatMoney({ amount, currency: plan.currency }));
  return `; its limit was raised from ${from} to ${to} for ${monthName(period)} by ${oneLine(raised.who)}`;
}

function figures({ spend, reason }: ExplainInput): string {
  if (!spend) return `There are no figures to check: ${reason}.`;
  const { total, data, sms } = spend.meters;
  const amounts = (money: typeof total): string => money.map(formatMoney).join(' + ') || 'nothing';
  const hidden = spend.costUnavailable.length > 0 ? `; the cost of ${spend.costUnavailable.join(', ')} is unknown` : '';
  const asOf = spend.lastUpdated ? `, as of ${formatMoment(new Date(spend.lastUpdated))}` : '';
  return `It has cost ${amounts(total)} (data ${amounts(data)}, SMS ${amounts(sms)})${hidden}${asOf}.`;
}

function history(effectiveBudget: EffectiveBudget, claims: Claim[]): string[] {
  return claimsUnder(effectiveBudget, claims).map(({ kind, thresholdPct, sentAt }) => {
    const what = thresholdPct === undefined ? (LEVELS[kind] ?? kind) : `The ${thresholdPct} % alert`;
    return `${what} for "${effectiveBudget.name}" ${whenSent(sentAt)}.`;
  });
}

const LEVELS: Record<string, string> = {
  anomaly: 'The alert about unusual spend',
  forecast: 'The forecast alert',
  'time-to-limit': 'The alert that the limit is near',
};

function faultHistory(claims: Claim[]): string[] {
  return FAULT_KINDS.flatMap((fault) =>
    claims
      .filter(({ kind }) => kind === fault)
      .map(({ sentAt }) => `The alert "${FAULT_WORDS[fault]}" ${whenSent(sentAt)}.`),
  );
}

function whenSent(sentAt: string | undefined): string {
  return sentAt === undefined
    ? 'waits to be sent by the next notify run'
    : `was sent on ${formatMomentInYear(new Date(sentAt))}`;
}

/** Says whose figures decide. */
function wouldSend({ isStored }: ExplainInput): string {
  return isStored ? 'With the figures of the last check, a check now would send' : 'A check now would send';
}

/** Says whether a check now would send an alert for a decision. */
function now(decision: Decision, input: ExplainInput): string {
  const { kind, budget, reason } = decision;
  const unlessMuted = unless(kind, budget, input);
  if (kind === 'crossed') return `${wouldSend(input)} an alert for "${budget}"${unlessMuted}: ${reason}.`;
  const isNews = [...input.alerts, ...input.muted.map(({ alert }) => alert)].some((alert) => alert.kind === kind);
  return isNews
    ? `${wouldSend(input)} an alert about the figures for "${budget}"${unlessMuted}: ${reason}.`
    : `${wouldSend(input)} no alert for "${budget}": ${reason}.`;
}

function expectation({ budget, verdict }: ExplainInput['forecasts'][number], input: ExplainInput): string {
  const decision = input.decisions.find((each) => each.budget === budget);
  const { expectedAtEnd, confidence } = verdict.forecast;
  const amount = decision ? `${decision.currency} ${beside(decision.limit, expectedAtEnd)}` : expectedAtEnd;
  const expected = `Expected at the end of the month: about ${amount} (${confidence} confidence)`;
  if (verdict.kind === 'none')
    return `${expected}. ${wouldSend(input)} no forecast alert for "${budget}": ${verdict.reason}.`;
  if (decision?.kind === 'crossed') return `${expected}. The alert about the threshold says so, too.`;
  const what =
    verdict.kind === 'forecast'
      ? `a forecast alert for "${budget}"`
      : `an alert that the limit of "${budget}" is reached ${hoursInWords(verdict.hoursLeft)}`;
  const unlessMuted = unless(verdict.kind, budget, input);
  return `${expected}. ${wouldSend(input)} ${what}${unlessMuted}: ${verdict.reason}.`;
}

function paceWords({ budget, anomaly }: ExplainInput['forecasts'][number], input: ExplainInput): string[] {
  if (!anomaly) return [];
  if (anomaly.kind === 'none') return [`Its pace raises no alert for "${budget}": ${anomaly.reason}.`];
  const isSent = [...input.alerts, ...input.muted.map(({ alert }) => alert)].some(
    (alert) => alert.kind === 'anomaly' && alert.budget === budget,
  );
  const unlessMuted = unless('anomaly', budget, input);
  return isSent
    ? [`${wouldSend(input)} an alert about unusual spend for "${budget}"${unlessMuted}: ${anomaly.reason}.`]
    : [`It spends at an unusual pace (${anomaly.reason}). The alert for "${budget}" was sent today already.`];
}

function mutes({ alerts, muted, plan, endpoint, fetchedAt, decisions }: ExplainInput): string[] {
  const active = new Set(muted.map(({ mute }) => mute));
  const passed = new Set<Mute>();
  for (const { name } of budgetsFor(endpoint, plan)) {
    const spent = decisions.find(({ budget }) => budget === name);
    const about = { endpoint, budget: name, spent };
    const mute = mutedBy(plan.mutes, about, fetchedAt);
    if (mute) active.add(mute);
    const beyond = passedMute(plan.mutes, about, fetchedAt);
    if (beyond) passed.add(beyond);
  }
  for (const acknowledgement of acknowledgementsOf(endpoint, plan, fetchedAt)) {
    const spent = decisions.find(({ budget }) => budget === acknowledgement.budget);
    const isPassed = spent !== undefined && isBeyond(acknowledgement, spent.spend);
    (isPassed ? passed : active).add(acknowledgement);
  }
  const ended = mutesIn(alerts.filter(({ mute }) => mute?.cause === 'ended')).map(muteSentence);
  return [
    ...inForce(active).map((words) => `${words} If it is still over a threshold then, the alert is sent then.`),
    ...inForce(passed).map((words) => `${words} It has cost that much, so its alerts are sent all the same.`),
    ...ended,
  ];
}

function acknowledgementsOf(endpoint: Endpoint, { acknowledged = [] }: PlanInForce, now: Date): Acknowledgement[] {
  const scopeId = scopeKey(scopeOf(endpoint));
  return acknowledged.filter((each) => each.scopeId === scopeId && Date.parse(each.until) > now.getTime());
}

/** Mutes and acknowledgements in words, each once: two readings of the budgets give equal ones. */
function inForce(mutes: ReadonlySet<Mute>): string[] {
  return [...new Set([...mutes].map(inForceInWords))];
}

function inForceInWords({ budget, until, upTo, who, reason, by }: Mute): string {
  const of = budget === undefined ? '' : ` for budget "${budget}"`;
  const deed = by === 'acknowledgement' ? 'Its alert is acknowledged' : 'It is muted';
  return `${deed}${of} until ${formatMoment(new Date(until))} by ${oneLine(who)}, up to ${ceilingInWords(upTo)}: ${oneLine(reason)}.`;
}

/** What keeps an alert back; nothing where it would be sent. */
function unless(kind: string, budget: string, { muted }: ExplainInput): string {
  const kept = muted.find(({ alert }) => alert.kind === kind && (alert.budget === budget || kind !== 'crossed'));
  if (!kept) return '';
  return `, if it were not ${kept.mute.by === 'acknowledgement' ? 'acknowledged' : 'muted'}`;
}
