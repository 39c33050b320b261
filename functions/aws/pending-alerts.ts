import { type DynamoDBDocumentClient, PutCommand, paginateQuery, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Alert, AlertKey } from '../domain/judging/alert.ts';
import { expiresAfterDays, holds } from './document-client.ts';
import { alertItem } from './notification-log-items.ts';
import { type Item, type ReadItem, readAll } from './stored-items.ts';
import { storedAlert } from './stored-names.ts';

const KEEP_DAYS = 400;

/** A partition of the sparse index: alerts that wait to be sent, or muted ones that no digest has counted yet. */
export type Pending = 'waiting' | 'muted';

export interface AlertTable {
  tableName: string;
  documents: DynamoDBDocumentClient;
  read: ReadItem;
}

/** Stores an alert as pending. @returns false where there is an item under its key already */
export async function putPending(
  { tableName, documents }: AlertTable,
  pending: Pending,
  key: AlertKey,
  alert: Alert,
): Promise<boolean> {
  const claimedAt = alert.figures.fetchedAt;
  const expiresAt = expiresAfterDays(claimedAt, KEEP_DAYS);
  // As text: a client reads thousands of them ten times faster than as maps of attributes.
  const Item = { ...key, pending, claimedAt, alert: JSON.stringify(storedAlert(alert)), expiresAt };
  const ConditionExpression = 'attribute_not_exists(scopeId)';
  return await holds(documents.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
}

/** Reads the pending alerts, a page at a time, by the moment of the claim. */
export async function* pendingAlerts(
  { tableName, documents, read }: AlertTable,
  pending: Pending,
): AsyncGenerator<Alert[]> {
  const pages = paginateQuery({ client: documents }, pendingIn(tableName, pending));
  for await (const { Items = [] } of pages) yield alertsIn(read, Items);
}

/** Reads the moment of the oldest pending alert's claim, ISO 8601. */
export async function oldestPending(
  { tableName, documents }: AlertTable,
  pending: Pending,
): Promise<string | undefined> {
  const { Items = [] } = await documents.send(new QueryCommand({ ...pendingIn(tableName, pending), Limit: 1 }));
  return Items[0]?.claimedAt;
}

export function alertsIn(read: ReadItem, items: Item[]): Alert[] {
  return readAll(read, alertItem, items).map(({ alert }) => alert);
}

function pendingIn(tableName: string, pending: Pending) {
  return {
    TableName: tableName,
    IndexName: 'pending',
    KeyConditionExpression: 'pending = :partition',
    ExpressionAttributeValues: { ':partition': pending },
  };
}
