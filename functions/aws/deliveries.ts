import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Deliveries, DeliveryState, ListedAlert, MessageOutcome } from '../contracts/deliveries.ts';
import { MESSAGES_PREFIX, OUTBOX_PARTITION, SENT_PREFIX } from '../contracts/delivery-partitions.ts';
import { CHANNELS } from '../domain/messages/channel.ts';
import type { ComposedMessage, Delivery } from '../domain/messages/delivery.ts';
import type { SentNotification } from '../domain/records/sent-notification.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';
import {
  type EarlierMessage,
  messageItem,
  messageOutcomeItem,
  type OutboxItem,
  outboxItem,
  sentItem,
} from './notification-log-items.ts';
import { type Item, itemReader, type OnUnreadable, type ReadItem, readAll } from './stored-items.ts';

/** The partition of heads, lists, channels and the lease: a run reads all of it, and consistently. */
const OUTBOX = OUTBOX_PARTITION;
const LEASE = { scopeId: OUTBOX, claim: 'lease' };
/** Some 110 KB: an item of DynamoDB holds 400 KB. */
const ALERTS_PER_LIST = 1000;
/** As long as a notification can be asked for once more: this month and the last. */
const KEEP_MESSAGES_DAYS = 62;
const KEEP_SENT_DAYS = 400;

/**
 * Notifications on their way, in the table of the notification log.
 *
 * A notification of which the head or a list cannot be read is left as it is: nothing of it is sent or forgotten before
 * it is repaired, and those of its alerts that still wait become a part of the next one. A message that cannot be read
 * is not sent, and holds up no other.
 */
export function createDeliveries(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): Deliveries {
  const read = itemReader('claim', onUnreadable);
  async function query(scopeId: string, claims: { from?: string; filter?: string } = {}): Promise<Item[]> {
    const { from = ' ', filter } = claims;
    const items: Item[] = [];
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'scopeId = :scopeId AND claim >= :from',
        FilterExpression: filter,
        ExpressionAttributeValues: { ':scopeId': scopeId, ':from': from },
      },
    );
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  }

  const deliveriesOf = (notification: string, items: Item[]): Delivery[] =>
    readAll(read, messageItem, items).map((message) => ({ notification, ...message }));

  const put = (Item: Item): Promise<unknown> => documents.send(new PutCommand({ TableName: tableName, Item }));

  const remove = (claim: string): Promise<unknown> =>
    documents.send(new DeleteCommand({ TableName: tableName, Key: { scopeId: OUTBOX, claim } }));

  /** Changes an item that is there. One that is gone stays so. */
  async function change(Key: Item, UpdateExpression: string, ExpressionAttributeValues?: Item): Promise<void> {
    const update = { TableName: tableName, Key, UpdateExpression, ExpressionAttributeValues };
    await holds(documents.send(new UpdateCommand({ ...update, ConditionExpression: 'attribute_exists(scopeId)' })));
  }

  const changeHead = (key: string, expression: string, values: Item): Promise<void> =>
    change({ scopeId: OUTBOX, claim: headClaim(key) }, expression, values);

  return {
    async lease(now, until) {
      const Item = { ...LEASE, kind: 'lease', leasedUntil: until.getTime() };
      const ConditionExpression = 'attribute_not_exists(scopeId) OR leasedUntil < :now';
      const ExpressionAttributeValues = { ':now': now.getTime() };
      const write = new PutCommand({ TableName: tableName, Item, ConditionExpression, ExpressionAttributeValues });
      return await holds(documents.send(write));
    },

    async release() {
      await remove(LEASE.claim);
    },

    state: async () => stateIn(await query(OUTBOX), read),

    async add(head, list, messages) {
      const expiresAt = expiresAfterDays(head.composedAt, KEEP_MESSAGES_DAYS);
      for (const [number, alerts] of listsOf(list).entries()) {
        const claim = listClaim(head.key, number);
        await put({ scopeId: OUTBOX, claim, kind: 'list', key: head.key, number, alerts: JSON.stringify(alerts) });
      }
      for (const message of messages) await put(itemOf(head.key, message, expiresAt));
      await put({ scopeId: OUTBOX, claim: headClaim(head.key), kind: 'head', key: head.key, head });
    },

    async undelivered(key) {
      const items = await query(messagesId(key), {
        filter: 'attribute_not_exists(endedAt) AND attribute_not_exists(isSplit)',
      });
      return deliveriesOf(key, items);
    },

    async begin(delivery, notBefore) {
      await change(keyOf(delivery), 'SET notBefore = :notBefore ADD tries :one', {
        ':notBefore': notBefore.toISOString(),
        ':one': 1,
      });
    },

    async markRefused(delivery) {
      await change(keyOf(delivery), 'REMOVE notBefore');
    },

    async markDelivered(delivery, { at, messageId }) {
      const moment = at.toISOString();
      if (delivery.channel === 'text') await changeHead(delivery.notification, 'SET textedAt = :at', { ':at': moment });
      await change(keyOf(delivery), 'SET endedAt = :at, messageId = :messageId', {
        ':at': moment,
        ':messageId': messageId,
      });
    },

    async setAside(delivery, { at, reason }) {
      // Counted first: a stop in between counts it twice, and the other way round nobody would ever hear of it.
      const isText = delivery.channel === 'text';
      await changeHead(delivery.notification, `${isText ? 'SET isTextSetAside = :yes ' : ''}ADD setAside :one`, {
        ':one': 1,
        ...(isText && { ':yes': true }),
      });
      await change(keyOf(delivery), 'SET endedAt = :at, refusal = :reason', {
        ':at': at.toISOString(),
        ':reason': reason,
      });
    },

    async replace(delivery, messages) {
      const [first] = messages;
      const expiresAt = expiresAfterDays(delivery.notification.slice(0, 24), KEEP_MESSAGES_DAYS);
      if (first && claimOf(first) === claimOf(delivery)) {
        await put(itemOf(delivery.notification, first, expiresAt));
        return;
      }
      for (const message of messages) {
        const Item = itemOf(delivery.notification, message, expiresAt);
        const ConditionExpression = 'attribute_not_exists(scopeId)';
        await holds(documents.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
      }
      // It stays, so that a half which is split in its turn is not made anew after a stop.
      await change(keyOf(delivery), 'SET isSplit = :yes', { ':yes': true });
    },

    async keepTrouble(trouble) {
      await put({ scopeId: OUTBOX, claim: `channel#${trouble.channel}`, kind: 'channel', trouble });
    },

    async clearTrouble(channel) {
      await remove(`channel#${channel}`);
    },

    async markSettled(key, { number }) {
      await change({ scopeId: OUTBOX, claim: listClaim(key, number) }, 'SET isSettled = :yes', { ':yes': true });
    },

    async keepSent(sent) {
      const { notificationId, sentAt } = sent;
      const claim = `${sentAt}#${notificationId}`;
      await put({ scopeId: sentId(sentAt), claim, sent, expiresAt: expiresAfterDays(sentAt, KEEP_SENT_DAYS) });
    },

    async markDone(key) {
      await changeHead(key, 'SET isDone = :yes', { ':yes': true });
    },

    async forget(key, lists) {
      for (let number = 0; number < lists; number++) await remove(listClaim(key, number));
      await remove(headClaim(key));
    },

    async sentIn(period, since = new Date(0)) {
      return sentIn(await query(sentId(period), { from: since.toISOString() }), read);
    },

    async newestSent(period, most) {
      const newest = new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'scopeId = :scopeId',
        ExpressionAttributeValues: { ':scopeId': sentId(period) },
        ScanIndexForward: false,
        Limit: most,
      });
      return sentIn((await documents.send(newest)).Items ?? [], read);
    },

    async outcomesOf(key) {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          KeyConditionExpression: 'scopeId = :scopeId',
          FilterExpression: 'attribute_not_exists(isSplit)',
          // Without the texts: documents for machines may have 256 KB each.
          ProjectionExpression: 'scopeId, claim, channel, #from, #to, tries, endedAt, messageId, refusal',
          ExpressionAttributeNames: { '#from': 'from', '#to': 'to' },
          ExpressionAttributeValues: { ':scopeId': messagesId(key) },
        },
      );
      const outcomes: MessageOutcome[] = [];
      for await (const { Items = [] } of pages) outcomes.push(...readAll(read, messageOutcomeItem, Items));
      return outcomes;
    },

    async messagesOf({ key, sentAt, notificationId }) {
      if (key !== undefined) {
        const items = await query(messagesId(key), { filter: 'attribute_not_exists(isSplit)' });
        return deliveriesOf(key, items);
      }
      const Key = { scopeId: sentId(sentAt), claim: `${sentAt}#${notificationId}` };
      const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key }));
      const sent = read(sentItem, Item)?.sent;
      return sent && 'message' in sent ? earlierMessages(sent.message, notificationId) : [];
    },
  };
}

const headClaim = (key: string): string => `${key}#head`;
const listClaim = (key: string, number: number): string => `${key}#list#${padded(number)}`;
const messagesId = (key: string): string => `${MESSAGES_PREFIX}${key}`;
/** @param moment ISO 8601, or the period itself */
const sentId = (moment: string): string => `${SENT_PREFIX}${moment.slice(0, 7)}`;
const padded = (place: number): string => String(place).padStart(8, '0');

function claimOf({ channel, from, to }: Pick<ComposedMessage, 'channel' | 'from' | 'to'>): string {
  return `${channel}#${padded(from)}-${padded(to)}`;
}

function keyOf(delivery: Delivery): { scopeId: string; claim: string } {
  return { scopeId: messagesId(delivery.notification), claim: claimOf(delivery) };
}

function itemOf(key: string, composed: ComposedMessage, expiresAt: number): Item {
  return { scopeId: messagesId(key), claim: claimOf(composed), ...composed, tries: 0, expiresAt };
}

function listsOf(alerts: ListedAlert[]): ListedAlert[][] {
  const lists: ListedAlert[][] = [];
  for (let from = 0; from < alerts.length; from += ALERTS_PER_LIST) {
    lists.push(alerts.slice(from, from + ALERTS_PER_LIST));
  }
  return lists;
}

function stateIn(items: Item[], read: ReadItem): DeliveryState {
  const found: OutboxItem[] = [];
  const unreadable = new Set<string>();
  for (const item of items) {
    const parsed = read(outboxItem, item);
    if (parsed) found.push(parsed);
    else unreadable.add(keyIn(String(item.claim)));
  }
  const lists = Map.groupBy(
    found.filter((item) => item.kind === 'list').filter(({ key }) => !unreadable.has(key)),
    ({ key }) => key,
  );
  const notifications = found
    .filter((item) => item.kind === 'head')
    .filter(({ head }) => !unreadable.has(head.key))
    .map(({ kind: _, head, ...progress }) => ({
      head: { ...head, ...progress },
      lists: (lists.get(head.key) ?? []).map(({ number, alerts, isSettled = false }) => ({
        number,
        alerts,
        isSettled,
      })),
    }));
  for (const { head } of notifications) lists.delete(head.key);
  const channels = found.flatMap((item) => (item.kind === 'channel' ? [item.trouble] : []));
  return {
    notifications,
    channels: channels.sort((a, b) => CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel)),
    abandoned: [...lists].map(([key, { length }]) => ({ key, lists: length })),
  };
}

/** The notification that a head or a list belongs to, by its place. */
function keyIn(claim: string): string {
  return claim.replace(/#(head|list#\d+)$/, '');
}

function sentIn(items: Item[], read: ReadItem): SentNotification[] {
  return readAll(read, sentItem, items).map(({ sent }) => {
    if (!('message' in sent)) return sent;
    const { message, ...kept } = sent;
    return { ...kept, subject: message.subject };
  });
}

function earlierMessages(
  { subject, email, sms, json, attributes: earlier }: EarlierMessage,
  notification: string,
): Awaited<ReturnType<Deliveries['messagesOf']>> {
  const attributes = { ...earlier, notification };
  return [
    { channel: 'text', message: { body: sms, attributes } },
    { channel: 'mail', message: { subject, body: email, attributes } },
    { channel: 'event', message: { body: json, attributes } },
  ];
}
