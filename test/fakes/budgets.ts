import { planText } from '../../functions/budgets-file/budgets.ts';
import {
  type BudgetsInForceDeps,
  type BudgetsRecord,
  budgetsInForce,
  type PassedBudgets,
} from '../../functions/contracts/budgets-in-force.ts';
import type { BudgetsInForce, KeptBudgets } from '../../functions/domain/budgets/kept-budgets.ts';
import { aPlan, minutesOn, NOW } from './samples.ts';

/** Where budgets are kept, in memory. */
export function fakeBudgetsRecord(): BudgetsRecord {
  let last: PassedBudgets | undefined;
  return {
    last: async () => last && { ...last },
    async keep(text, now) {
      if (last?.text !== text) last = { text, since: now.toISOString() };
    },
  };
}

/** The text of a parameter with one budget of so many euros for every endpoint, as a deployment writes it. */
export function budgetsText(limit: string): string {
  return planText({ plan: aPlan([{ name: 'every-device', limit }]) } as Parameters<typeof planText>[0]);
}

/** A parameter that a test writes, and one worker after the other that reads it. */
export interface BudgetsFake {
  /** An error: SSM refuses. */
  parameter: string | Error;
  record: BudgetsRecord;
  clock: Date;
  /** How often the parameter was asked for. */
  reads: number;
  /** What was said of budgets of before. */
  heard: KeptBudgets[];
  /** A worker that has kept nothing in memory yet. */
  worker(more?: Partial<BudgetsInForceDeps>): () => Promise<BudgetsInForce>;
}

export function fakeBudgets(record = fakeBudgetsRecord()): BudgetsFake {
  const fake: BudgetsFake = {
    parameter: budgetsText('5'),
    record,
    clock: NOW,
    reads: 0,
    heard: [],
    worker: (more) =>
      budgetsInForce({
        parameter: {
          name: '/EmnifyCostAlerts/budgets',
          async read() {
            fake.reads += 1;
            if (fake.parameter instanceof Error) throw fake.parameter;
            return fake.parameter;
          },
        },
        record,
        now: () => fake.clock,
        onKept: (kept) => void fake.heard.push(kept),
        ...more,
      }),
  };
  return fake;
}

/** A text that a person has mistyped: the limit is no amount. */
export const MISTYPED = budgetsText('8').replace('"limit":"8"', '"limit":"eight"');
/** What is said of it. */
export const MISTAKE = /^line 4: budgets\[0\]\.limit is "eight": .+\. .+\.$/;

/** Budgets of EUR 5 that a worker has read at NOW, and a parameter that is wrong from then on. */
export async function brokenBudgets(parameter: BudgetsFake['parameter'] = MISTYPED): Promise<BudgetsFake> {
  const budgets = fakeBudgets();
  await budgets.worker()();
  Object.assign(budgets, { parameter, clock: minutesOn(60), reads: 0 });
  return budgets;
}
