import type { Mute, RaisedLimit } from '../budgets/budget.ts';
import type { BudgetsInForce } from '../budgets/kept-budgets.ts';
import { scopeKey } from '../costs/scope.ts';
import type { Acknowledgement, PlanInForce } from '../judging/acknowledgement.ts';
import { DAY_MS } from '../values/duration.ts';
import { times } from '../values/money.ts';
import { endOf, periodOf, previousPeriod, startOf } from '../values/month.ts';
import { isInForce, type Press, type PressedAcknowledgement, type PressedMute, type PressedRaise } from './press.ts';

/** In place of a name or a reason that no person has written. */
export const NO_NAME = 'no name given';
export const NO_REASON = 'no reason given';

/** From this share of the spend at an acknowledgement on, alerts are sent all the same. */
const ACKNOWLEDGED_TIMES = '10';
/** The ceiling of an acknowledgement of an alert without an amount. Such an alert is never beyond it. */
const NO_AMOUNT = { pct: 1000 };

/** The age that the id of a press may have at the press: a page makes ids when it is shown. */
export const OLDEST_ID_MS = DAY_MS;

/** Presses with an id before this moment count no more: a mute ends with the next month at the latest. */
export function countedFrom(now: Date): Date {
  return new Date(startOf(previousPeriod(periodOf(now))).getTime() - OLDEST_ID_MS);
}

/** The latest end of a mute by press. Longer ones are for the budgets file, where others see them. */
export function latestEnd(now: Date): Date {
  return endOf(periodOf(endOf(periodOf(now))));
}

/** The budgets with the mutes, acknowledgements and raised limits of these presses. */
export function withPresses(plan: BudgetsInForce, presses: Press[], now: Date): PlanInForce {
  const inForce = presses.filter((press) => isInForce(press, now));
  return {
    ...plan,
    mutes: [...plan.mutes, ...inForce.filter((press) => press.kind === 'mute').map(muteOf)],
    acknowledged: inForce.filter((press) => press.kind === 'acknowledge').map(acknowledgementOf),
    // A month that is over is judged by the limits that it had.
    raised: presses
      .filter((press) => press.kind === 'raise')
      .filter(({ undone }) => !undone)
      .map(raisedLimitOf),
  };
}

function muteOf({ endpoint, budget, until, upTo, reason = NO_REASON, who = NO_NAME }: PressedMute): Mute {
  return { ...(endpoint ? { match: { ids: [endpoint.id] } } : { budget }), until, upTo, reason, who, by: 'mute' };
}

function acknowledgementOf({
  scope,
  incident,
  budget,
  severity,
  spent,
  until,
  reason = NO_REASON,
  who = NO_NAME,
}: PressedAcknowledgement): Acknowledgement {
  const upTo = spent ? { ...spent, amount: times(spent.amount, ACKNOWLEDGED_TIMES) } : NO_AMOUNT;
  return { scopeId: scopeKey(scope), incident, budget, severity, until, upTo, reason, who, by: 'acknowledgement' };
}

function raisedLimitOf({ endpoint, budget, period, limit, who = NO_NAME }: PressedRaise): RaisedLimit {
  return { endpointId: endpoint.id, budget, period, limit, who };
}
