import type { Mute, MuteTerms } from '../budgets/budget.ts';
import { type Mutable, mutedBy, passedMute } from '../budgets/mute.ts';
import type { Endpoint } from '../costs/endpoint.ts';
import { scopeKey } from '../costs/scope.ts';
import { type Acknowledgement, acknowledgedBy } from './acknowledgement.ts';
import { type Alert, isSpendAlert } from './alert.ts';

/** An alert that a mute or an acknowledgement keeps back. */
export interface MutedAlert {
  alert: Alert;
  mute: Mute;
}

/** What a mute kept back at the last check of a scope. */
export interface KeptBack {
  /** Its alert, by `placeOf`. */
  place: string;
  mute: MuteTerms;
}

/** What one check goes by. */
export interface MuteContext {
  mutes: Mute[];
  acknowledged?: Acknowledgement[];
  now: Date;
  /** Absent for a group or the organisation. */
  endpoint?: Endpoint;
  /** What the last check of the scope kept back, in every month that is judged. */
  keptBack?: KeptBack[];
}

/**
 * Separates muted alerts from those to send, and says in those to send what a mute has to do with them.
 *
 * An alert is sent because a mute ended if the last check of its scope found it, too, and a mute kept it back. So it does
 * not matter whether the mute has reached its end, was edited or was removed. An alert that came to an end before the mute
 * did, and is found again later, is like any other.
 */
export function partMuted(found: Alert[], context: MuteContext): { alerts: Alert[]; muted: MutedAlert[] } {
  const alerts: Alert[] = [];
  const muted: MutedAlert[] = [];
  for (const alert of found) {
    const mute = keepsBack(alert, context);
    if (mute) muted.push({ alert, mute });
    else alerts.push(withMute(alert, context));
  }
  return { alerts, muted };
}

/** What the next check of the scope has to know. @param muted what was kept back in one month */
export function keptBackOf(muted: MutedAlert[]): KeptBack[] | undefined {
  if (muted.length === 0) return undefined;
  return muted.map(({ alert, mute }) => ({ place: placeOf(alert), mute: termsOf(mute) }));
}

/** What an alert is about, whatever its level: the mute that ends may have kept back a lower one. */
export function placeOf(alert: Alert): string {
  const { scope, period, kind, budget, meter } = alert;
  return [scopeKey(scope), period, kind, ...(isSpendAlert(alert) ? [budget, meter, alert.limit] : [])].join('#');
}

function keepsBack(alert: Alert, context: MuteContext): Mute | undefined {
  const mute = mutedBy(context.mutes, mutable(alert, context), context.now);
  const found = acknowledgedBy(context.acknowledged ?? [], alert, context.now);
  return mute ?? (found && !found.isPassed ? found.acknowledgement : undefined);
}

function withMute(alert: Alert, context: MuteContext): Alert {
  const passed =
    passedMute(context.mutes, mutable(alert, context), context.now) ??
    acknowledgedBy(context.acknowledged ?? [], alert, context.now)?.acknowledgement;
  if (passed) return { ...alert, mute: { cause: 'passed', ...termsOf(passed) } };
  const place = placeOf(alert);
  const ended = context.keptBack?.find((kept) => kept.place === place);
  return ended ? { ...alert, mute: { cause: 'ended', ...termsOf(ended.mute) } } : alert;
}

function termsOf({ until, upTo, reason, who, by }: MuteTerms): MuteTerms {
  return { until, upTo, reason, who, ...(by && { by }) };
}

function mutable(alert: Alert, { endpoint }: MuteContext): Mutable {
  const { budget } = alert;
  return { endpoint, budget, ...(isSpendAlert(alert) && { spent: { spend: alert.spend, limit: alert.limit } }) };
}
