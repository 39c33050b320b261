import { type Alert, isLate } from './alert.ts';
import type { Notification } from './digest.ts';
import { beside } from './money.ts';
import { monthName } from './period.ts';
import { shorten, toGsm7 } from './text.ts';
import { costOn, nameIn, newestOf, tally, tallyInBrief } from './wording.ts';

/** One GSM-7 segment holds 160 septets; SNS puts the sender in front where an account has none registered. */
const MAX_LENGTH = 140;
const MOST_NAMED = 3;
const SHORTEST_NAME = 8;
const NAME_LENGTHS = [40, 30, 24, 20, 16, 12, SHORTEST_NAME];

/** The text message. Names give way first, then the third and second device; amounts are never cut. */
export function renderSms(notification: Notification): string {
  for (let named = Math.min(MOST_NAMED, notification.alerts.length); named > 0; named--) {
    for (const nameLength of NAME_LENGTHS) {
      const text = compose(notification, named, nameLength);
      if (text.length <= MAX_LENGTH) return text;
    }
  }
  return compose(notification, 0, SHORTEST_NAME);
}

function compose(notification: Notification, named: number, nameLength: number): string {
  const { event, severity, alerts, notificationId } = notification;
  const mark = event === 'test' ? 'TEST' : { critical: 'CRIT', warning: 'WARN' }[severity];
  const newest = newestOf(alerts);
  const month = `${monthName(newest.period).slice(0, 3)}${isLate(newest) ? ', late' : ''}`;
  const text =
    event === 'digest'
      ? [
          `${tallyInBrief(tally(alerts))}, ${month}`,
          ...alerts.slice(0, named).map((alert) => inDigest(alert, nameLength)),
        ]
      : [`${inFull(alerts[0], nameLength)} ${month}`];
  return `${mark} emnify: ${text.join('; ')}. Ref ${notificationId}`;
}

function inFull(alert: Alert, nameLength: number): string {
  return `${opening(alert, nameLength)} of ${beside(alert.limit, alert.limit)} (${alert.ratioPct}%)`;
}

function inDigest(alert: Alert, nameLength: number): string {
  return `${opening(alert, nameLength)} (${alert.ratioPct}%)`;
}

/** `"tracker-1 EUR 6.10"`, `"tracker-1 data cost EUR 6.10"` */
function opening({ endpoint, meter, spend, limit, currency }: Alert, nameLength: number): string {
  const meterName = meter === 'total' ? '' : `${costOn(meter)} `;
  return `${shorten(nameIn(endpoint, toGsm7), nameLength)} ${meterName}${currency} ${beside(limit, spend)}`;
}
