import { expect, test } from '@jest/globals';
import type { PollingState } from '../../../functions/domain/polling/polling-state.ts';
import type { SweepRecord } from '../../../functions/domain/records/endpoint-month.ts';
import { checkSweep } from '../../../infra/doctor/check-sweep.ts';
import { DENIED, NOW, read } from './fakes.ts';

/** A state of polling of which only the refresh counts. */
const refreshedAt = (at: string) => ({ refresh: { at } }) as PollingState;
const record = (sweepId: string, others: Partial<SweepRecord> = {}): SweepRecord => ({
  sweepId,
  listed: 3,
  missing: 0,
  ...others,
});

async function findings({
  polling = {},
  sweep,
  minutes = '60',
}: {
  polling?: Record<string, PollingState>;
  sweep?: SweepRecord;
  minutes?: string;
}) {
  const records = {
    pollingState: async (period: string) => read(polling[period]),
    lastSweep: async () => read(sweep),
  };
  return await checkSweep({ variables: async () => read({ SWEEP_MINUTES: minutes }) }, records, {
    discover: 'discover',
    now: NOW,
  });
}

test.each([
  ['2026-10-18T09:00:00Z', 'right'],
  ['2026-10-18T08:59:00Z', 'wrong'],
])('a sweep of %s, with one an hour, is %s', async (at, verdict) => {
  expect((await findings({ polling: { '2026-10': refreshedAt(at) } }))[0]).toMatchObject({ verdict });
});

test('a sweep that was started by hand counts, one that stopped early does not', async () => {
  const old = { '2026-10': refreshedAt('2026-10-17T09:00:00Z') };
  const [byHand] = await findings({ polling: old, sweep: record('2026-10-18T11:00:00.000Z') });
  expect(byHand).toMatchObject({ verdict: 'right', found: 'it began 18 Oct 2026 11:00 UTC' });
  const stopped = await findings({ polling: old, sweep: record('2026-10-18T11:00:00.000Z', { brokeOff: 'HTTP 503' }) });
  expect(stopped).toMatchObject([
    { verdict: 'wrong', found: expect.stringMatching(/^it began 17 Oct/) },
    { verdict: 'wrong', found: 'the last sweep stopped after 3 endpoints: HTTP 503' },
  ]);
});

test('in the first minutes of a month, the sweep is that of the month before', async () => {
  const [sweep] = await findings({ polling: { '2026-09': refreshedAt('2026-09-30T23:30:00Z') } });
  expect(sweep?.found).toMatch(/^it began 30 Sep 2026 23:30 UTC/);
});

test('no sweep at all is wrong, and the command that starts one is named', async () => {
  expect(await findings({})).toMatchObject([
    { verdict: 'wrong', found: 'there was none', remedy: expect.stringContaining('Step4SweepNow') },
  ]);
});

test('what may not be read is unknown', async () => {
  const denied = async () => DENIED;
  const records = { pollingState: denied, lastSweep: denied };
  const all = await checkSweep({ variables: denied }, records, { discover: 'discover', now: NOW });
  expect(all.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  const [noInterval] = await findings({ polling: { '2026-10': refreshedAt('2026-10-18T11:00:00Z') }, minutes: '' });
  expect(noInterval).toMatchObject({ verdict: 'unknown' });
});

test('a table that is gone is wrong', async () => {
  const gone = async () => ({ ...DENIED, isGone: true });
  const records = { pollingState: gone, lastSweep: gone };
  const all = await checkSweep({ variables: async () => DENIED }, records, { discover: 'discover', now: NOW });
  expect(all.map(({ verdict }) => verdict)).toEqual(['wrong', 'wrong']);
});
