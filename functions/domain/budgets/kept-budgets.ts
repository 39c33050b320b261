import { DAY_MS, HOUR_MS, MINUTE_MS } from '../values/duration.ts';
import { formatMoment } from '../values/month.ts';
import { oneLine, plural } from '../values/text.ts';
import type { BudgetPlan } from './budget.ts';

/** The budgets in use. */
export interface BudgetsInForce extends BudgetPlan {
  /** Absent where they are those of the parameter now. */
  kept?: KeptBudgets;
}

/** Why earlier budgets are in force: the parameter has no usable ones now. */
export interface KeptBudgets {
  /** When these budgets were first read, ISO 8601. */
  since: string;
  /** `wrong`: the text of the parameter is invalid; `unreadable`: the parameter could not be read. */
  cause: 'wrong' | 'unreadable';
  /** The mistake, its place and the remedy, in one line of at most 1,000 characters. */
  problem: string;
}

/** `"from 14 Oct 2026 09:00 UTC (3 days old), because the parameter is wrong now: line 3: …"`, `"…, because /budgets cannot be read: …"` */
export function keptInWords({ since, cause, problem }: KeptBudgets, now: Date): string {
  const moment = new Date(since);
  const why = cause === 'wrong' ? 'the parameter is wrong now: ' : '';
  return `from ${formatMoment(moment)} (${age(now.getTime() - moment.getTime())} old), because ${why}${oneLine(problem)}`;
}

function age(milliseconds: number): string {
  if (milliseconds < 2 * HOUR_MS) return plural(Math.max(0, Math.floor(milliseconds / MINUTE_MS)), 'minute');
  if (milliseconds < 2 * DAY_MS) return plural(Math.floor(milliseconds / HOUR_MS), 'hour');
  return plural(Math.floor(milliseconds / DAY_MS), 'day');
}
