import { describe, expect, test } from '@jest/globals';
import { BudgetsError } from '../../../functions/budgets-file/budgets.ts';
import {
  type BudgetsFake,
  brokenBudgets,
  budgetsText,
  fakeBudgets,
  fakeBudgetsRecord,
  MISTAKE,
  MISTYPED,
} from '../../fakes/budgets.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';

const NAME = '/EmnifyCostAlerts/budgets';
const REFUSED = new Error(`${NAME} cannot be read: ThrottlingException: Rate exceeded`);

const limitOf = async (reader: ReturnType<BudgetsFake['worker']>) => (await reader()).budgets[0]?.limit;

describe('budgets in force', () => {
  test('are what the parameter has, and say nothing else', async () => {
    const budgets = fakeBudgets();
    const found = await budgets.worker()();
    expect(found).toMatchObject({ currency: 'EUR', budgets: [{ name: 'every-device', limit: '5' }] });
    expect(found).not.toHaveProperty('kept');
    expect(budgets.heard).toEqual([]);
  });

  test('are asked for once a minute, also by many at once', async () => {
    const budgets = fakeBudgets();
    const worker = budgets.worker();
    await Promise.all([worker(), worker(), worker()]);
    budgets.parameter = budgetsText('7');
    budgets.clock = new Date(NOW.getTime() + 59_999);
    expect([await limitOf(worker), budgets.reads]).toEqual(['5', 1]);
    budgets.clock = minutesOn(1);
    expect([await limitOf(worker), budgets.reads]).toEqual(['7', 2]);
  });

  test('are kept with the moment at which a worker first read them', async () => {
    const budgets = fakeBudgets();
    const [one, other] = [budgets.worker(), budgets.worker()];
    for (const minute of [0, 5, 10]) {
      budgets.clock = minutesOn(minute);
      await one();
      await other();
    }
    expect(await budgets.record.last()).toEqual({ text: budgetsText('5'), since: NOW.toISOString() });
    budgets.parameter = budgetsText('7');
    budgets.clock = minutesOn(15);
    await other();
    expect(await budgets.record.last()).toEqual({ text: budgetsText('7'), since: minutesOn(15).toISOString() });
  });

  test('are the old ones again that others were taken back for, also where another worker alone has seen those', async () => {
    const budgets = fakeBudgets();
    const worker = budgets.worker();
    await worker();
    await budgets.record.keep(budgetsText('50'), minutesOn(0.5));
    budgets.clock = minutesOn(1);
    await worker();
    budgets.parameter = MISTYPED;
    expect(await limitOf(budgets.worker())).toBe('5');
  });

  test('that could not be kept are kept the next time', async () => {
    const budgets = fakeBudgets();
    const worker = budgets.worker({
      record: {
        ...budgets.record,
        keep: async (text, now) => {
          if (budgets.reads === 1) throw new Error('the table is away');
          await budgets.record.keep(text, now);
        },
      },
    });
    await expect(worker()).rejects.toThrow('the table is away');
    expect(await limitOf(worker)).toBe('5');
    expect(await budgets.record.last()).toMatchObject({ text: budgetsText('5') });
  });

  test.each([
    ['a typo', MISTYPED, MISTAKE],
    ['half of it', budgetsText('8').slice(0, 40), /^line \d: the content is not JSON: .+\. Look for a missing comma/],
    ['nothing', '', /^line 1: the content is not JSON/],
  ])('are the last ones that were right while the parameter has %s', async (_, text, problem) => {
    const budgets = await brokenBudgets(text);
    const { kept, ...plan } = await budgets.worker()();
    expect(plan.budgets).toMatchObject([{ limit: '5' }]);
    expect(kept).toEqual({ since: NOW.toISOString(), cause: 'wrong', problem: expect.stringMatching(problem) });
    expect(budgets.heard).toEqual([kept]);
  });

  test('are the last ones that were right while SSM refuses or has no parameter', async () => {
    const budgets = await brokenBudgets(REFUSED);
    const { kept, ...plan } = await budgets.worker()();
    expect(plan.budgets).toMatchObject([{ limit: '5' }]);
    expect(kept).toEqual({ since: NOW.toISOString(), cause: 'unreadable', problem: REFUSED.message });
  });

  test('of a year ago hold, too', async () => {
    const budgets = await brokenBudgets();
    budgets.clock = new Date('2027-10-14T09:00:00.000Z');
    expect(await limitOf(budgets.worker())).toBe('5');
  });

  test('that are kept are found once a minute, with what SSM says, and said each time', async () => {
    const budgets = await brokenBudgets(REFUSED);
    const worker = budgets.worker();
    for (const minute of [60, 60.5, 61, 61.5]) {
      budgets.clock = minutesOn(minute);
      await worker();
    }
    expect([budgets.reads, budgets.heard.length]).toEqual([2, 2]);
  });

  test('are those of the parameter again within a minute after it is right', async () => {
    const budgets = await brokenBudgets();
    const worker = budgets.worker();
    expect(await limitOf(worker)).toBe('5');
    budgets.parameter = budgetsText('8');
    budgets.clock = minutesOn(61);
    const { kept, ...plan } = await worker();
    expect([plan.budgets[0]?.limit, kept]).toEqual(['8', undefined]);
    expect(await budgets.record.last()).toEqual({ text: budgetsText('8'), since: minutesOn(61).toISOString() });
  });

  test('name every mistake, in one line of at most 1,000 characters', async () => {
    const two = await brokenBudgets(MISTYPED.replace('"EUR"', '"euro"'));
    expect((await two.worker()()).kept?.problem).toMatch(
      /^2 problems: line 2: currency .+ line 4: budgets\[0\]\.limit /,
    );
    const many = await brokenBudgets(
      JSON.stringify({ currency: 'EUR', budgets: Array.from({ length: 60 }, () => ({ a: '\n' })) }),
    );
    const problem = (await many.worker()()).kept?.problem ?? '';
    expect(problem).toMatch(/^\d+ problems: line 1: [^\n]+\.\.$/);
    expect(problem.length).toBeGreaterThan(900);
    expect([...problem].length).toBeLessThanOrEqual(1000);
  });

  test('show no secret in whole that got into the parameter by mistake', async () => {
    const token = `eyJhbGciOiJIUzUxMiJ9.${'eyJlc2MuYXBwIjoxfQ'.repeat(6)}.${'c2lnbmF0dXJl'.repeat(7)}`;
    for (const text of [token, MISTYPED.replace('eight', token)]) {
      const { kept } = await (await brokenBudgets(text)).worker()();
      expect(kept?.cause).toBe('wrong');
      expect(kept?.problem).not.toContain(token.slice(0, 80));
    }
  });

  test.each([
    ['wrong', MISTYPED, BudgetsError],
    ['refused', REFUSED, REFUSED],
  ])(
    'are none where the parameter is %s and none were ever right: that is an error, asked anew each time',
    async (_, parameter, error) => {
      const budgets = fakeBudgets();
      budgets.parameter = parameter;
      const worker = budgets.worker();
      await expect(worker()).rejects.toThrow(error);
      await expect(worker()).rejects.toThrow(NAME);
      expect([budgets.reads, budgets.heard]).toEqual([2, []]);
    },
  );

  test('are none where those that are kept are not right for this version', async () => {
    const record = fakeBudgetsRecord();
    await record.keep('{"currency":"EUR","limits":[]}', NOW);
    const budgets = fakeBudgets(record);
    budgets.parameter = MISTYPED;
    await expect(budgets.worker()()).rejects.toThrow('budgets[0].limit is "eight"');
  });

  test('are read by the report, which keeps none', async () => {
    const budgets = fakeBudgets();
    const { last } = budgets.record;
    expect(await limitOf(budgets.worker({ record: { last } }))).toBe('5');
    expect(await last()).toBeUndefined();
  });
});
