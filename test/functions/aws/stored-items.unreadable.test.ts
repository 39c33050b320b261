import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createBudgetsRecord } from '../../../functions/aws/budgets-in-force.ts';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import { createDeliveries } from '../../../functions/aws/deliveries.ts';
import { createFleetRecords } from '../../../functions/aws/fleet-records.ts';
import { createNotificationLog } from '../../../functions/aws/notification-log.ts';
import { FLEET_PARTITION } from '../../../functions/contracts/fleet-partition.ts';
import { type AlertKey, alertKey, mutedKey } from '../../../functions/domain/judging/alert.ts';
import { recordUnreadableItem } from '../../../functions/runtime/record-unreadable-item.ts';
import { COST_HISTORY, NOTIFICATION_LOG } from '../../../infra/table-schemas.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { alertsOf, aMonth, anAlert, anEndpoint, aScope, minutesOn, NOW } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

let table: string;
let reported: Record<string, string>[];
const report = (key: Record<string, string>): void => {
  reported.push(key);
};
beforeEach(() => {
  reported = [];
});

/** Sets one attribute of an item to something that no version has written. */
async function breakItem(Key: Record<string, string>, attribute: string, value: unknown = 'broken'): Promise<void> {
  await tables.documents.send(
    new UpdateCommand({
      TableName: table,
      Key,
      UpdateExpression: 'SET #attribute = :value',
      ConditionExpression: 'attribute_exists(scopeId)',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}

test('the operators hear of the key and of nothing else', () => {
  const observers = fakeObservers();
  recordUnreadableItem({ scopeId: 'endpoint#166', entry: '2026-10' }, observers);
  expect(observers.facts.takeNotes('2026-10-14T14:00:00.000Z')).toEqual({
    unreadable: { at: '2026-10-14T14:00:00.000Z', reason: 'endpoint#166 2026-10' },
  });
  expect(observers.lines).toEqual([
    {
      level: 'error',
      message: 'stored item cannot be read',
      details: { key: { scopeId: 'endpoint#166', entry: '2026-10' } },
    },
  ]);
});

test('a store without a report throws, so that nothing is left out in silence', async () => {
  table = await tables.newTable(COST_HISTORY);
  const history = createCostHistory(table, tables.documents);
  await history.write(aMonth(), {});
  await breakItem({ scopeId: 'months#2026-10', entry: '166' }, 'month');
  await expect(history.read('166', '2026-10')).rejects.toThrow(
    'stored item cannot be read: {"scopeId":"months#2026-10","entry":"166"}',
  );
});

/** With the months of endpoints 1, 2 and 3, of which 2 cannot be read. */
async function historyWithBrokenMonth() {
  table = await tables.newTable(COST_HISTORY);
  const history = createCostHistory(table, tables.documents, report);
  for (const id of ['1', '2', '3']) await history.write(aMonth({ endpoint: anEndpoint(id) }), {});
  const { spend: _, ...month } = aMonth({ endpoint: anEndpoint('2') });
  const broken = { ...month, lastMonth: [{ currency: 'EUR', amount: 'much' }] };
  await breakItem({ scopeId: 'months#2026-10', entry: '2' }, 'month', broken);
  return { history, broken };
}

test('a month that cannot be read is left out of the months of all endpoints', async () => {
  const { history } = await historyWithBrokenMonth();
  const ids = (await Array.fromAsync(history.months('2026-10'))).map(({ endpoint }) => endpoint.id);
  expect(ids.toSorted()).toEqual(['1', '3']);
  expect(reported).toEqual([{ scopeId: 'months#2026-10', entry: '2' }]);
});

test('a month that cannot be read counts as never seen, and is kept beside the one that takes its place', async () => {
  const { history, broken } = await historyWithBrokenMonth();
  expect(await history.read('2', '2026-10')).toBeUndefined();
  expect(reported).toEqual([{ scopeId: 'months#2026-10', entry: '2' }]);
  const month = aMonth({ endpoint: anEndpoint('2'), fetchedAt: minutesOn(5).toISOString() });
  await history.write(month, {});
  expect(await history.read('2', '2026-10')).toEqual(month);
  const items = await tables.itemsOf(table, 'endpoint#2');
  expect(items).toMatchObject([{ entry: 'unreadable#2026-10', month: broken }]);
  expect(await Array.fromAsync(history.months('2026-10'))).toHaveLength(3);
  expect(reported).toHaveLength(1);
});

test("a group's month that cannot be read counts as never seen, and is kept as well", async () => {
  table = await tables.newTable(COST_HISTORY);
  const history = createCostHistory(table, tables.documents, report);
  const group = { kind: 'group', id: 'trucks' } as const;
  const {
    period,
    fetchedAt,
    spend = { period, meters: { total: [], data: [], sms: [] }, costUnavailable: [] },
  } = aMonth();
  const month = { period, fetchedAt, spend, limits: {} };
  await history.writeGroup(group, month, {});
  await breakItem({ scopeId: 'group#trucks', entry: '2026-10' }, 'month', { ...month, limits: { trucks: 'all' } });
  expect(await history.readGroup(group, '2026-10')).toBeUndefined();
  await history.writeGroup(group, month, {});
  expect(await history.readGroup(group, '2026-10')).toEqual(month);
  expect((await tables.itemsOf(table, 'group#trucks')).map(({ entry }) => entry)).toEqual([
    '2026-10',
    'unreadable#2026-10',
  ]);
  expect(reported).toEqual([{ scopeId: 'group#trucks', entry: '2026-10' }]);
});

test('a snapshot that cannot be read is left out, and the one before it takes its place', async () => {
  table = await tables.newTable(COST_HISTORY);
  const history = createCostHistory(table, tables.documents, report);
  for (const minutes of [0, 10, 20, 30, 40]) {
    await history.write(aMonth({ fetchedAt: minutesOn(minutes).toISOString() }), { snapshot: 'change' });
  }
  const keyAt = (minutes: number) => ({
    scopeId: 'endpoint#166',
    entry: `2026-10#${minutesOn(minutes).toISOString()}`,
  });
  for (const minutes of [10, 30]) await breakItem(keyAt(minutes), 'meters');
  const points = await history.points({ kind: 'endpoint', id: '166' }, '2026-10', minutesOn(15));
  expect(points.map(({ at }) => at)).toEqual([0, 20, 40].map((minutes) => minutesOn(minutes).toISOString()));
  expect(reported).toEqual([keyAt(10), keyAt(30)]);
});

test('records of the fleet that cannot be read count as never written, each for itself', async () => {
  table = await tables.newTable(COST_HISTORY);
  const records = createFleetRecords(table, tables.documents, report);
  const history = createCostHistory(table, tables.documents, report);
  const budgets = createBudgetsRecord(table, tables.documents, report);
  await records.writeFleetState('2026-10', { since: NOW.toISOString() }, NOW);
  await records.writeFleetState('2026-11', { since: NOW.toISOString() }, NOW);
  await records.addRequests('2026-10', { sent: 3 }, NOW);
  await history.writeSweep({ sweepId: 'a', listed: 1, missing: 0 });
  await budgets.keep('{}', NOW);
  const key = (entry: string) => ({ scopeId: FLEET_PARTITION, entry });
  await tables.documents.send(new PutCommand({ TableName: table, Item: { ...key('watch#2026-10'), watch: {} } }));
  await breakItem(key('judged#2026-10'), 'state');
  await breakItem(key('requests#2026-10'), 'sent');
  await breakItem(key('last-sweep'), 'sweep');
  await breakItem(key('budgets-in-force'), 'since');
  expect([await records.pollingState('2026-10'), await records.fleetState('2026-10')]).toEqual([undefined, {}]);
  expect([await records.requests('2026-10'), await history.lastSweep(), await budgets.last()]).toEqual([
    0,
    undefined,
    undefined,
  ]);
  expect(reported).toEqual(
    ['watch#2026-10', 'judged#2026-10', 'requests#2026-10', 'last-sweep', 'budgets-in-force'].map(key),
  );
  expect(await records.fleetState('2026-11')).toEqual({ since: NOW.toISOString() });
});

test('an alert that cannot be read is left out wherever it stands, and stays claimed', async () => {
  table = await tables.newTable(NOTIFICATION_LOG);
  const log = createNotificationLog(table, tables.documents, report);
  const alerts = [80, 100, 150].map((reachedPct) => anAlert({ reachedPct }));
  const [first = anAlert(), broken = anAlert(), last = anAlert()] = alerts;
  for (const alert of alerts) await log.claim(alert);
  const key: AlertKey = alertKey(broken);
  await breakItem({ ...key }, 'alert', JSON.stringify(broken).slice(0, -1));
  expect((await waitingIn(log)).map(({ dedupKey }) => dedupKey).toSorted()).toEqual(
    [first.dedupKey, last.dedupKey].toSorted(),
  );
  expect(await log.alertsAt(alerts.map(alertKey))).toEqual([first, last]);
  expect(await log.claims(aScope('166'), '2026-10')).toHaveLength(2);
  expect(reported).toEqual([key, key, key]);
  expect(await log.claim(broken)).toBe(false);
});

test('a muted alert and a first sweep that cannot be read are left out', async () => {
  table = await tables.newTable(NOTIFICATION_LOG);
  const log = createNotificationLog(table, tables.documents, report);
  const [first = anAlert(), broken = anAlert(), last = anAlert()] = alertsOf(3);
  for (const alert of [first, broken, last]) await log.noteMuted(alert);
  await breakItem({ ...mutedKey(broken) }, 'alert', JSON.stringify({ ...broken, limit: 'none' }));
  expect((await log.mutedWaiting()).map(({ dedupKey }) => dedupKey).toSorted()).toEqual(
    [first.dedupKey, last.dedupKey].toSorted(),
  );
  for (const budget of ['a', 'b']) await log.keepFirstSweep(budget, 'sweep');
  await breakItem({ scopeId: 'budget#a', claim: 'first-sweep' }, 'sweepId', 7);
  expect([await log.firstSweep('a'), await log.firstSweep('b')]).toEqual([undefined, 'sweep']);
  expect(reported).toEqual([{ ...mutedKey(broken) }, { scopeId: 'budget#a', claim: 'first-sweep' }]);
});

/** With three notifications of one list and two messages each. */
async function threeNotifications() {
  table = await tables.newTable(NOTIFICATION_LOG);
  const deliveries = createDeliveries(table, tables.documents, report);
  const attributes = { severity: 'critical' as const, event: 'digest', budget: ['a'], notification: '7f3a9c' };
  const keys = ['1', '2', '3'];
  for (const key of keys) {
    const composedAt = NOW.toISOString();
    const head = { key, composedAt, subject: 'two alerts', alerts: 2, oldestAt: composedAt };
    const list = alertsOf(2).map((alert) => ({ ...alertKey(alert), isTexted: false }));
    const messages = (['mail', 'event'] as const).map((channel) => ({
      channel,
      from: 0,
      to: 2,
      form: 'full' as const,
      message: { body: channel, attributes },
    }));
    await deliveries.add(head, list, messages);
  }
  return deliveries;
}

test.each([
  ['head', '2#head', 'head'],
  ['list', '2#list#00000000', 'alerts'],
  ['kind', '2#head', 'kind'],
])('a notification with a broken %s is left as it is, and the others are on their way', async (_, claim, attribute) => {
  const deliveries = await threeNotifications();
  await breakItem({ scopeId: 'outbox', claim }, attribute);
  const { notifications, abandoned } = await deliveries.state();
  expect(notifications.map(({ head, lists }) => [head.key, lists.length])).toEqual([
    ['1', 1],
    ['3', 1],
  ]);
  expect(abandoned).toEqual([]);
  expect(reported).toEqual([{ scopeId: 'outbox', claim }]);
  expect((await deliveries.undelivered('2')).length).toBe(2);
});

test('a message, a channel and a notification that was sent are left out where they cannot be read', async () => {
  const deliveries = await threeNotifications();
  const message = { scopeId: 'notification#1', claim: 'mail#00000000-00000002' };
  await breakItem(message, 'message');
  expect((await deliveries.undelivered('1')).map(({ channel }) => channel)).toEqual(['event']);
  const trouble = { failures: 1, since: NOW.toISOString(), code: 'c', reason: 'r', notBefore: NOW.toISOString() };
  for (const channel of ['mail', 'text'] as const) await deliveries.keepTrouble({ channel, ...trouble });
  await breakItem({ scopeId: 'outbox', claim: 'channel#text' }, 'trouble');
  expect((await deliveries.state()).channels).toEqual([{ channel: 'mail', ...trouble }]);
  const sentAt = [0, 1, 2].map((minutes) => minutesOn(minutes).toISOString());
  for (const at of sentAt) {
    await deliveries.keepSent({ key: at, notificationId: 'aaaaaa', sentAt: at, alerts: 1, subject: 'one' });
  }
  const sent = { scopeId: 'sent#2026-10', claim: `${sentAt[1]}#aaaaaa` };
  await breakItem(sent, 'sent');
  expect((await deliveries.sentIn('2026-10')).map((one) => one.sentAt)).toEqual([sentAt[0], sentAt[2]]);
  expect(reported).toEqual([message, { scopeId: 'outbox', claim: 'channel#text' }, sent]);
});
