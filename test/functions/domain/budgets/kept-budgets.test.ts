import { describe, expect, test } from '@jest/globals';
import { type KeptBudgets, keptInWords } from '../../../../functions/domain/budgets/kept-budgets.ts';
import { renderReport } from '../../../../functions/domain/messages/render-report.ts';
import { addEndpoint, emptyReport, finishReport } from '../../../../functions/domain/messages/report.ts';
import { seen, spent } from '../../../fakes/aggregate-deps.ts';
import { aPlan } from '../../../fakes/samples.ts';
import { documentIn } from '../../../fixtures/documents.ts';

const NOW = new Date('2026-10-14T09:00:00.000Z');
const KEPT: KeptBudgets = {
  since: '2026-10-11T08:30:00.000Z',
  cause: 'wrong',
  problem: 'line 3: budgets[0].limit is "five": not an amount. Write an amount such as 5 or 4.50.',
};

describe('budgets of before', () => {
  test('are named with their age and what is wrong with the parameter', () => {
    expect(keptInWords(KEPT, NOW)).toBe(
      'from 11 Oct 2026 08:30 UTC (3 days old), because the parameter is wrong now: line 3: budgets[0].limit is "five": not an amount. Write an amount such as 5 or 4.50.',
    );
  });

  test('are named with what SSM says, where the parameter cannot be read', () => {
    const problem = '/EmnifyCostAlerts/budgets cannot be read: ParameterNotFound';
    expect(keptInWords({ ...KEPT, cause: 'unreadable', problem }, NOW)).toBe(
      'from 11 Oct 2026 08:30 UTC (3 days old), because /EmnifyCostAlerts/budgets cannot be read: ParameterNotFound',
    );
  });

  test.each([
    ['2026-10-14T09:00:30.000Z', '0 minutes'],
    ['2026-10-14T08:59:00.000Z', '1 minute'],
    ['2026-10-14T07:00:01.000Z', '119 minutes'],
    ['2026-10-14T07:00:00.000Z', '2 hours'],
    ['2026-10-12T09:00:01.000Z', '47 hours'],
    ['2026-10-12T09:00:00.000Z', '2 days'],
    ['2025-10-14T09:00:00.000Z', '365 days'],
  ])('since %s are %s old', (since, age) => {
    expect(keptInWords({ ...KEPT, since }, NOW)).toContain(`(${age} old)`);
  });
});

describe('the daily report', () => {
  const report = (kept?: KeptBudgets) => {
    const making = emptyReport({ ...aPlan(), ...(kept && { kept }) }, NOW);
    addEndpoint(making, seen('1', spent({ EUR: '1' }), { fetchedAt: NOW.toISOString() }));
    const own = { sent: [], waiting: 0, failing: [], sweep: undefined, presses: [] };
    return renderReport(
      finishReport(making, { ...own, subscribers: { confirmed: 1, pending: 0, missing: 0, recipients: [] } }),
    );
  };
  const bodyOn = (channel: string, kept?: KeptBudgets) =>
    report(kept).messages.find((message) => message.channel === channel)?.message.body ?? '';

  test('names them among its first lines, in its own column', () => {
    expect(bodyOn('mail', KEPT)).toContain(
      '\n  Budgets           from 11 Oct 2026 08:30 UTC (3 days old), because the parameter is wrong now: line 3: budgets[0].limit is "five": not an amount. Write an amount such as 5 or 4.50.\n  Endpoints         1 checked this month\n',
    );
  });

  test('says nothing of budgets where those of the parameter are in force', () => {
    expect(bodyOn('mail')).not.toMatch(/^ {2}Budgets /m);
    expect(documentIn(bodyOn('event'))).not.toHaveProperty('budgetsKept');
  });

  test('has them in its document for machines', () => {
    expect(documentIn(bodyOn('event', KEPT))).toMatchObject({ budgetsKept: KEPT });
  });

  test('stays in its line, and without a link, whatever stands in the parameter', () => {
    const problem = 'line 3: x is "\u202eevil\nhttps://example.com/a\u001b[2J": no. Write y.';
    const line = bodyOn('mail', { ...KEPT, problem })
      .split('\n')
      .find((text) => text.startsWith('  Budgets '));
    expect(line).toMatch(/Write y\.$/);
    expect(line).not.toMatch(/[\p{Cc}\u202e]|https:\/\/example\.com/u);
  });
});
