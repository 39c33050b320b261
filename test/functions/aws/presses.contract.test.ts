import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPresses } from '../../../functions/aws/presses.ts';
import { PRESSES_PARTITION, type Presses } from '../../../functions/contracts/presses.ts';
import type { Press } from '../../../functions/domain/presses/press.ts';
import { SAMPLE_PRESSES } from '../../../infra/local/cli/mails/sample-presses.ts';
import { COST_HISTORY } from '../../../infra/table-schemas.ts';
import { fakePresses } from '../../fakes/presses.ts';
import { NOW } from '../../fakes/samples.ts';
import { startTables, type TablesHere } from '../../fixtures/tables-here.ts';

let tables: TablesHere;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

const makers: [string, () => Promise<Presses>][] = [
  ['in memory', async () => fakePresses()],
  ['over DynamoDB', async () => createPresses(await tables.newTable(COST_HISTORY), tables.documents)],
];

const BEGINNING = new Date(0);
const at = NOW.toISOString();
const RESEND: Press = { kind: 'resend', ref: '34e44b', id: `${at}-000001`, at, until: at, from: 'hand' };
const CHECK: Press = { ...RESEND, kind: 'check', endpoint: { id: '166', name: 'a' }, id: `${at}-000002` } as Press;
const MUTE: Press = {
  kind: 'mute',
  endpoint: { id: '166', name: 'a' },
  upTo: { amount: '7', currency: 'EUR' },
  id: `${at}-000003`,
  at,
  until: at,
  from: 'page',
};
const ALL = [...SAMPLE_PRESSES, RESEND, CHECK, MUTE].toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe.each(makers)('presses %s', (_, newPresses) => {
  async function stored(): Promise<Presses> {
    const presses = await newPresses();
    for (const press of ALL.toReversed()) await presses.add(press);
    return presses;
  }

  test('are given back as they were, in the order of time', async () => {
    const presses = await stored();
    expect(await presses.since(BEGINNING)).toEqual(ALL);
    expect(await presses.since(NOW)).toEqual(ALL.filter((press) => press.at >= at));
    expect(await presses.press(MUTE.id)).toEqual(MUTE);
    expect(await presses.press('x')).toBeUndefined();
  });

  test('are stored once under an id', async () => {
    const presses = await newPresses();
    expect([await presses.add(MUTE), await presses.add({ ...MUTE, who: 'Kim' })]).toEqual([true, false]);
    expect(await presses.since(BEGINNING)).toEqual([MUTE]);
  });

  test('are done, said and taken back, once', async () => {
    const presses = await stored();
    await presses.markDone(RESEND.id, NOW);
    expect(await presses.press(RESEND.id)).toEqual({ ...RESEND, doneAt: at });
    const undone = { at, who: 'Kim', from: 'page' as const };
    expect([await presses.undo(MUTE.id, undone), await presses.undo(MUTE.id, { ...undone, who: 'Sam' })]).toEqual([
      true,
      false,
    ]);
    await presses.markSaid(MUTE.id, 'press');
    await presses.markSaid(MUTE.id, 'undoing');
    expect(await presses.press(MUTE.id)).toEqual({ ...MUTE, isSaid: true, undone: { ...undone, isSaid: true } });
  });

  test('that are not there are not made by a note about them', async () => {
    const presses = await newPresses();
    await presses.markDone('x', NOW);
    await presses.markSaid('x', 'press');
    expect([await presses.undo('x', { at, from: 'hand' }), await presses.since(BEGINNING)]).toEqual([false, []]);
  });
});

test('a press that cannot be read does not count, and holds up no other', async () => {
  const tableName = await tables.newTable(COST_HISTORY);
  const unreadable: object[] = [];
  const presses = createPresses(tableName, tables.documents, (key) => unreadable.push(key));
  await presses.add(MUTE);
  await presses.add({ ...CHECK, until: 'tomorrow' });
  expect(await presses.since(BEGINNING)).toEqual([MUTE]);
  expect(unreadable).toEqual([{ scopeId: PRESSES_PARTITION, entry: CHECK.id }]);
});
