import { GetCommand, PutCommand, paginateQuery, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { inChunks } from '../contracts/in-chunks.ts';
import { type Scope, scopeKey } from '../domain/costs/scope.ts';
import { type Alert, type AlertKey, alertKey, type Claim, claimOf, mutedKey } from '../domain/judging/alert.ts';
import type { Period } from '../domain/values/month.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';
import { alertItem, firstSweepItem } from './notification-log-items.ts';
import { type Item, itemReader, type OnUnreadable, readAll } from './stored-items.ts';

const KEEP_DAYS = 400;
/** The partitions of the sparse index: what waits to be told, and what a mute kept back and no digest has counted yet. */
const WAITING = 'waiting';
const MUTED = 'muted';

type ScopeId = Pick<Scope, 'kind' | 'id'>;

export interface NotificationLog {
  /** What was claimed for a scope in a period, told or still to be told. */
  claims(scope: ScopeId, period: Period): Promise<Claim[]>;
  /** Stores an alert to be told. @returns false when it was claimed before */
  claim(alert: Alert): Promise<boolean>;
  /** Notes an alert that a mute keeps back; it stays unclaimed, so that the mute's end tells it. */
  noteMuted(alert: Alert): Promise<void>;
  /** Alerts that wait to be sent, a page at a time, oldest first. The index may be some moments behind. */
  waiting(): AsyncIterable<Alert[]>;
  /** When the oldest alert that waits was found, ISO 8601. */
  oldestWaiting(): Promise<string | undefined>;
  /** Muted alerts that no notification has counted yet. */
  mutedWaiting(): Promise<Alert[]>;
  /** The alerts under some keys, in their order, without those that are gone. */
  alertsAt(keys: AlertKey[]): Promise<Alert[]>;
  /** Marks an alert, or a muted one that was counted, as a part of a notification. */
  markSent(key: AlertKey, sent: { at: string; notificationId: string }): Promise<void>;
  /** The sweep that first checked a budget; none, if there was none yet. */
  firstSweep(budget: string): Promise<string | undefined>;
  /** Keeps this sweep as the first that checked a budget, unless there is one already. */
  keepFirstSweep(budget: string, sweepId: string): Promise<void>;
}

/**
 * What is claimed, muted and known of budgets: one item per claim, sent when `sentAt` is there. `evaluate` and
 * `aggregate` write claims, `notify` marks them; the condition on a claim keeps any two runs apart.
 *
 * An alert that cannot be read is not sent, and stays claimed and waiting until it is repaired or removed. A first
 * sweep that cannot be read counts as none: its budget counts as not checked before.
 */
export function createNotificationLog(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): NotificationLog {
  const read = itemReader('claim', onUnreadable);
  const alertsOf = (items: Item[]): Alert[] => readAll(read, alertItem, items).map(({ alert }) => alert);
  /** What never changes once it is written. */
  const firstSweeps = new Map<string, string>();

  /** A page of the sparse index after the other, by the moment of the claim. */
  const partition = (name: string, Limit?: number) => ({
    TableName: tableName,
    IndexName: 'pending',
    KeyConditionExpression: 'pending = :partition',
    ExpressionAttributeValues: { ':partition': name },
    Limit,
  });

  async function* alertsIn(name: string): AsyncGenerator<Alert[]> {
    for await (const { Items = [] } of paginateQuery({ client: documents }, partition(name))) {
      yield alertsOf(Items);
    }
  }

  async function put(alert: Alert, key: object, pending: string): Promise<boolean> {
    const claimedAt = alert.figures.fetchedAt;
    const expiresAt = expiresAfterDays(claimedAt, KEEP_DAYS);
    // As text: a client reads thousands of them ten times faster than as maps of attributes.
    const Item = { ...key, pending, claimedAt, alert: JSON.stringify(alert), expiresAt };
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
          ExpressionAttributeValues: { ':scopeId': scopeKey(scope), ':period': `${period}#` },
        },
      );
      for await (const { Items = [] } of pages) {
        claims.push(...readAll(read, alertItem, Items).map(({ alert, sentAt }) => claimOf(alert, sentAt)));
      }
      return claims;
    },

    claim: (alert) => put(alert, alertKey(alert), WAITING),

    async noteMuted(alert) {
      await put(alert, mutedKey(alert), MUTED);
    },

    waiting: () => alertsIn(WAITING),

    async oldestWaiting() {
      const { Items = [] } = await documents.send(new QueryCommand(partition(WAITING, 1)));
      return Items[0]?.claimedAt;
    },

    async mutedWaiting() {
      const alerts: Alert[] = [];
      for await (const page of alertsIn(MUTED)) alerts.push(...page);
      return alerts;
    },

    async alertsAt(keys) {
      const items = await inChunks(keys, async ({ scopeId, claim }) => {
        // Consistently: an alert that a read is too early for would be left out of the message.
        const get = new GetCommand({ TableName: tableName, Key: { scopeId, claim }, ConsistentRead: true });
        return (await documents.send(get)).Item;
      });
      return alertsOf(items.flatMap((item) => item ?? []));
    },

    async markSent({ scopeId, claim }, { at, notificationId }) {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { scopeId, claim },
        UpdateExpression: 'SET sentAt = :at, notificationId = :notificationId REMOVE pending',
        // An update would make an item where there is none any more, and one without an alert.
        ConditionExpression: 'attribute_exists(scopeId)',
        ExpressionAttributeValues: { ':at': at, ':notificationId': notificationId },
      });
      await holds(documents.send(update));
    },

    async firstSweep(budget) {
      const known = firstSweeps.get(budget);
      if (known !== undefined) return known;
      const get = new GetCommand({ TableName: tableName, Key: firstSweepKeyOf(budget), ConsistentRead: true });
      const found = read(firstSweepItem, (await documents.send(get)).Item);
      if (found) firstSweeps.set(budget, found.sweepId);
      return found?.sweepId;
    },

    async keepFirstSweep(budget, sweepId) {
      const Item = { ...firstSweepKeyOf(budget), sweepId };
      const ConditionExpression = 'attribute_not_exists(scopeId)';
      await holds(documents.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },
  };
}

function firstSweepKeyOf(budget: string): { scopeId: string; claim: string } {
  return { scopeId: `budget#${budget}`, claim: 'first-sweep' };
}
