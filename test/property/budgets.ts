import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { BudgetsFile } from '../../functions/budgets-file/budgets.ts';
import { readBudgetsFile } from '../../infra/budgets-file.ts';
import { attempt } from './json.ts';

/** Budgets of every scope, and a mute, as a deployment writes them into the parameter. */
export const PLAN = {
  currency: 'EUR',
  budgets: [
    { name: 'cameras', match: { tags: ['camera'], name: 'cam-*' }, limit: 50, thresholds: [50, 100] },
    { name: 'texts', meter: 'sms', limit: '7.50', limitFromTag: 'sms-limit', forecast: false },
    { name: 'trucks', scope: 'group', match: { ids: [7, '8'], tariffProfiles: ['Pay'] }, limit: 400.25 },
    { name: 'workspace', scope: 'organisation', limit: 'emnify' },
    { name: 'every-device', limit: 5 },
  ],
  mutes: [{ match: { ids: [166] }, budget: 'cameras', until: '2026-11-30', reason: 'new firmware', who: 'Kim' }],
  checkMe: { share: 25, atLeast: 10 },
};
/** All that `budgets.yaml` can say. */
export const FILE = {
  ...PLAN,
  sweep: '2 hours',
  notify: '5 minutes',
  report: '07:00',
  monthlyTest: false,
  smsSpendingLimit: 5,
  smsSenderId: 'Acme',
  encryption: 'customer-managed',
  emnify: { baseUrl: 'https://cdn.emnify.net', tokenExpires: '2027-03-31' },
  recipients: { email: ['ops@example.com', { to: 'a@example.com', from: 'critical' }], sms: ['+15555550100'] },
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'budgets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What `cdk` makes of a `budgets.yaml` of this text. */
export function readText(text: string): BudgetsFile | Error {
  const path = join(folder, 'budgets.yaml');
  writeFileSync(path, text);
  return attempt(() => readBudgetsFile(path));
}
