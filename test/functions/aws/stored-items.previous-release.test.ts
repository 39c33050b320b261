import { readFileSync } from 'node:fs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aggregatePayload } from '../../../functions/aggregate/payload.ts';
import { createBudgetsRecord } from '../../../functions/aws/budgets-in-force.ts';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import { createDeliveries } from '../../../functions/aws/deliveries.ts';
import { createFleetRecords } from '../../../functions/aws/fleet-records.ts';
import { createNotificationLog } from '../../../functions/aws/notification-log.ts';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { discoverPayload } from '../../../functions/discover/payload.ts';
import { ORGANISATION } from '../../../functions/domain/costs/scope.ts';
import type { Alert } from '../../../functions/domain/judging/alert.ts';
import type { SentNotification } from '../../../functions/domain/records/sent-notification.ts';
import { evaluatePayload } from '../../../functions/evaluate/payload.ts';
import { notifyPayload } from '../../../functions/notify/payload.ts';
import { reportPayload } from '../../../functions/report/payload.ts';
import { COST_HISTORY, NOTIFICATION_LOG, type TableSchema } from '../../../infra/table-schemas.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { NOW } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

/**
 * One of every kind of item and payload, word for word as the release before has written it. A deployment finds them
 * in tables and queue. The stores have no report here, so that they throw where one cannot be read.
 */
function fixture<Content>(name: string): Content {
  return JSON.parse(readFileSync(`test/fixtures/previous-release/${name}.json`, 'utf8'));
}

type StoredItem = Record<string, unknown> & { scopeId: string };
const spends = fixture<(StoredItem & { entry: string })[]>('cost-history');
const claims = fixture<(StoredItem & { claim: string })[]>('notification-log');

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

async function tableWith(schema: TableSchema, items: StoredItem[]): Promise<string> {
  const TableName = await tables.newTable(schema);
  for (const Item of items) await tables.documents.send(new PutCommand({ TableName, Item }));
  return TableName;
}

const spendAt = (scopeId: string, entry: string) =>
  spends.find((item) => item.scopeId === scopeId && item.entry === entry);
/** The names in the tables, and what the functions call them. */
const RENAMED: [string, string][] = [
  ['"watch":', '"spendRate":'],
  ['"standing":', '"standstill":'],
  ['"kind":"told"', '"kind":"already-sent"'],
  ['"told":', '"alreadySent":'],
  ['"outlook":', '"forecast":'],
];
const renamed = <Stored>(stored: Stored) =>
  stored && JSON.parse(RENAMED.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(stored)));
const alertsOf = (pending: string): Alert[] =>
  claims.filter((item) => item.pending === pending).map(({ alert }) => renamed(JSON.parse(String(alert))));
const byKey = (alerts: Alert[]): Alert[] => alerts.toSorted((a, b) => (a.dedupKey < b.dedupKey ? -1 : 1));
const kindOf = ({ kind }: StoredItem) => kind;

describe('of the release before', () => {
  test('every month of an endpoint is read as it was written', async () => {
    const history = createCostHistory(await tableWith(COST_HISTORY, spends), tables.documents);
    const ids = ['166', '167', '168'];
    for (const id of ids) {
      expect(await history.read(id, '2026-10')).toStrictEqual(renamed(spendAt(`endpoint#${id}`, '2026-10')?.month));
    }
    const months = await Array.fromAsync(history.months('2026-10'));
    expect(months.map(({ endpoint }) => endpoint.id).toSorted()).toEqual(ids);
  });

  test('a month is read from its new place once it was written there', async () => {
    const history = createCostHistory(await tableWith(COST_HISTORY, spends), tables.documents);
    const month = await history.read('166', '2026-10');
    if (!month) throw new Error('not found');
    const later = { ...month, fetchedAt: new Date(Date.parse(month.fetchedAt) + 60_000).toISOString() };
    await history.write(later, {});
    expect(await history.read('166', '2026-10')).toStrictEqual(later);
    const months = await Array.fromAsync(history.months('2026-10'));
    expect(months.map(({ endpoint }) => endpoint.id).toSorted()).toEqual(['166', '167', '168']);
    expect(months.find(({ endpoint }) => endpoint.id === '166')).toStrictEqual(later);
  });

  test('the month of a group, the snapshots and the last sweep are read', async () => {
    const history = createCostHistory(await tableWith(COST_HISTORY, spends), tables.documents);
    const group = { kind: 'group', id: 'trucks' } as const;
    expect(await history.readGroup(group, '2026-10')).toStrictEqual(spendAt('group#trucks', '2026-10')?.month);
    expect(await history.readGroup(ORGANISATION, '2026-10')).toBeUndefined();
    for (const scope of [group, { kind: 'endpoint', id: '166' } as const]) {
      const item = spendAt(`${scope.kind}#${scope.id}`, `2026-10#${NOW.toISOString()}`);
      expect(await history.points(scope, '2026-10')).toStrictEqual([{ at: item?.fetchedAt, meters: item?.meters }]);
    }
    expect(await history.lastSweep()).toStrictEqual(spendAt('fleet', 'last-sweep')?.sweep);
  });

  test('the records of the fleet and the last budgets are read', async () => {
    const table = await tableWith(COST_HISTORY, spends);
    const records = createFleetRecords(table, tables.documents);
    expect(await records.pollingState('2026-10')).toMatchObject({
      refresh: { fleetSize: 3 },
      interval: { atMostHours: 1 },
      totalCheck: { vainSearches: 1 },
      totals: [{ total: 12.2 }],
    });
    expect(await records.fleetState('2026-10')).toStrictEqual(spendAt('fleet', 'judged#2026-10')?.state);
    expect(await records.requests('2026-10')).toBe(40);
    expect(await records.addRequests('2026-10', { sent: 1 }, NOW)).toEqual({ throttledAt: NOW.getTime() });
    const kept = spendAt('fleet', 'budgets-in-force');
    const last = await createBudgetsRecord(table, tables.documents).last();
    expect(last).toStrictEqual({ text: kept?.text, since: kept?.since });
  });

  test('every alert is read as it was written: what waits, what a mute kept back, and what was claimed', async () => {
    const log = createNotificationLog(await tableWith(NOTIFICATION_LOG, claims), tables.documents);
    const waiting = alertsOf('waiting');
    expect(new Set(waiting.map(({ kind }) => kind))).toEqual(
      new Set(['crossed', 'forecast', 'time-to-limit', 'cost-unavailable']),
    );
    expect(byKey(await waitingIn(log))).toStrictEqual(byKey(waiting));
    expect(await log.mutedWaiting()).toStrictEqual(alertsOf('muted'));
    const sentAt = (await log.claims({ kind: 'endpoint', id: '166' }, '2026-10')).map((claim) => claim.sentAt);
    expect(sentAt.toSorted()).toEqual([NOW.toISOString(), undefined, undefined, undefined]);
    expect(await log.firstSweep('every-device')).toBe(NOW.toISOString());
  });

  test('notifications on their way are read: heads, lists, channels, messages, and what was sent', async () => {
    const deliveries = createDeliveries(await tableWith(NOTIFICATION_LOG, claims), tables.documents);
    const { notifications, channels, abandoned } = await deliveries.state();
    const heads = claims.filter((item) => kindOf(item) === 'head');
    expect(notifications.map(({ head }) => head)).toMatchObject(heads.map(({ head }) => head as object));
    expect(notifications.map(({ head, lists }) => [head.textedAt, head.setAside, head.isDone, lists.length])).toEqual([
      [NOW.toISOString(), 1, undefined, 1],
      [undefined, undefined, true, 0],
    ]);
    const list = claims.find((item) => kindOf(item) === 'list');
    expect(notifications[0]?.lists).toStrictEqual([
      { number: 0, alerts: JSON.parse(String(list?.alerts)), isSettled: true },
    ]);
    expect(channels).toStrictEqual([claims.find((item) => kindOf(item) === 'channel')?.trouble]);
    expect(abandoned).toEqual([]);
    const key = notifications[0]?.head.key ?? '';
    expect(await deliveries.undelivered(key)).toMatchObject([{ channel: 'mail', form: 'full', tries: 1 }]);
    const sent = claims.find((item) => item.sent !== undefined)?.sent as SentNotification;
    expect(await deliveries.sentIn('2026-10')).toStrictEqual([sent]);
    const stored = claims.filter(({ scopeId }) => scopeId === `notification#${key}`);
    const messages = (await deliveries.messagesOf(sent)).map(({ message }) => message);
    expect(messages).toStrictEqual(stored.map(({ message }) => message));
  });

  test('a request in the queue is read, with its limit under the new name', () => {
    const { patienceSeconds, ...request } = fixture<{ patienceSeconds: number }>('evaluation-request');
    expect(parseRequest(JSON.stringify({ ...request, patienceSeconds }))).toStrictEqual({
      ...request,
      maxQueueSeconds: patienceSeconds,
    });
  });

  const withDueOnly = (payload: object): object => ('watch' in payload ? { dueOnly: payload.watch } : payload);

  const contracts = {
    discover: discoverPayload,
    evaluate: evaluatePayload,
    aggregate: aggregatePayload,
    notify: notifyPayload,
    report: reportPayload,
  };

  test.each(Object.entries(contracts))('every payload of %s is known', (name, { schema }) => {
    const payloads = fixture<Record<string, object[]>>('payloads')[name] ?? [];
    expect(payloads).not.toEqual([]);
    for (const payload of payloads) expect(schema.parse(payload)).toMatchObject(withDueOnly(payload));
  });
});
