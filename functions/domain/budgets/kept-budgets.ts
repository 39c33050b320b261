import { DAY_MS, HOUR_MS, MINUTE_MS } from '../values/duration.ts';
import { formatMoment } from '../values/month.ts';
import { oneLine, plural } from '../values/text.ts';
import type { BudgetPlan } from './budget.ts';

/** The budgets that everything is judged by. */
export interface BudgetsInForce extends BudgetPlan {
  /** Absent where they are what the parameter has now. */
  kept?: KeptBudgets;
}

/** Why budgets of before are in force: the parameter has none now that can be used. */
export interface KeptBudgets {
  /** When these budgets were first seen to be right, ISO 8601. */
  since: string;
  /** `wrong`: what is in the parameter is not right; `unreadable`: the parameter could not be read. */
  cause: 'wrong' | 'unreadable';
  /** What is wrong, where, and what helps, in one line of at most 1,000 characters. */
  problem: string;
}

/** `"of 14 Oct 2026 09:00 UTC (3 days old), as what is in the parameter now is wrong: line 3: …"`, `"…, as /budgets cannot be read: …"` */
export function keptInWords({ since, cause, problem }: KeptBudgets, now: Date): string {
  const moment = new Date(since);
  const why = cause === 'wrong' ? 'what is in the parameter now is wrong: ' : '';
  return `of ${formatMoment(moment)} (${age(now.getTime() - moment.getTime())} old), as ${why}${oneLine(problem)}`;
}

function age(milliseconds: number): string {
  if (milliseconds < 2 * HOUR_MS) return plural(Math.max(0, Math.floor(milliseconds / MINUTE_MS)), 'minute');
  if (milliseconds < 2 * DAY_MS) return plural(Math.floor(milliseconds / HOUR_MS), 'hour');
  return plural(Math.floor(milliseconds / DAY_MS), 'day');
}
