import { GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Alert, type Claim, claimKey, claimOf } from '../domain/alert.ts';
import type { SentNotification } from '../domain/message.ts';
import type { Period } from '../domain/period.ts';
import type { Scope } from '../domain/scope.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';

const KEEP_DAYS = 400;
/** The partitions of the sparse index: what waits to be told, and what a mute kept back and no digest has counted yet. */
const WAITING = 'waiting';
const MUTED = 'muted';
/** Longer than `notify` can run, so that nobody takes an alert from a run that is still at work. */
const LEASE_MS = 120_000;

type ScopeId = Pick<Scope, 'kind' | 'id'>;

export interface NotificationLog {
  /** What was claimed for a scope in a period, told or still to be told. */
  claims(scope: ScopeId, period: Period): Promise<Claim[]>;
  /** Stores an alert to be told. @returns false when it was claimed before */
  claim(alert: Alert): Promise<boolean>;
  /** Notes an alert that a mute keeps back; it stays unclaimed, so that the mute's end tells it. */
  noteMuted(alert: Alert): Promise<void>;
  /** Alerts that were claimed and not told, except those that somebody holds a lease on. */
  pending(now: Date): Promise<Alert[]>;
  /** Muted alerts that no digest has counted yet. */
  mutedSince(): Promise<Alert[]>;
  markCounted(alert: Alert): Promise<void>;
  /** Reserves an alert for one run. @returns false when it is told already or another run was faster */
  lease(alert: Alert, now: Date): Promise<boolean>;
  /** Ends a lease early, so that the next run need not wait for its end. */
  release(alert: Alert): Promise<void>;
  markSent(alert: Alert, sent: { at: Date; notificationId: string; messageId: string }): Promise<void>;
  /** The sweep that looked at a budget first; none, if nobody has yet. */
  firstSweep(budget: string): Promise<string | undefined>;
  /** Keeps this sweep as the first that looked at a budget, unless there is one already. */
  keepFirstSweep(budget: string, sweepId: string): Promise<void>;
  keepSent(sent: SentNotification): Promise<void>;
  /** What went out in a period since a moment, oldest first. */
  sentIn(period: Period, since?: Date): Promise<SentNotification[]>;
}

/**
 * The transactional outbox: one item per claim, told exactly when `sentAt` is there. `evaluate` and `aggregate` write
 * claims, `notify` leases and marks them; the conditions on the writes keep any two runs apart.
 */
export function createNotificationLog(tableName: string, documents = createDocumentClient()): NotificationLog {
  /** What never changes once it is written. */
  const firstSweeps = new Map<string, string>();

  async function waitingIn(partition: string, filter: { FilterExpression?: string; values?: object } = {}) {
    const alerts: Alert[] = [];
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: tableName,
        IndexName: 'pending',
        KeyConditionExpression: 'pending = :partition',
        ...(filter.FilterExpression && { FilterExpression: filter.FilterExpression }),
        ExpressionAttributeValues: { ':partition': partition, ...filter.values },
      },
    );
    for await (const { Items = [] } of pages) alerts.push(...Items.map((item) => item.alert as Alert));
    return alerts;
  }

  async function put(alert: Alert, key: object, pending: string): Promise<boolean> {
    const claimedAt = alert.figures.fetchedAt;
    const Item = { ...key, pending, claimedAt, alert, expiresAt: expiresAfterDays(claimedAt, KEEP_DAYS) };
    const ConditionExpression = 'attribute_not_exists(scopeId)';
    return await holds(documents.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
  }

  return {
    async claims(scope, period) {
      const claims: Claim[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'scopeId = :scopeId AND begins_with(claim, :period)',
          ExpressionAttributeValues: { ':scopeId': scopeIdOf(scope), ':period': `${period}#` },
        },
      );
      for await (const { Items = [] } of pages) {
        claims.push(...Items.map(({ alert, sentAt }) => claimOf(alert, sentAt)));
      }
      return claims;
    },

    claim: (alert) => put(alert, keyOf(alert), WAITING),

    async noteMuted(alert) {
      await put(alert, mutedKeyOf(alert), MUTED);
    },

    pending: (now) => waitingIn(WAITING, { FilterExpression: FREE, values: { ':now': now.getTime() } }),

    mutedSince: () => waitingIn(MUTED),

    async markCounted(alert) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: mutedKeyOf(alert),
        UpdateExpression: 'REMOVE pending',
        ConditionExpression: 'attribute_exists(scopeId)',
      });
      await holds(documents.send(update));
    },

    async firstSweep(budget) {
      const known = firstSweeps.get(budget);
      if (known !== undefined) return known;
      const read = new GetCommand({ TableName: tableName, Key: firstSweepKeyOf(budget), ConsistentRead: true });
      const { Item } = await documents.send(read);
      if (!Item) return undefined;
      firstSweeps.set(budget, String(Item.sweepId));
      return String(Item.sweepId);
    },

    async keepFirstSweep(budget, sweepId) {
      const Item = { ...firstSweepKeyOf(budget), sweepId };
      const ConditionExpression = 'attribute_not_exists(scopeId)';
      await holds(documents.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },

    async keepSent(sent) {
      const { notificationId, sentAt } = sent;
      const Item = {
        scopeId: sentIdOf(sentAt.slice(0, 7)),
        claim: `${sentAt}#${notificationId}`,
        sent,
        expiresAt: expiresAfterDays(sentAt, KEEP_DAYS),
      };
      await documents.send(new PutCommand({ TableName: tableName, Item }));
    },

    async sentIn(period, since = new Date(0)) {
      const sent: SentNotification[] = [];
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          KeyConditionExpression: 'scopeId = :scopeId AND claim >= :since',
          ExpressionAttributeValues: { ':scopeId': sentIdOf(period), ':since': since.toISOString() },
        },
      );
      for await (const { Items = [] } of pages) sent.push(...Items.map((item) => item.sent as SentNotification));
      return sent;
    },

    async lease(alert, now) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(alert),
        UpdateExpression: 'SET leasedUntil = :until',
        ConditionExpression: `pending = :waiting AND (${FREE})`,
        ExpressionAttributeValues: {
          ':waiting': WAITING,
          ':now': now.getTime(),
          ':until': now.getTime() + LEASE_MS,
        },
      });
      return await holds(documents.send(update));
    },

    async release(alert) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(alert),
        UpdateExpression: 'REMOVE leasedUntil',
        ConditionExpression: 'attribute_exists(scopeId)',
      });
      await holds(documents.send(update));
    },

    async markSent(alert, { at, notificationId, messageId }) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(alert),
        UpdateExpression:
          'SET sentAt = :at, notificationId = :notificationId, messageId = :messageId REMOVE pending, leasedUntil',
        ConditionExpression: 'attribute_exists(scopeId)',
        ExpressionAttributeValues: {
          ':at': at.toISOString(),
          ':notificationId': notificationId,
          ':messageId': messageId,
        },
      });
      // An update would make an item where there is none any more, and one without an alert.
      await holds(documents.send(update));
    },
  };
}

const FREE = 'attribute_not_exists(leasedUntil) OR leasedUntil < :now';

function keyOf(alert: Alert): { scopeId: string; claim: string } {
  return { scopeId: scopeIdOf(alert.scope), claim: claimKey(alert) };
}

/** Beside the claims and not among them: a muted alert is not told, and must not pass for it. */
function mutedKeyOf(alert: Alert): { scopeId: string; claim: string } {
  return { scopeId: scopeIdOf(alert.scope), claim: `muted#${claimKey(alert)}` };
}

function scopeIdOf({ kind, id }: ScopeId): string {
  return `${kind}#${id}`;
}

function firstSweepKeyOf(budget: string): { scopeId: string; claim: string } {
  return { scopeId: `budget#${budget}`, claim: 'first-sweep' };
}

function sentIdOf(period: Period): string {
  return `sent#${period}`;
}
