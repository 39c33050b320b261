import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createBudgetsRecord } from '../../../functions/aws/budgets-in-force.ts';
import type { BudgetsRecord } from '../../../functions/contracts/budgets-in-force.ts';
import { FLEET_PARTITION } from '../../../functions/contracts/fleet-partition.ts';
import { COST_HISTORY } from '../../../infra/table-schemas.ts';
import { budgetsText, fakeBudgetsRecord } from '../../fakes/budgets.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const makers: [string, () => Promise<BudgetsRecord>][] = [
  ['in memory', async () => fakeBudgetsRecord()],
  ['over DynamoDB', async () => createBudgetsRecord(await tables.newTable(COST_HISTORY), tables.documents)],
];

const [FIVE, SEVEN] = [budgetsText('5'), budgetsText('7')];

describe.each(makers)('the record of budgets %s', (_, newRecord) => {
  test('has none at first', async () => {
    expect(await (await newRecord()).last()).toBeUndefined();
  });

  test('gives back the text to the letter, and when it was kept', async () => {
    const record = await newRecord();
    const text = `${FIVE}\t\u00e4 {\\u007b \u{1f6f0}\n`;
    await record.keep(text, NOW);
    expect(await record.last()).toStrictEqual({ text, since: NOW.toISOString() });
  });

  test('keeps the largest text that a parameter can have', async () => {
    const record = await newRecord();
    const text = 'x'.repeat(8192);
    await record.keep(text, NOW);
    expect((await record.last())?.text).toBe(text);
  });

  test('keeps the moment at which a text was first stored, even if another worker stores it again', async () => {
    const record = await newRecord();
    await record.keep(FIVE, NOW);
    await Promise.all([1, 2, 3].map((minute) => record.keep(FIVE, minutesOn(minute))));
    expect(await record.last()).toStrictEqual({ text: FIVE, since: NOW.toISOString() });
  });

  test('takes another text in place of the last one, and an old text as a new one', async () => {
    const record = await newRecord();
    await record.keep(FIVE, NOW);
    await record.keep(SEVEN, minutesOn(10));
    expect(await record.last()).toStrictEqual({ text: SEVEN, since: minutesOn(10).toISOString() });
    await record.keep(FIVE, minutesOn(20));
    expect(await record.last()).toStrictEqual({ text: FIVE, since: minutesOn(20).toISOString() });
  });
});

test('over DynamoDB, only another text is written', async () => {
  const writes: string[] = [];
  const { documents } = tables;
  const counting = Object.assign(Object.create(documents), {
    send: (command: Parameters<typeof documents.send>[0]) => {
      if (command instanceof PutCommand) writes.push(String(command.input.Item?.text));
      return documents.send(command);
    },
  });
  const record = createBudgetsRecord(await tables.newTable(COST_HISTORY), counting);
  for (const text of [FIVE, FIVE, SEVEN, SEVEN, FIVE]) await record.keep(text, NOW);
  expect(writes).toEqual([FIVE, SEVEN, FIVE]);
});

test('over DynamoDB, it is among the records of the whole fleet, and never expires', async () => {
  const tableName = await tables.newTable(COST_HISTORY);
  await createBudgetsRecord(tableName, tables.documents).keep(FIVE, NOW);
  expect(await tables.itemsOf(tableName, FLEET_PARTITION)).toStrictEqual([
    {
      scopeId: FLEET_PARTITION,
      entry: 'budgets-in-force',
      text: FIVE,
      textHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      since: NOW.toISOString(),
    },
  ]);
});
