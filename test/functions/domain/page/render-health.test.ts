import { expect, test } from '@jest/globals';
import { renderHealth } from '../../../../functions/domain/page/render-health.ts';
import type { HealthPage } from '../../../../functions/domain/page/views.ts';
import { aHealthPage } from '../../../fakes/page-views.ts';
import { readable } from '../../../fixtures/html-scanner.ts';

const shown = (more: Partial<HealthPage> = {}): string => readable(renderHealth(aHealthPage(more)));

test('it begins with how many conditions hold, and of how many operators know', () => {
  expect(shown()).toContain('2 conditions hold. Operators were notified of 1.');
  const conditions = aHealthPage().conditions.slice(1);
  expect(shown({ conditions })).toContain(
    '1 condition holds. Operators have not been notified yet: it must last first.',
  );
});

test('each condition says what it means and what to do', () => {
  expect(shown()).toContain(
    'Channel fails critical Events fail since 18 Oct 13:50 UTC: not authorized to perform SNS:Publish SNS has refused the mails, the texts or the events for machines twice in a row. What to do: Read "channel fails"',
  );
});

test('all is well only after the watchdog has run', () => {
  expect(shown({ conditions: [] })).toContain('All is well. No condition of the watchdog holds.');
  expect(shown({ conditions: [], watchedAt: undefined })).toContain(
    'The watchdog has not run yet. Nothing is known until the watchdog has run.',
  );
});

test('it says that the budgets of before are in force', () => {
  expect(shown()).toContain('The budgets of before are in force. line 4: limit is no number');
  expect(shown({ budgetsKept: undefined })).not.toContain('budgets of before');
});

test('it counts checks, the sweep and the quota', () => {
  expect(shown()).toContain(
    "Checks this month 811,020 of 812,004 that were asked for, 12 unknown to emnify, 905 could not be judged Last sweep 12,480 endpoints emnify counts 3 more than it lists Requests of emnify's monthly quota 32 % 1,640,220 of 5,000,000",
  );
  expect(shown({ sweep: undefined })).toContain('Last sweep none yet');
  expect(shown({ sweep: { sweepId: 's', listed: 1, missing: 0, brokeOff: 'HTTP 503' } })).toContain(
    'Last sweep 1 endpoint it broke off: HTTP 503',
  );
});

test('a function is failing where its last run failed', () => {
  expect(shown()).toContain('evaluate good 18 Oct 14:19 UTC 11 Oct 02:00 UTC: emnify answered with HTTP 503');
  expect(shown()).toContain('notify failed 18 Oct 13:49 UTC 18 Oct 14:19 UTC: AuthorizationError');
  expect(shown()).toContain('act no run yet none none');
  expect(shown({ runs: [] })).toContain('No function has run yet.');
});

test('each recipient has the state of its subscription in words', () => {
  expect(shown()).toContain('2 confirmed, 1 not confirmed.');
  expect(shown()).toContain('f..e@example.com mails not confirmed: nothing arrives');
  expect(shown({ subscribers: { confirmed: 0, pending: 0, missing: 0, recipients: [] } })).toContain(
    'The settings name no recipient.',
  );
});
