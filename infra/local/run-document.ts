import type { Aggregation } from '../../functions/aggregate/aggregation.ts';
import type { Money } from '../../functions/domain/values/money.ts';
import type { FleetRow } from './fleet-view.ts';
import type { SweepResult } from './pipeline.ts';
import type { SentNotification } from './sent-messages.ts';

/** Changes when a consumer would have to change. */
export const RUN_SCHEMA = 'emnify-cost-run/1';

/** What `npm start --silent -- --json` prints, and nothing else: `schemas/run.schema.json` describes it. */
export interface RunDocument {
  schema: typeof RUN_SCHEMA;
  /** The last sweep; `sweeps` has all of them. */
  sweep: SweepCounts;
  sweeps: SweepCounts[];
  endpoints: FleetRow[];
  /** Groups and the organisation, as the last sweep found them. */
  shared: SharedDocument[];
  /** Budgets and mutes that match no endpoint, and endpoints without a budget, in words. */
  withoutEffect: string[];
  /** Why the fleet as a whole cannot be judged; absent where it can. */
  trouble?: string;
  notifications: NotificationDocument[];
}

export interface SharedDocument {
  scope: 'group' | 'organisation';
  budget?: string;
  reason: string;
  /** Exact decimals, one amount per currency. */
  cost: Money[];
  limit?: Money;
  sharePct?: number;
  expectedAtEnd?: Money;
  endpoints?: number;
  /** What of it could not be seen, in words. */
  unseen: string[];
}

export interface SweepCounts {
  listed: number;
  evaluated: number;
  skipped: number;
  /** Answered, and not judged. */
  unjudged: number;
  failed: number;
  missing: number;
  /** Why the list broke off, where it did. */
  error?: string;
}

export interface NotificationDocument {
  subject: string;
  email: string;
  /** Absent where no text was sent: at most one about each device in six hours. */
  sms?: string;
  /** The document for machines; the first, where the alerts need more than one, and `null` where there is none. */
  json: unknown;
  attributes: Record<string, unknown>;
  /** Who got it; the filter policies decide. */
  deliveries: { protocol: string; to: string }[];
}

export function documentOf(
  sweeps: SweepResult[],
  endpoints: FleetRow[],
  notifications: SentNotification[],
): RunDocument {
  const counts = sweeps.map(countsOf);
  const sweep =
    counts.at(-1) ??
    countsOf({
      listed: 0,
      evaluated: 0,
      skipped: 0,
      unjudged: 0,
      failed: 0,
      unreadable: 0,
      missing: 0,
      failures: [],
      shared: { error: 'there was no sweep' },
    });
  const shared = sweeps.at(-1)?.shared;
  const aggregations = shared && 'aggregations' in shared ? shared.aggregations : [];
  const trouble = shared && 'fleet' in shared ? shared.fleet.trouble : undefined;
  return {
    schema: RUN_SCHEMA,
    sweep,
    sweeps: counts,
    endpoints,
    shared: aggregations.map(sharedOf),
    withoutEffect: shared && 'withoutEffect' in shared ? shared.withoutEffect : [],
    ...(trouble && { trouble: trouble.reason }),
    notifications: notifications.map(notificationOf),
  };
}

function countsOf({ listed, evaluated, skipped, unjudged, failed, missing, listError }: SweepResult): SweepCounts {
  return { listed, evaluated, skipped, unjudged, failed, missing, ...(listError && { error: listError }) };
}

function sharedOf({ scope, reason, spend, decision, outlook, coverage }: Aggregation): SharedDocument {
  const money = (amount: string): Money => ({ amount, currency: decision?.currency ?? '' });
  return {
    scope: scope.kind === 'group' ? 'group' : 'organisation',
    ...(decision && { budget: decision.budget, limit: money(decision.limit), sharePct: decision.ratioPct }),
    reason,
    cost: spend?.meters[decision?.meter ?? 'total'] ?? [],
    ...(outlook && { expectedAtEnd: money(outlook.forecast.expectedAtEnd) }),
    ...(coverage && { endpoints: coverage.endpoints }),
    unseen: coverage?.unseen ?? [],
  };
}

function notificationOf({
  subject,
  mail,
  text,
  events,
  attributes,
  deliveries,
}: SentNotification): NotificationDocument {
  return {
    subject,
    email: mail ?? '',
    ...(text !== undefined && { sms: text }),
    json: JSON.parse(events[0] ?? 'null'),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, attribute]) => [name, attributeValue(attribute)]),
    ),
    deliveries: deliveries.map(({ subscription }) => ({ protocol: subscription.protocol, to: subscription.endpoint })),
  };
}

function attributeValue({ dataType, value }: { dataType: string; value: string }): unknown {
  return dataType === 'String.Array' ? JSON.parse(value) : value;
}
