import { expect, test } from '@jest/globals';
import { readHealth } from '../../../functions/page/read-health.ts';
import { pageFakes } from '../../fakes/page-deps.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';
import { WatchRuns, withNote } from '../../fakes/watched.ts';

test('before anything has run, all is empty', async () => {
  expect(await readHealth(pageFakes())).toEqual({
    view: 'health',
    now: NOW,
    conditions: [],
    counts: { asked: 0, evaluated: 0, skipped: 0, unjudged: 0 },
    requests: { sent: 0, quota: 5_000_000 },
    runs: ['discover', 'evaluate', 'aggregate', 'notify', 'report'].map((name) => ({ name })),
    subscribers: {
      confirmed: 1,
      pending: 0,
      missing: 0,
      recipients: [{ channel: 'mail', address: 'o..s@example.com', state: 'confirmed' }],
    },
  });
});

test('what the functions have left is there', async () => {
  const fakes = pageFakes();
  const sweep = { sweepId: NOW.toISOString(), listed: 60, missing: 1 };
  await fakes.costHistory.writeSweep(sweep);
  await fakes.fleet.addRequests('2026-10', { sent: 123, endpoints: { asked: 60, evaluated: 58, skipped: 2 } }, NOW);
  await fakes.fleet.note('discover', { good: { at: NOW.toISOString() } });
  const failed = { at: minutesOn(-5).toISOString(), reason: 'emnify did not answer' };
  await fakes.fleet.note('aggregate', { failed });
  expect(await readHealth(fakes)).toMatchObject({
    sweep,
    counts: { asked: 60, evaluated: 58, skipped: 2, unjudged: 0 },
    requests: { sent: 123, quota: 5_000_000 },
    runs: [
      { name: 'discover', goodAt: NOW.toISOString() },
      { name: 'evaluate' },
      { name: 'aggregate', failedAt: failed.at, reason: failed.reason },
      { name: 'notify' },
      { name: 'report' },
    ],
  });
});

test('conditions are there as the watchdog has seen them last, the most severe first', async () => {
  const fakes = pageFakes();
  const runs = new WatchRuns();
  runs.run((minutes) => withNote(minutes, 'report', 'failed', 'no table'));
  runs.run((minutes) => {
    const observed = withNote(minutes, 'discover', 'tokenRefused', 'HTTP 401');
    return { ...observed, requests: { unknown: 'access denied' } };
  });
  if (!runs.state) throw new Error('it has run');
  await fakes.watchdog.replace({ state: runs.state }, undefined);
  const { conditions, watchedAt } = await readHealth(fakes);
  expect(watchedAt).toBe(minutesOn(15).toISOString());
  expect(conditions.map(({ id, severity, isOn }) => [id, severity, isOn])).toEqual([
    ['token-refused', 'critical', true],
    ['watchdog-cannot-see', 'high', false],
  ]);
  expect(conditions[0]).toMatchObject({
    title: 'Token refused',
    since: minutesOn(15).toISOString(),
    detail: expect.stringContaining('HTTP 401'),
    impact: expect.stringMatching(/^emnify rejects the application token/),
    remedy: expect.stringContaining('Step1StoreToken'),
  });
});

test('budgets of before are named with the reason', async () => {
  const fakes = pageFakes();
  const kept = { since: minutesOn(-60).toISOString(), cause: 'wrong' as const, problem: 'line 3: limit' };
  fakes.budgets = async () => ({ ...fakes.plan, kept });
  expect((await readHealth(fakes)).budgetsKept).toBe(
    'from 14 Oct 2026 13:00 UTC (60 minutes old), because the parameter is wrong now: line 3: limit',
  );
});
