import { lostRecipients, type Subscription } from '../domain/messages/subscriptions.ts';
import type { WatchDeps } from './watch-deps.ts';

/** Subscribes recipients again where none is left. @throws the first refusal of SNS, after all were tried */
export async function restoreSubscriptions(
  { recipients, subscribe }: Pick<WatchDeps, 'recipients' | 'subscribe'>,
  subscriptions: Subscription[],
): Promise<void> {
  const tried = await Promise.allSettled(lostRecipients(subscriptions, recipients).map(subscribe));
  const refused = tried.find((each) => each.status === 'rejected');
  if (refused) throw refused.reason;
}
