import type { CostHistory } from '../contracts/cost-history.ts';
import type { FleetRecords } from '../contracts/fleet-records.ts';
import type { Claims } from '../contracts/notification-log.ts';
import type { Presses } from '../contracts/presses.ts';
import { lastCheck } from '../contracts/this-month-or-last.ts';
import { scopeOf } from '../domain/costs/scope.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import { type DeviceRecord, devicePage } from '../domain/page/device-page.ts';
import type { DevicePage, UnknownDevicePage } from '../domain/page/views.ts';
import { countedFrom } from '../domain/presses/decisions.ts';

export interface DeviceDeps {
  budgets(): Promise<PlanInForce>;
  costHistory: Pick<CostHistory, 'read' | 'points'>;
  notificationLog: Pick<Claims, 'alertsOf'>;
  fleet: Pick<FleetRecords, 'pollingState'>;
  presses: Pick<Presses, 'since'>;
  now(): Date;
}

/** Reads what is stored of one endpoint, and judges it. It asks emnify nothing. @throws when a table cannot be had */
export async function readDevice(deps: DeviceDeps, endpoint: string): Promise<DevicePage | UnknownDevicePage> {
  const now = deps.now();
  const month = await lastCheck(deps.costHistory, endpoint, now);
  if (!month) return { view: 'unknown-device', now, endpoint };
  const { costHistory, notificationLog, fleet, presses } = deps;
  const scope = scopeOf(month.endpoint);
  const { period } = month;
  const [plan, points, alerts, polling, pressed] = await Promise.all([
    deps.budgets(),
    costHistory.points(scope, period),
    notificationLog.alertsOf(scope, period),
    fleet.pollingState(period),
    presses.since(countedFrom(now)),
  ]);
  const record: DeviceRecord = { month, points, alerts, presses: pressed, ...(polling && { polling }) };
  return devicePage(record, plan, now);
}
