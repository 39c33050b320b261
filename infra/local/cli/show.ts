import { displayName } from '../../../functions/domain/costs/endpoint.ts';
import { endpoints, scopeInWords } from '../../../functions/domain/messages/wording.ts';
import { formatMoney } from '../../../functions/domain/values/money.ts';
import { singleLine } from '../../../functions/domain/values/text.ts';
import type { SweepResult } from '../host/pipeline.ts';
import type { SentNotification } from '../host/sent-messages.ts';
import type { FleetRow } from './fleet-view.ts';
import { wrapped } from './terminal-text.ts';

/** Lists the limits that many endpoints share. */
export function sharedList(shared: SweepResult['shared']): string {
  if ('error' in shared) return item(`not known: ${shared.error}`);
  return shared.aggregations
    .map(({ scope, reason, coverage, forecastVerdict, decision }) => {
      const expected =
        forecastVerdict && decision
          ? `; expected at the end about ${formatMoney({ amount: forecastVerdict.forecast.expectedAtEnd, currency: decision.currency })}`
          : '';
      const counted = coverage ? ` (${[endpoints(coverage.endpoints), ...coverage.unseen].join('; ')})` : '';
      return item(`${scopeInWords(scope)}: ${reason}${expected}${counted}`);
    })
    .join('\n');
}

/** Lists what could not be judged, with the reason: a part of the fleet that was not checked is never "all fine". */
export function unseenList(rows: FleetRow[], { unreadable, missing, listError, shared }: SweepResult): string {
  const unseen = rows.filter(({ state }) => state === 'failed' || state === 'gone' || state === 'not judged');
  return [
    ...unseen.map((row) => `${displayName(row)} (endpoint ${row.id}): ${row.state}: ${row.reason}`),
    ...('fleet' in shared && shared.fleet.trouble ? [`THE FLEET: ${shared.fleet.trouble.reason}`] : []),
    ...(unreadable > 0 ? [`${unreadable} more: emnify lists them without a usable id`] : []),
    ...(missing > 0 ? [`${missing} more: emnify counts them and shows them on no page of its list`] : []),
    ...(listError ? [`the rest of the fleet: the list of endpoints broke off: ${listError}`] : []),
  ]
    .map(item)
    .join('\n');
}

/** Lists settings that must be wrong: budgets and mutes that match nothing, and endpoints without a budget. */
export function withoutEffectList(shared: SweepResult['shared']): string {
  return 'withoutEffect' in shared ? shared.withoutEffect.map(item).join('\n') : '';
}

/** Prints one notification as each of its recipients reads it. */
export function deliveredMessages({ deliveries }: SentNotification): string {
  return deliveries
    .map(({ subscription, body, subject }) => {
      const head = `To ${subscription.endpoint} (${subscription.protocol})`;
      const lines = subscription.protocol === 'sms' ? [head] : [head, `Subject: ${subject}`];
      return [...lines, '', body.trimEnd(), ''].join('\n');
    })
    .join(`${'─'.repeat(80)}\n`);
}

export function summaryLine(sweep: SweepResult, notifications: SentNotification[]): string {
  const { listed, evaluated, skipped, unjudged, failed } = sweep;
  const count = (protocol: string): number =>
    notifications
      .flatMap(({ deliveries }) => deliveries)
      .filter(({ subscription }) => subscription.protocol === protocol).length;
  return (
    `${listed} endpoints listed, ${evaluated} evaluated, ${skipped} skipped, ${unjudged} not judged, ${failed} failed;\n` +
    `notifications: ${notifications.length}, emails: ${count('email')}, texts: ${count('sms')}.`
  );
}

/** Prints one item of a list. Its further lines are indented below its text. */
function item(text: string): string {
  return wrapped(`  ${singleLine(text)}`, '    ');
}
