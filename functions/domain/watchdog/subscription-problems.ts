import { plural } from '../values/text.ts';

/** What is wrong with the subscriptions, a sentence each; none where all is well. */
export function subscriptionProblems({
  confirmed,
  pending,
  missing,
}: {
  confirmed: number;
  pending: number;
  missing: number;
}): string[] {
  return [
    ...(pending > 0 ? [`${plural(pending, 'subscription')} not confirmed`] : []),
    ...(missing > 0 ? [`${plural(missing, 'recipient')} of budgets.yaml without a subscription`] : []),
    ...(confirmed < 1 ? ['no confirmed subscription at all'] : []),
  ];
}
