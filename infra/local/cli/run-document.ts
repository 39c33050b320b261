import type { Aggregation } from '../../../functions/aggregate/aggregation.ts';
import type { Money } from '../../../functions/domain/values/money.ts';
import type { SweepResult } from '../host/pipeline.ts';
import type { SentNotification } from '../host/sent-messages.ts';
import type { FleetRow } from './fleet-view.ts';

/** The version of the document. It changes when consumers have to change. */
export const RUN_SCHEMA = 'emnify-cost-run/1';

/** The whole output of `npm start --silent -- --json`, described by `schemas/run.schema.json`. */
export interface RunDocument {
  schema: typeof RUN_SCHEMA;
  /** The last sweep; `sweeps` has all of them. */
  sweep: SweepCounts;
  sweeps: SweepCounts[];
  endpoints: FleetRow[];
  /** Groups and the organisation after the last sweep. */
  shared: SharedDocument[];
  /** Budgets and mutes that match no endpoint, and endpoints without a budget, in words. */
  withoutEffect: string[];
  /** The reason why the fleet as a whole cannot be judged; absent if it can. */
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
  /** The missing parts of it, in words. */
  unseen: string[];
}

export interface SweepCounts {
  listed: number;
  evaluated: number;
  skipped: number;
  /** Endpoints that emnify answered about, and that could not be judged. */
  unjudged: number;
  failed: number;
  missing: number;
  /** The reason why the list broke off, if it did. */
  error?: string;
}

export interface NotificationDocument {
  subject: string;
  email: string;
  /** Absent if no text was sent: at most one per device in six hours. */
  sms?: string;
  /** The document for machines: the first if the alerts need several, `null` if there is none. */
  json: unknown;
  attributes: Record<string, unknown>;
  /** The recipients, as the filter policies decide. */
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

function sharedOf({ scope, reason, spend, decision, forecastVerdict, coverage }: Aggregation): SharedDocument {
  const money = (amount: string): Money => ({ amount, currency: decision?.currency ?? '' });
  return {
    scope: scope.kind === 'group' ? 'group' : 'organisation',
    ...(decision && { budget: decision.budget, limit: money(decision.limit), sharePct: decision.ratioPct }),
    reason,
    cost: spend?.meters[decision?.meter ?? 'total'] ?? [],
    ...(forecastVerdict && { expectedAtEnd: money(forecastVerdict.forecast.expectedAtEnd) }),
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
