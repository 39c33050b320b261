import type { DispatchDeps } from '../../functions/aggregate/dispatch.ts';
import type { FleetRecords } from '../../functions/contracts/fleet-records.ts';
import type { FleetViews } from '../../functions/contracts/fleet-views.ts';
import type { BudgetPlan } from '../../functions/domain/budgets/budget.ts';
import type { Endpoint } from '../../functions/domain/costs/endpoint.ts';
import type { Spend } from '../../functions/domain/costs/spend.ts';
import type { EndpointMonth } from '../../functions/domain/records/endpoint-month.ts';
import { type Decimal, type Money, sum, ZERO } from '../../functions/domain/values/money.ts';
import { type CostHistoryFake, fakeCostHistory } from './cost-history.ts';
import { type EmnifyFake, fakeEmnify } from './emnify.ts';
import { fakeFleetRecords } from './fleet-records.ts';
import { fakeFleetViews } from './fleet-views.ts';
import { fakeNotificationLog, type NotificationLogFake } from './notification-log.ts';
import { fakePresses } from './presses.ts';
import { aMonth, anEndpoint, aPlan, NOW } from './samples.ts';

/** All that `aggregate` needs, in memory: EUR 10 for all devices together, at `NOW`, until a test changes it. */
export interface AggregateFakes extends DispatchDeps {
  emnify: EmnifyFake;
  costHistory: CostHistoryFake;
  notificationLog: NotificationLogFake;
  fleet: FleetRecords;
  fleetViews: FleetViews;
  plan: BudgetPlan;
  presses: ReturnType<typeof fakePresses>;
  clock: Date;
}

export const ALL_TOGETHER = { name: 'all', scope: 'group', limit: 10, forecast: false };

export function aggregateFakes(budgets: object[] = [ALL_TOGETHER], more: object = {}): AggregateFakes {
  const fakes: AggregateFakes = {
    emnify: fakeEmnify(),
    costHistory: fakeCostHistory(),
    notificationLog: fakeNotificationLog(),
    fleet: fakeFleetRecords(),
    presses: fakePresses(),
    fleetViews: fakeFleetViews(),
    sweepMinutes: 60,
    plan: aPlan(budgets, more),
    clock: NOW,
    budgets: async () => fakes.plan,
    now: () => fakes.clock,
  };
  return fakes;
}

/** Amounts by currency. */
export type Costs = Record<string, Decimal>;

/** A spend of October 2026 by data and SMS; `more` overrides what follows from them. */
export function spent(data: Costs, { sms = {}, ...more }: { sms?: Costs } & Partial<Spend> = {}): Spend {
  const total: Costs = { ...data };
  for (const [currency, amount] of Object.entries(sms)) total[currency] = sum(total[currency] ?? ZERO, amount);
  const meters = { total: moneyOf(total), data: moneyOf(data), sms: moneyOf(sms) };
  return { period: '2026-10', meters, costUnavailable: [], ...more };
}

export function moneyOf(costs: Costs): Money[] {
  return Object.entries(costs).map(([currency, amount]) => ({ currency, amount }));
}

/** What a sweep has stored of an endpoint that it saw at `NOW`, by default. */
export function seen(
  id: string,
  spend: Spend | undefined,
  { endpoint, ...more }: Omit<Partial<EndpointMonth>, 'endpoint'> & { endpoint?: Partial<Endpoint> } = {},
): EndpointMonth {
  const { spend: _sample, ...month } = aMonth({ endpoint: anEndpoint(id, endpoint), decisions: [], ...more });
  return { ...month, ...(spend && { period: spend.period, spend }) };
}
