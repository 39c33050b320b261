import type { Ceiling } from '../budgets/budget.ts';
import type { Scope } from '../costs/scope.ts';
import type { Incident } from '../judging/acknowledgement.ts';
import type { Severity } from '../judging/thresholds.ts';
import type { Decimal, Money } from '../values/money.ts';
import type { Period } from '../values/month.ts';

/** Who pressed, when, and from where. CloudWatch tells no name: `who` is what the person has written. */
export interface Author {
  /** ISO 8601. */
  at: string;
  /** Absent where no name was written. */
  who?: string;
  reason?: string;
  from: 'page' | 'hand';
  /** The id of the request to Lambda: CloudTrail has the caller beside it, where it records data events. */
  requestId?: string;
}

interface AnyPress extends Author {
  id: string;
  /** Until when it counts, ISO 8601. One that acts at once and then no more has the moment of the press. */
  until: string;
  /** The notification that it was pressed for. */
  ref?: string;
  /** Recipients have read of it in a notification. */
  isSaid?: true;
  /** Who took it back; absent where it was not. */
  undone?: Author & { isSaid?: true };
}

/** Alerts of an endpoint or a whole budget are not sent for a while, up to a ceiling. A group is muted by its budget. */
export type PressedMute = AnyPress & {
  kind: 'mute';
  upTo: Ceiling;
} & ({ endpoint: Named; budget?: never } | { endpoint?: never; budget: string });

/** Further levels of the same severity of one incident are not sent for a day, up to ten times the spend. */
export type PressedAcknowledgement = AnyPress & {
  kind: 'acknowledge';
  scope: Scope;
  incident: Incident;
  budget: string;
  severity: Severity;
  /** What it had cost; absent for an alert without an amount. */
  spent?: Money;
};

/** A higher limit for one endpoint until the end of the month. */
export type PressedRaise = AnyPress & {
  kind: 'raise';
  endpoint: Named;
  budget: string;
  period: Period;
  limit: Decimal;
  /** The limit before. */
  before: Decimal;
  currency: string;
};

/** A notification is sent once more, or an endpoint is checked now. */
export type PressedOnce = AnyPress & {
  /** When it was done, ISO 8601; absent where it is not known to be. */
  doneAt?: string;
} & ({ kind: 'resend'; ref: string } | { kind: 'check'; endpoint: Named });

/** Something that a person decided by a press, on the page or by hand. */
export type Press = PressedMute | PressedAcknowledgement | PressedRaise | PressedOnce;

/** An endpoint with its name at the time of the press. */
export interface Named {
  id: string;
  name: string;
}

/** Whether a press counts at a moment. */
export function isInForce({ until, undone }: Press, now: Date): boolean {
  return undone === undefined && Date.parse(until) > now.getTime();
}

/** Whether a press concerns an endpoint, a group or the organisation. */
export function concerns(press: Press, { kind, id }: Pick<Scope, 'kind' | 'id'>): boolean {
  if (press.kind === 'acknowledge') return press.scope.kind === kind && press.scope.id === id;
  if (press.kind === 'resend') return false;
  return kind === 'endpoint' && press.endpoint?.id === id;
}
