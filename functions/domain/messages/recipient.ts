import type { Severity } from '../judging/thresholds.ts';

/** A person of `budgets.yaml` who gets messages. */
export interface Recipient {
  channel: 'mail' | 'text';
  /** A mail address or a phone number. */
  address: string;
  /** The lowest severity that this recipient gets. */
  from: Severity;
}

const ALERTS_FROM: Record<Severity, Severity[]> = {
  warning: ['warning', 'critical'],
  critical: ['critical'],
};

/**
 * The severities of the messages that a recipient gets. The daily report is `info`: it goes to addresses that get more than
 * criticals, and to no phone.
 */
export function severitiesFor({ channel, from }: Pick<Recipient, 'channel' | 'from'>): string[] {
  return [...(channel === 'mail' && from === 'warning' ? ['info'] : []), ...ALERTS_FROM[from]];
}

/**
 * How a subscription was confirmed.
 * - `lasting`: only with a login can it be ended.
 * - `clicked`: a link in each mail ends it without a login.
 * - `confirmed`: AWS does not say how.
 * - `pending`: not yet, so nothing arrives.
 * - `missing`: there is no subscription.
 */
export const RECIPIENT_STATES = ['lasting', 'confirmed', 'clicked', 'pending', 'missing'] as const;
export type RecipientState = (typeof RECIPIENT_STATES)[number];

/** Enough of an address for those who know it: `o..s@example.com`, `+1..0100`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return `${address.slice(0, 2)}..${address.slice(-4)}`;
  const name = address.slice(0, at);
  return `${name.slice(0, 1)}..${name.length > 2 ? name.slice(-1) : ''}${address.slice(at)}`;
}
