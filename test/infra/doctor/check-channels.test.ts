import { expect, test } from '@jest/globals';
import { checkChannels } from '../../../infra/doctor/check-channels.ts';
import { DENIED, read } from './fakes.ts';

const trouble = (failures: number) => ({
  channel: 'mail' as const,
  failures,
  since: '2026-10-18T09:00:00Z',
  code: 'AuthorizationError',
  reason: 'not authorized',
  notBefore: '2026-10-18T10:00:00Z',
});

test.each([
  [2, 'wrong'],
  [1, 'unknown'],
])('a channel that failed %d times in a row is %s, and the others are right', async (failures, verdict) => {
  const findings = await checkChannels({ channels: async () => read([trouble(failures)]) });
  expect(findings.map((finding) => [finding.subject, finding.verdict])).toEqual([
    ['texts', 'right'],
    ['mails', verdict],
    ['events for machines', 'right'],
  ]);
  expect(findings[1]?.found).toMatch(/^SNS refuses them since 18 Oct 2026 09:00 UTC, \d times?: AuthorizationError$/);
});

test('channels that may not be read are unknown', async () => {
  expect(await checkChannels({ channels: async () => DENIED })).toMatchObject([{ verdict: 'unknown' }]);
});
