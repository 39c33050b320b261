import type { PollingLimits } from '../../../functions/domain/polling/polling-plan.ts';
import { CHECKS_PER_RUN, EMNIFY_REQUESTS_PER_MONTH } from '../../../infra/constructs/parts/emnify-pace.ts';
import { MONTH_HOURS } from './calendar.ts';
import { Month } from './month.ts';
import { playNaive } from './naive.ts';
import { playPlanned, type Verdicts } from './planned.ts';
import { type ScenarioName, worldOf } from './scenarios.ts';

/** The settings that come with the product: half of emnify's quota, and every endpoint once an hour if that is enough. */
export const DEFAULT_LIMITS: PollingLimits = {
  sweepHours: 1,
  requestsPerMonth: EMNIFY_REQUESTS_PER_MONTH / 2,
  checksPerRun: CHECKS_PER_RUN,
};

export interface Game {
  way: 'plan' | 'naive';
  endpoints: number;
  seed: number;
  /** Default: all of the month. */
  days?: number;
  /** Default: `usual`. */
  scenario?: ScenarioName;
  limits?: PollingLimits;
}

export interface Played {
  month: Month;
  /** How the product judged the organisation's total, run by run. */
  verdicts: Verdicts;
  /** Checks that the product asked for, by why. */
  reasons: Record<string, number>;
}

/** Plays a month. The same game comes to the same figures. */
export function play(game: Game): Played {
  const { way, endpoints, seed, days, scenario = 'usual', limits = DEFAULT_LIMITS } = game;
  const hours = Math.min(MONTH_HOURS, (days ?? MONTH_HOURS / 24) * 24);
  const month = new Month(worldOf(scenario, { endpoints, seed }), { endpoints, hours });
  if (way === 'plan') return { month, ...pick(playPlanned(month, limits)) };
  playNaive(month, limits);
  return { month, verdicts: {}, reasons: {} };
}

function pick({ verdicts, reasons }: Omit<Played, 'month'>): Omit<Played, 'month'> {
  return { verdicts, reasons };
}
