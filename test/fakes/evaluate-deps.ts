import type { BudgetPlan } from '../../functions/domain/budgets/budget.ts';
import type { TrafficFigures } from '../../functions/domain/costs/emnify-figures.ts';
import type { Endpoint } from '../../functions/domain/costs/endpoint.ts';
import type { DispatchDeps } from '../../functions/evaluate/dispatch.ts';
import { type CostHistoryFake, fakeCostHistory } from './cost-history.ts';
import { type EmnifyFake, fakeEmnify, statsOf } from './emnify.ts';
import { fakeFleetRecords } from './fleet-records.ts';
import { fakeNotificationLog, type NotificationLogFake } from './notification-log.ts';
import { aPlan, NOW } from './samples.ts';

/** All that `evaluate` needs, in memory: EUR 5 for every device, at `NOW`, until a test changes it. */
export interface EvaluateFakes extends DispatchDeps {
  emnify: EmnifyFake;
  costHistory: CostHistoryFake;
  notificationLog: NotificationLogFake;
  plan: BudgetPlan;
  clock: Date;
  /** From now on emnify reports these figures for this month. */
  reports(endpointId: string, ...currentMonth: TrafficFigures[]): void;
}

export function evaluateFakes(endpoints: Endpoint[] = []): EvaluateFakes {
  const fakes: EvaluateFakes = {
    emnify: fakeEmnify(endpoints),
    costHistory: fakeCostHistory(),
    notificationLog: fakeNotificationLog(),
    fleet: fakeFleetRecords(),
    plan: aPlan(),
    clock: NOW,
    budgets: async () => fakes.plan,
    now: () => fakes.clock,
    reports(endpointId, ...currentMonth) {
      fakes.emnify.stats.set(endpointId, statsOf({ currentMonth }));
    },
  };
  return fakes;
}
