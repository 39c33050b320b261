import { expect, test } from '@jest/globals';
import { checkConditions } from '../../../infra/doctor/check-conditions.ts';
import { DENIED, NOW, read } from './fakes.ts';

const PLAN = JSON.stringify({ currency: 'EUR', budgets: [{ name: 'every-device', limit: 5 }] });
const PASSED = { text: PLAN, since: '2026-10-01T00:00:00Z' };

type Input = Parameters<typeof checkConditions>;

async function findings(records: Partial<Input[1]> = {}, readers: Partial<Input[0]> = {}) {
  const all = await checkConditions(
    {
      budgetsParameter: async () => read(PLAN),
      schedule: async () => read({ isEnabled: true, expression: 'rate(1 minute)' }),
      ...readers,
    },
    {
      oldestWaiting: async () => read(undefined),
      fleetState: async () => read({}),
      keptBudgets: async () => read(PASSED),
      unreadable: () => [],
      ...records,
    },
    { budgetsParameter: '/budgets', rounds: 'rounds', now: NOW },
  );
  return Object.fromEntries(all.map((finding) => [finding.subject, finding]));
}

test('all may be right', async () => {
  expect(Object.values(await findings()).map(({ subject, verdict }) => [subject, verdict])).toEqual([
    ['alerts waiting', 'right'],
    ['fleet judged', 'right'],
    ['budgets', 'right'],
  ]);
});

test.each([
  ['rate(1 minute)', '2026-10-18T11:45:00Z', 'right'],
  ['rate(1 minute)', '2026-10-18T11:44:00Z', 'wrong'],
  ['rate(10 minutes)', '2026-10-18T11:31:00Z', 'right'],
  ['rate(1 hour)', '2026-10-18T09:01:00Z', 'right'],
  ['rate(1 hour)', '2026-10-18T08:59:00Z', 'wrong'],
])('with rounds at %s, an alert that waits since %s is %s', async (expression, since, verdict) => {
  const readers = { schedule: async () => read({ isEnabled: true, expression }) };
  const { 'alerts waiting': waiting } = await findings({ oldestWaiting: async () => read(since) }, readers);
  expect(waiting).toMatchObject({ verdict });
});

test('a fleet that cannot be judged is wrong', async () => {
  const { 'fleet judged': fleet } = await findings({ fleetState: async () => read({ since: '2026-10-18T03:00:00Z' }) });
  expect(fleet).toMatchObject({ verdict: 'wrong', found: 'not in full since 18 Oct 2026 03:00 UTC' });
});

test.each([
  [
    '{"currency": "EUR", "budgets": []}',
    /^the parameter has 1 problem: .*; those of 1 Oct 2026 00:00 UTC are in force$/,
  ],
  [undefined, /^the parameter \/budgets was deleted; those of/],
])('a parameter with %j is wrong, with the budgets that are in force', async (text, found) => {
  const { budgets } = await findings({}, { budgetsParameter: async () => read(text) });
  expect(budgets).toMatchObject({ verdict: 'wrong', found: expect.stringMatching(found) });
});

test('what may not be read is unknown', async () => {
  const denied = async () => DENIED;
  const all = await findings(
    { oldestWaiting: denied, fleetState: denied, keptBudgets: denied },
    { budgetsParameter: denied, schedule: denied },
  );
  expect(Object.values(all).map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'unknown']);
});

test('items that could not be read are wrong, and the first three are named', async () => {
  const { 'stored items': items } = await findings({ unreadable: () => ['a', 'b', 'c', 'd'] });
  expect(items).toMatchObject({ verdict: 'wrong', found: '4 items cannot be read: a; b; c' });
});
