import { expect, test } from '@jest/globals';
import type { WatchState } from '../../../functions/domain/watchdog/verdict.ts';
import { checkConditions } from '../../../infra/doctor/check-conditions.ts';
import { DENIED, NOW, read } from './fakes.ts';

const PLAN = JSON.stringify({ currency: 'EUR', budgets: [{ name: 'every-device', limit: 5 }] });
const PASSED = { text: PLAN, since: '2026-10-01T00:00:00Z' };

const MINUTES_AGO = new Date(NOW.getTime() - 10 * 60_000).toISOString();
const HOURS_AGO = new Date(NOW.getTime() - 2 * 3_600_000).toISOString();
const WELL: WatchState = { since: MINUTES_AGO, conditions: {}, ended: [], spokenAt: [], history: [] };

type Input = Parameters<typeof checkConditions>;

async function findings(records: Partial<Input[1]> = {}, readers: Partial<Input[0]> = {}) {
  const all = await checkConditions(
    {
      budgetsParameter: async () => read(PLAN),
      ...readers,
    },
    {
      watchState: async () => read(WELL),
      keptBudgets: async () => read(PASSED),
      unreadable: () => [],
      ...records,
    },
    { budgetsParameter: '/budgets', now: NOW },
  );
  return Object.fromEntries(all.map((finding) => [finding.subject, finding]));
}

test('all may be right', async () => {
  expect(Object.values(await findings()).map(({ subject, verdict }) => [subject, verdict])).toEqual([
    ['watchdog', 'right'],
    ['budgets', 'right'],
  ]);
});

test('a condition that the watchdog has found is wrong, with its detail and its paragraph', async () => {
  const conditions = {
    'channel-fails': { since: MINUTES_AGO, detail: 'texts fail', badRuns: 2, goodRuns: 0, isOn: true as const },
    // It has held once: the watchdog waits for another run.
    subscriptions: { since: MINUTES_AGO, detail: 'gone', badRuns: 1, goodRuns: 0 },
  };
  const all = await findings({ watchState: async () => read({ ...WELL, conditions }) });
  expect(all.watchdog).toMatchObject({ verdict: 'right', found: expect.stringContaining('1 condition active') });
  expect(all['channel fails']).toEqual({
    subject: 'channel fails',
    verdict: 'wrong',
    found: 'texts fail',
    remedy: 'See "Channel fails" in docs/operations.md.',
  });
  expect(all).not.toHaveProperty('subscriptions');
});

test.each<[string, WatchState | undefined, RegExp]>([
  ['has not run yet', undefined, /^it has not run yet$/],
  ['last ran two hours ago', { ...WELL, since: HOURS_AGO, history: [] }, /^its last run was on 18 Oct 2026/],
])('a watchdog that %s is wrong', async (_, state, found) => {
  const { watchdog } = await findings({ watchState: async () => read(state) });
  expect(watchdog).toMatchObject({ verdict: 'wrong', found: expect.stringMatching(found) });
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
  const all = await findings({ watchState: denied, keptBudgets: denied }, { budgetsParameter: denied });
  expect(Object.values(all).map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
});

test('items that could not be read are wrong, and the first three are named', async () => {
  const { 'stored items': items } = await findings({ unreadable: () => ['a', 'b', 'c', 'd'] });
  expect(items).toMatchObject({ verdict: 'wrong', found: '4 items cannot be read: a; b; c' });
});
