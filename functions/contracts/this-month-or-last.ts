import type { EndpointMonth } from '../domain/records/endpoint-month.ts';
import type { SentNotification } from '../domain/records/sent-notification.ts';
import { periodOf, previousPeriod } from '../domain/values/month.ts';
import type { CostHistory } from './cost-history.ts';
import type { Deliveries } from './deliveries.ts';

/** Reads the last check of an endpoint. @returns undefined if it was checked neither in this month nor in the last */
export async function lastCheck(
  costHistory: Pick<CostHistory, 'read'>,
  endpointId: string,
  now: Date,
): Promise<EndpointMonth | undefined> {
  const period = periodOf(now);
  return (await costHistory.read(endpointId, period)) ?? (await costHistory.read(endpointId, previousPeriod(period)));
}

/** Reads a notification by its ref. @returns undefined if it is of neither this month nor the last */
export async function sentNotification(
  deliveries: Pick<Deliveries, 'sentIn'>,
  ref: string,
  now: Date,
): Promise<SentNotification | undefined> {
  const period = periodOf(now);
  const both = [...(await deliveries.sentIn(previousPeriod(period))), ...(await deliveries.sentIn(period))];
  return both.findLast(({ notificationId }) => notificationId === ref);
}

/** What a person reads whose ref is unknown. */
export function unknownRef(ref: string): string {
  return `No notification of this month or the last has the ref ${ref}. The ref is the last line of a mail, and the last word of a text.`;
}
