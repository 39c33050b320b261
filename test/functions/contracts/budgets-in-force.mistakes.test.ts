import { describe, expect, test } from '@jest/globals';
import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import { dispatch } from '../../../functions/evaluate/dispatch.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { reportFleet } from '../../../functions/report/report-fleet.ts';
import { recordKeptBudgets } from '../../../functions/runtime/record-kept-budgets.ts';
import { aggregateFakes, seen, spent } from '../../fakes/aggregate-deps.ts';
import { type BudgetsFake, brokenBudgets, fakeBudgets, MISTAKE } from '../../fakes/budgets.ts';
import { fakeDeliveries } from '../../fakes/deliveries.ts';
import { evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { anEndpoint, minutesOn, NOW, traffic } from '../../fakes/samples.ts';

describe('with a typo in the parameter', () => {
  test('evaluate sends what crosses, by the last budgets', async () => {
    const budgets = await brokenBudgets();
    const fakes = Object.assign(evaluateFakes(), { budgets: budgets.worker(), clock: minutesOn(60) });
    fakes.reports('166', traffic('data', '5.10'));
    const { alerts, budgetsKept } = await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') });
    expect(alerts).toMatchObject([{ budget: 'every-device', limit: '5', kind: 'crossed', ratioPct: 102 }]);
    expect(fakes.notificationLog.claimed()).toHaveLength(1);
    expect(budgetsKept).toMatchObject({ cause: 'wrong', since: NOW.toISOString() });
  });

  test('a person who asks evaluate reads that the change does not count, and why', async () => {
    const budgets = await brokenBudgets();
    const endpoint = anEndpoint('166');
    const fakes = Object.assign(evaluateFakes([endpoint]), { budgets: budgets.worker(), clock: minutesOn(60) });
    fakes.reports('166', traffic('data', '1'));
    const explained = await dispatch(fakes, { explain: '166', dryRun: false });
    expect(explained).toMatchObject({ budgets: [{ budget: 'every-device', counts: true }] });
    expect('words' in explained ? explained.words : []).toContainEqual(
      expect.stringMatching(
        /^The budgets are from 14 Oct 2026 \d\d:\d\d UTC \(60 minutes old\), because the parameter is wrong now: line 4: budgets\[0\]\.limit is "eight"/,
      ),
    );
    const judged = await dispatch(fakes, { endpointIds: ['166'], dryRun: true });
    expect(judged).toMatchObject({ evaluations: [{ budgetsKept: { problem: expect.stringMatching(MISTAKE) } }] });
  });

  test('aggregate judges by the last budgets, notes it and logs in each run line and remedy, also while emnify is away', async () => {
    const budgets = fakeBudgets();
    const [group, typo] = [
      '{"currency":"EUR","budgets":[{"name":"all","scope":"group","limit":"10"}]}',
      '{"currency":"EUR","budgets":[{"name":"all","scope":"grup","limit":"20"}]}',
    ];
    budgets.parameter = group;
    await budgets.worker()();
    budgets.parameter = typo;
    const observers = fakeObservers();
    const onKept = (kept: BudgetsFake['heard'][0]) => recordKeptBudgets(kept, observers);
    const fakes = Object.assign(aggregateFakes(), {
      budgets: budgets.worker({ onKept }),
      fleet: fakeFleetRecords(),
      sweepMinutes: 60,
    });
    const runAt = async (minute: number) => {
      budgets.clock = minutesOn(minute);
      fakes.clock = minutesOn(minute);
      return await aggregateBudgets(fakes, { dryRun: false });
    };
    await fakes.costHistory.write(seen('1', spent({ EUR: '11' })), {});
    const { aggregations, budgetsKept } = await runAt(15);
    expect(aggregations).toMatchObject([{ alerts: [{ budget: 'all', limit: '10' }] }]);
    expect(budgetsKept).toMatchObject({ cause: 'wrong' });
    await runAt(30);
    fakes.emnify.organisation = () => Promise.reject(new Error('HTTP 503'));
    await expect(runAt(45)).rejects.toThrow('HTTP 503');
    expect(observers.facts.takeNotes(NOW.toISOString())).toMatchObject({
      budgetsRefused: { reason: expect.stringContaining('grup') },
    });
    const line = {
      level: 'warn',
      message: expect.stringContaining('budgets refused'),
      details: {
        since: NOW.toISOString(),
        cause: 'wrong',
        problem: expect.stringMatching(/^line 1: budgets\[0\]\.scope is "grup": .+\. .+\.$/),
      },
    };
    expect(observers.lines).toEqual([line, line, line]);
  });

  test('the report counts by the last budgets, and names them with their age and what is wrong', async () => {
    const budgets = await brokenBudgets();
    budgets.clock = minutesOn(3 * 24 * 60);
    const deliveries = fakeDeliveries();
    const fakes = Object.assign(aggregateFakes(), {
      budgets: budgets.worker({ record: { last: budgets.record.last } }),
      clock: budgets.clock,
      deliveries,
      subscriptions: async () => [],
      recipients: [],
    });
    const { report } = await reportFleet(fakes, { dryRun: false });
    expect(report.budgetsKept).toEqual({
      since: NOW.toISOString(),
      cause: 'wrong',
      problem: expect.stringMatching(MISTAKE),
    });
    const [mail] = deliveries.messages().filter(({ channel }) => channel === 'mail');
    expect(mail?.message.body).toMatch(
      /^ {2}Budgets {11}from 14 Oct 2026 \d\d:\d\d UTC \(3 days old\), because the parameter is wrong now: line 4: /m,
    );
  });
});
