import { GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { FLEET_PARTITION } from '../contracts/fleet-partition.ts';
import type { Scope } from '../domain/costs/scope.ts';
import type { Spend } from '../domain/costs/spend.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import type { EndpointMonth, GroupMonth, SnapshotKind, SweepRecord } from '../domain/records/endpoint-month.ts';
import { type Period, startOf } from '../domain/values/month.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';

const KEEP_DAYS = 400;
/** Snapshots within a day are for forecasts, which want one day, and for replays of this month and the last. */
const KEEP_CHANGES_DAYS = 62;

/** Which of all spends. */
type ScopeId = Pick<Scope, 'kind' | 'id'>;

export interface CostHistory {
  read(endpointId: string, period: Period): Promise<EndpointMonth | undefined>;
  /** Stores the month and, where `snapshot` says so, its spend as one more point in time. */
  write(month: EndpointMonth, options: { snapshot?: SnapshotKind }): Promise<void>;
  readGroup(scope: ScopeId, period: Period): Promise<GroupMonth | undefined>;
  writeGroup(scope: ScopeId, month: GroupMonth, options: { snapshot?: SnapshotKind }): Promise<void>;
  /** The snapshots of a period since the last one at or before `since`, oldest first. */
  points(scope: ScopeId, period: Period, since?: Date): Promise<SpendPoint[]>;
  /** The last look at every endpoint in a period, in no order, a page at a time. Some seconds behind the writes. */
  months(period: Period): AsyncIterable<EndpointMonth>;
  lastSweep(): Promise<SweepRecord | undefined>;
  writeSweep(sweep: SweepRecord): Promise<void>;
}

const SWEEP = { scopeId: FLEET_PARTITION, entry: 'last-sweep' };

/**
 * The table of spends. One item per scope and period holds the last look (`entry` is the period); snapshots are
 * items of their own beside it (`entry` is the period and the moment), so that a look costs one small write each.
 */
export function createCostHistory(tableName: string, documents = createDocumentClient()): CostHistory {
  async function get<Item>(scope: ScopeId, entry: string): Promise<Item | undefined> {
    const Key = { scopeId: scopeIdOf(scope), entry };
    const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key }));
    return Item?.month;
  }

  async function put(
    scope: ScopeId,
    month: { period: Period; fetchedAt: string; spend?: Spend },
    snapshot: SnapshotKind | undefined,
    more: object = {},
  ): Promise<void> {
    const { period, fetchedAt, spend } = month;
    const scopeId = scopeIdOf(scope);
    if (snapshot) {
      const expiresAt = expiresAfterDays(fetchedAt, snapshot === 'change' ? KEEP_CHANGES_DAYS : KEEP_DAYS);
      const Item = { scopeId, entry: `${period}#${fetchedAt}`, fetchedAt, meters: spend?.meters, expiresAt };
      await documents.send(new PutCommand({ TableName: tableName, Item }));
    }
    const latest = new PutCommand({
      TableName: tableName,
      Item: { scopeId, entry: period, fetchedAt, month, expiresAt: expiresAfterDays(fetchedAt, KEEP_DAYS), ...more },
      ConditionExpression: 'attribute_not_exists(scopeId) OR fetchedAt <= :fetchedAt',
      ExpressionAttributeValues: { ':fetchedAt': fetchedAt },
    });
    // Of two looks at once the later one stays; the earlier has nothing to add.
    await holds(documents.send(latest));
  }

  return {
    read: (endpointId, period) => get({ kind: 'endpoint', id: endpointId }, period),
    write: (month, { snapshot }) =>
      put({ kind: 'endpoint', id: month.endpoint.id }, month, snapshot, { period: month.period }),
    readGroup: (scope, period) => get(scope, period),
    writeGroup: (scope, month, { snapshot }) => put(scope, month, snapshot),

    async points(scope, period, since = startOf(period)) {
      const within = (condition: string, moment: string) => ({
        TableName: tableName,
        KeyConditionExpression: `scopeId = :scopeId AND entry ${condition}`,
        ExpressionAttributeValues: { ':scopeId': scopeIdOf(scope), ':first': `${period}#`, ':moment': moment },
      });
      const moment = `${period}#${since.toISOString()}`;
      const before = paginateQuery(
        { client: documents, pageSize: 1 },
        { ...within('BETWEEN :first AND :moment', moment), ScanIndexForward: false },
      );
      const points: SpendPoint[] = [];
      for await (const { Items = [] } of before) {
        points.push(...Items.map(pointOf));
        break;
      }
      const after = paginateQuery(
        { client: documents },
        {
          ...within('BETWEEN :moment AND :last', moment),
          ExpressionAttributeValues: { ':scopeId': scopeIdOf(scope), ':moment': `${moment}#`, ':last': `${period}#~` },
        },
      );
      for await (const { Items = [] } of after) points.push(...Items.map(pointOf));
      return points;
    },

    async *months(period) {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          IndexName: 'months',
          KeyConditionExpression: '#period = :period',
          ExpressionAttributeNames: { '#period': 'period' },
          ExpressionAttributeValues: { ':period': period },
        },
      );
      for await (const { Items = [] } of pages) for (const { month } of Items) yield month as EndpointMonth;
    },

    async lastSweep() {
      const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key: SWEEP }));
      return Item?.sweep;
    },

    async writeSweep(sweep) {
      await documents.send(new PutCommand({ TableName: tableName, Item: { ...SWEEP, sweep } }));
    },
  };
}

function pointOf({ fetchedAt, meters }: Record<string, unknown>): SpendPoint {
  return { at: String(fetchedAt), meters: meters as SpendPoint['meters'] };
}

function scopeIdOf({ kind, id }: ScopeId): string {
  return `${kind}#${id}`;
}
