import { expect, test } from '@jest/globals';
import { checkSchedules } from '../../../infra/doctor/check-schedules.ts';
import { DENIED, read } from './fakes.ts';

const schedules = [
  'DiscoverySweep',
  'AggregationSums',
  'NotificationRounds',
  'MonitoringWatchingRounds',
  'Another',
].map((id) => ({
  id,
  name: id,
}));
const state = { isEnabled: true, expression: 'rate(5 minutes)' };

test.each([
  [read(state), 'right'],
  [read({ ...state, isEnabled: false }), 'wrong'],
  [read(undefined), 'wrong'],
  [DENIED, 'unknown'],
])('each schedule with the state %j is %s', async (reading, verdict) => {
  const readers = { schedule: async () => reading, trigger: async () => read('Enabled') };
  const findings = await checkSchedules(readers, { schedules, trigger: 'id' });
  expect(findings.map((finding) => [finding.subject, finding.verdict])).toEqual([
    ['schedule of discover', verdict],
    ['schedule of aggregate', verdict],
    ['schedule of notify', verdict],
    ['schedule of the watchdog', verdict],
    ['schedule Another', verdict],
    ['trigger of evaluate', 'right'],
  ]);
});

test.each([
  [read('Enabled'), 'right'],
  [read('Disabled'), 'wrong'],
  [read('Disabling'), 'wrong'],
  [read('Deleting'), 'wrong'],
  [read('Updating'), 'unknown'],
  [read(undefined), 'wrong'],
  [DENIED, 'unknown'],
])('a trigger with the state %j is %s', async (reading, verdict) => {
  const readers = { schedule: async () => read(state), trigger: async () => reading };
  const findings = await checkSchedules(readers, { schedules, trigger: 'id' });
  expect(findings.at(-1)).toMatchObject({ subject: 'trigger of evaluate', verdict });
});

test('a stack without the schedules and the trigger that each deployment has is wrong', async () => {
  const readers = { schedule: async () => DENIED, trigger: async () => DENIED };
  const findings = await checkSchedules(readers, { schedules: [] });
  expect(findings.map(({ verdict, found }) => [verdict, found])).toEqual(
    Array(5).fill(['wrong', 'the stack has none']),
  );
});
