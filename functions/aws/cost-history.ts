import { GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import type { CostHistory } from '../contracts/cost-history.ts';
import { FLEET_PARTITION, MONTHS_PREFIX } from '../contracts/fleet-partition.ts';
import { type ScopeId, scopeKey } from '../domain/costs/scope.ts';
import type { Spend } from '../domain/costs/spend.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import type { EndpointMonth, SnapshotKind } from '../domain/records/endpoint-month.ts';
import { checkedAgain } from '../domain/records/last-check.ts';
import { type Period, startOf } from '../domain/values/month.ts';
import { checkItem, endpointMonthItem, groupMonthItem, snapshotItem, sweepItem } from './cost-history-items.ts';
import { createDocumentClient, expiresAfterDays, holds } from './document-client.ts';
import { type Item, itemReader, type OnUnreadable, readAll } from './stored-items.ts';
import { shortMonth, storedMonth } from './stored-names.ts';

const KEEP_DAYS = 400;
/** Snapshots within a day are for forecasts, which want one day, and for replays of this month and the last. */
const KEEP_CHANGES_DAYS = 62;
/** Until its month is no longer read as the last one. */
const KEEP_CHECKS_DAYS = 62;

const SWEEP = { scopeId: FLEET_PARTITION, entry: 'last-sweep' };

/**
 * The table of spends. One item per endpoint and period holds the last check. Those of a period have one partition, to
 * be read together: an index would double each write. A check that found nothing new is one small item beside its
 * month, which stays as it is. Who reads a month gets it with the time of that check.
 *
 * The month of a group is beside its snapshots (`entry` is the period), as that of an endpoint was in the release
 * before: there it is still found, by way of the index `months`. Snapshots have the period and the moment as `entry`.
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

  async function get<Month>(schema: z.ZodType<{ month: Month }>, Key: Key): Promise<Month | undefined> {
    const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key }));
    const found = read(schema, Item);
    if (Item && !found) unreadable.set(textOf(Key), Item);
    return found?.month;
  }

  /** A month and the check beside it, in one reading. */
  async function readMonth(endpointId: string, period: Period): Promise<EndpointMonth | undefined> {
    const { scopeId, entry } = monthKey(endpointId, period);
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: tableName,
        KeyConditionExpression: 'scopeId = :months AND entry BETWEEN :month AND :check',
        ExpressionAttributeValues: {
          ':months': scopeId,
          ':month': entry,
          ':check': checkKey(endpointId, period).entry,
        },
      },
    );
    const items: Item[] = [];
    for await (const { Items = [] } of pages) items.push(...Items);
    const [month, check] = [items.find((item) => !isCheck(item)), items.find(isCheck)];
    const found = read(endpointMonthItem, month);
    if (month && !found) unreadable.set(textOf(monthKey(endpointId, period)), month);
    return found && checkedAgain(found.month, read(checkItem, check));
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

  /** Keeps it among the snapshots of its scope. */
  async function keepUnreadable(key: Key, { scopeId, entry }: Key, expiresAt: number): Promise<void> {
    const found = unreadable.get(textOf(key));
    if (!found) return;
    // Without its period, it is not in the index of months.
    const { period: _, ...kept } = found;
    const Item = { ...kept, scopeId, entry: `unreadable#${entry}`, expiresAt };
    await documents.send(new PutCommand({ TableName: tableName, Item }));
    unreadable.delete(textOf(key));
  }

  async function put(
    scope: ScopeId,
    month: { period: Period; fetchedAt: string; spend?: Spend },
    { snapshot, key, stored }: { snapshot?: SnapshotKind; key: Key; stored: object },
  ): Promise<void> {
    const { period, fetchedAt, spend } = month;
    const scopeId = scopeKey(scope);
    if (snapshot) {
      const expiresAt = expiresAfterDays(fetchedAt, snapshot === 'change' ? KEEP_CHANGES_DAYS : KEEP_DAYS);
      const Item = { scopeId, entry: `${period}#${fetchedAt}`, fetchedAt, meters: spend?.meters, expiresAt };
      await documents.send(new PutCommand({ TableName: tableName, Item }));
    }
    const expiresAt = expiresAfterDays(fetchedAt, KEEP_DAYS);
    await keepUnreadable(key, { scopeId, entry: period }, expiresAt);
    const latest = new PutCommand({
      TableName: tableName,
      Item: { ...key, fetchedAt, month: stored, expiresAt },
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
      const ofReleaseBefore = besideSnapshots({ kind: 'endpoint', id: endpointId }, period);
      return (await readMonth(endpointId, period)) ?? (await get(endpointMonthItem, ofReleaseBefore));
    },
    write: (month, { snapshot, isUnchanged }) =>
      isUnchanged
        ? putCheck(month)
        : put({ kind: 'endpoint', id: month.endpoint.id }, month, {
            snapshot,
            key: monthKey(month.endpoint.id, month.period),
            stored: shortMonth(storedMonth(month)),
          }),
    readGroup: (scope, period) => get(groupMonthItem, besideSnapshots(scope, period)),
    writeGroup: (scope, month, { snapshot }) =>
      put(scope, month, { snapshot, key: besideSnapshots(scope, month.period), stored: month }),

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

    async *months(period, after) {
      const seen = new Set<unknown>();
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          KeyConditionExpression: `scopeId = :all${after === undefined ? '' : ' AND entry > :after'}`,
          ExpressionAttributeValues: {
            ':all': `${MONTHS_PREFIX}${period}`,
            ...(after !== undefined && { ':after': `${after}${CHECK}` }),
          },
        },
      );
      // A check that found nothing new comes right after its month, perhaps on the next page.
      let last: EndpointMonth | undefined;
      for await (const { Items = [] } of pages) {
        for (const item of Items) {
          if (isCheck(item)) {
            const check = read(checkItem, item);
            if (last && check?.endpoint === last.endpoint.id) last = checkedAgain(last, check);
            continue;
          }
          if (last) yield last;
          seen.add(item.entry);
          last = read(endpointMonthItem, item)?.month;
        }
      }
      if (last) yield last;
      const ofReleaseBefore = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          IndexName: 'months',
          KeyConditionExpression: '#period = :period',
          ExpressionAttributeNames: { '#period': 'period' },
          ExpressionAttributeValues: { ':period': period },
        },
      );
      for await (const { Items = [] } of ofReleaseBefore) {
        const idOf = ({ scopeId }: Item): string => String(scopeId).replace(/^endpoint#/, '');
        const others = Items.filter((item) => !seen.has(idOf(item)) && (after === undefined || idOf(item) > after));
        for (const { month } of readAll(read, endpointMonthItem, others)) yield month;
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

interface Key {
  scopeId: string;
  entry: string;
}

const monthKey = (endpointId: string, period: Period): Key => ({
  scopeId: `${MONTHS_PREFIX}${period}`,
  entry: endpointId,
});

const CHECK = '#check';

const checkKey = (endpointId: string, period: Period): Key => ({
  scopeId: `${MONTHS_PREFIX}${period}`,
  entry: `${endpointId}${CHECK}`,
});

const isCheck = ({ entry }: Item): boolean => String(entry).endsWith(CHECK);

const besideSnapshots = (scope: ScopeId, period: Period): Key => ({ scopeId: scopeKey(scope), entry: period });

function textOf({ scopeId, entry }: Key): string {
  return `${scopeId} ${entry}`;
}
