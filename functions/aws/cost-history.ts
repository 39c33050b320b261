import { GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import type { CostHistory } from '../contracts/cost-history.ts';
import { FLEET_PARTITION } from '../contracts/fleet-partition.ts';
import { type ScopeId, scopeKey } from '../domain/costs/scope.ts';
import type { Spend } from '../domain/costs/spend.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import type { EndpointMonth, SnapshotKind } from '../domain/records/endpoint-month.ts';
import { checkedAgain, type LastCheck } from '../domain/records/last-check.ts';
import { type Period, startOf } from '../domain/values/month.ts';
import { checkItem, endpointMonthItem, groupMonthItem, snapshotItem, sweepItem } from './cost-history-items.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';
import { type Item, itemReader, type OnUnreadable, readAll } from './stored-items.ts';
import { storedMonth } from './stored-names.ts';

const KEEP_DAYS = 400;
/** Snapshots within a day are for forecasts, which want one day, and for replays of this month and the last. */
const KEEP_CHANGES_DAYS = 62;
/** Until its month is no longer read as the last one. */
const KEEP_CHECKS_DAYS = 62;

const SWEEP = { scopeId: FLEET_PARTITION, entry: 'last-sweep' };

/**
 * The table of spends. One item per scope and period holds the last check (`entry` is the period); snapshots are
 * items of their own beside it (`entry` is the period and the moment), so that a check costs one small write each.
 *
 * A check that found nothing new is one small item among the records of the fleet, and leaves the month as it is: the
 * month is in the index with all that it holds, so each of its writes counts twice. Who reads a month gets it with the
 * time of that check.
 *
 * A month that cannot be read counts as never seen. The write that follows keeps it as it was, as the entry
 * `unreadable#` and the period: what only that item knew of a cost is still there for a person to read.
 */
export function createCostHistory(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): CostHistory {
  const read = itemReader('entry', onUnreadable);
  /** Months that could not be read, by their keys, until something else is written in their place. */
  const unreadable = new Map<string, Item>();

  async function get<Month>(
    schema: z.ZodType<{ month: Month }>,
    scope: ScopeId,
    entry: string,
  ): Promise<Month | undefined> {
    const Key = { scopeId: scopeKey(scope), entry };
    const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key }));
    const found = read(schema, Item);
    if (Item && !found) unreadable.set(textOf(Key), Item);
    return found?.month;
  }

  const checkKey = (endpointId: string, period: Period) => ({
    scopeId: FLEET_PARTITION,
    entry: `check#${period}#${endpointId}`,
  });

  async function lastCheck(endpointId: string, period: Period): Promise<LastCheck | undefined> {
    const command = new GetCommand({ TableName: tableName, Key: checkKey(endpointId, period) });
    return read(checkItem, (await documents.send(command)).Item);
  }

  /** Checks that found nothing new, by the id of the endpoint. */
  async function lastChecks(period: Period): Promise<Map<string, LastCheck>> {
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: tableName,
        KeyConditionExpression: 'scopeId = :fleet AND begins_with(entry, :checks)',
        ExpressionAttributeValues: { ':fleet': FLEET_PARTITION, ':checks': checkKey('', period).entry },
      },
    );
    const checks = new Map<string, LastCheck>();
    for await (const { Items = [] } of pages) {
      for (const { endpoint, ...check } of readAll(read, checkItem, Items)) checks.set(endpoint, check);
    }
    return checks;
  }

  async function putCheck({ endpoint, period, fetchedAt, standstill }: EndpointMonth): Promise<void> {
    const expiresAt = expiresAfterDays(fetchedAt, KEEP_CHECKS_DAYS);
    const latest = new PutCommand({
      TableName: tableName,
      Item: { ...checkKey(endpoint.id, period), endpoint: endpoint.id, fetchedAt, standstill, expiresAt },
      ConditionExpression: 'attribute_not_exists(scopeId) OR fetchedAt <= :fetchedAt',
      ExpressionAttributeValues: { ':fetchedAt': fetchedAt },
    });
    await holds(documents.send(latest));
  }

  async function keepUnreadable(key: { scopeId: string; entry: string }, expiresAt: number): Promise<void> {
    const found = unreadable.get(textOf(key));
    if (!found) return;
    // Without its period, it is not in the index of months.
    const { period: _, ...kept } = found;
    const Item = { ...kept, scopeId: key.scopeId, entry: `unreadable#${key.entry}`, expiresAt };
    await documents.send(new PutCommand({ TableName: tableName, Item }));
    unreadable.delete(textOf(key));
  }

  async function put(
    scope: ScopeId,
    month: { period: Period; fetchedAt: string; spend?: Spend },
    snapshot: SnapshotKind | undefined,
    more: object = {},
  ): Promise<void> {
    const { period, fetchedAt, spend } = month;
    const scopeId = scopeKey(scope);
    if (snapshot) {
      const expiresAt = expiresAfterDays(fetchedAt, snapshot === 'change' ? KEEP_CHANGES_DAYS : KEEP_DAYS);
      const Item = { scopeId, entry: `${period}#${fetchedAt}`, fetchedAt, meters: spend?.meters, expiresAt };
      await documents.send(new PutCommand({ TableName: tableName, Item }));
    }
    const expiresAt = expiresAfterDays(fetchedAt, KEEP_DAYS);
    await keepUnreadable({ scopeId, entry: period }, expiresAt);
    const latest = new PutCommand({
      TableName: tableName,
      Item: { scopeId, entry: period, fetchedAt, month, expiresAt, ...more },
      ConditionExpression: 'attribute_not_exists(scopeId) OR fetchedAt <= :fetchedAt',
      ExpressionAttributeValues: { ':fetchedAt': fetchedAt },
    });
    // Of two checks at once the later one stays; the earlier has nothing to add.
    await holds(documents.send(latest));
  }

  const pointsOf = (items: Item[]): SpendPoint[] =>
    readAll(read, snapshotItem, items).map(({ fetchedAt, meters }) => ({ at: fetchedAt, meters }));

  return {
    async read(endpointId, period) {
      const month = await get(endpointMonthItem, { kind: 'endpoint', id: endpointId }, period);
      return month && checkedAgain(month, await lastCheck(endpointId, period));
    },
    write: (month, { snapshot, isUnchanged }) =>
      isUnchanged
        ? putCheck(month)
        : put({ kind: 'endpoint', id: month.endpoint.id }, storedMonth(month), snapshot, { period: month.period }),
    readGroup: (scope, period) => get(groupMonthItem, scope, period),
    writeGroup: (scope, month, { snapshot }) => put(scope, month, snapshot),

    async points(scope, period, since = startOf(period)) {
      const within = (condition: string, moment: string) => ({
        TableName: tableName,
        KeyConditionExpression: `scopeId = :scopeId AND entry ${condition}`,
        ExpressionAttributeValues: { ':scopeId': scopeKey(scope), ':first': `${period}#`, ':moment': moment },
      });
      const moment = `${period}#${since.toISOString()}`;
      const before = paginateQuery(
        { client: documents, pageSize: 1 },
        { ...within('BETWEEN :first AND :moment', moment), ScanIndexForward: false },
      );
      const points: SpendPoint[] = [];
      for await (const { Items = [] } of before) {
        points.push(...pointsOf(Items));
        if (points.length > 0) break;
      }
      const after = paginateQuery(
        { client: documents },
        {
          ...within('BETWEEN :moment AND :last', moment),
          ExpressionAttributeValues: { ':scopeId': scopeKey(scope), ':moment': `${moment}#`, ':last': `${period}#~` },
        },
      );
      for await (const { Items = [] } of after) points.push(...pointsOf(Items));
      return points;
    },

    async *months(period) {
      // First, so that none is older than the month that it belongs to.
      const checks = await lastChecks(period);
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
      for await (const { Items = [] } of pages) {
        for (const { month } of readAll(read, endpointMonthItem, Items)) {
          yield checkedAgain(month, checks.get(month.endpoint.id));
        }
      }
    },

    async lastSweep() {
      const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key: SWEEP }));
      return read(sweepItem, Item)?.sweep;
    },

    async writeSweep(sweep) {
      await documents.send(new PutCommand({ TableName: tableName, Item: { ...SWEEP, sweep } }));
    },
  };
}

function textOf({ scopeId, entry }: { scopeId: string; entry: string }): string {
  return `${scopeId} ${entry}`;
}
