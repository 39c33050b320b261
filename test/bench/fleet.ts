import type { BudgetPlan } from '../../functions/domain/budgets/budget.ts';
import type { Endpoint } from '../../functions/domain/costs/endpoint.ts';
import type { EndpointMonth } from '../../functions/domain/records/endpoint-month.ts';
import { periodOf, startOf } from '../../functions/domain/values/month.ts';
import { shortened } from '../../functions/domain/values/storable.ts';
import type { SimulatedEndpoint } from '../../infra/local/emnify-simulator/fleet.ts';
import { aPlan } from '../fakes/samples.ts';
import { randomFrom } from './forecasts/random.ts';

/** A device of the bench: everything about it follows from the seed and its number, so that no fleet has to be kept. */
export interface BenchDevice {
  endpoint: Endpoint;
  /** What it costs in an hour, in EUR. */
  perHour: number;
  /** How often it is heard of: its figures stand still in between. */
  reportsEveryHours: number;
}

const HOUR_MS = 3_600_000;
const HISTORY_DAYS = 35;
const HOURS_OF_A_MONTH = 730;
/** As in the simulation of forecasts: half of the devices every hour, 30 % every six hours, 20 % once a day. */
const REPORTS = [
  { everyHours: 1, weight: 5 },
  { everyHours: 6, weight: 3 },
  { everyHours: 24, weight: 2 },
];

/** @param index from 0 on */
export function deviceAt(seed: number, index: number): BenchDevice {
  const random = randomFrom(seed * 1_000_003 + index);
  const usualMonth = 2.5 * random.lognormal(0.83);
  const limit = Math.ceil(usualMonth * random.logBetween(1, 3) * 10) / 10;
  const id = String(10_000_000 + index);
  return {
    endpoint: {
      id,
      name: `tracker-${id}`,
      tags: ['truck', index % 3 === 0 ? 'berlin' : 'hamburg', `cost-limit=${limit.toFixed(2)}`],
      status: 'Enabled',
      iccid: `89883030000${id}`,
      tariffProfile: 'Global EUR',
      serviceProfile: 'Default Policy',
    },
    perHour: usualMonth / HOURS_OF_A_MONTH,
    reportsEveryHours: random.weighted(REPORTS).everyHours,
  };
}

/** When a device was heard of last. */
export function heardAt({ reportsEveryHours }: BenchDevice, monthStart: Date, moment: Date): Date {
  const everyMs = reportsEveryHours * HOUR_MS;
  return new Date(monthStart.getTime() + Math.floor((moment.getTime() - monthStart.getTime()) / everyMs) * everyMs);
}

/** What a device has cost in its month by then, in EUR. */
export function spentBy(device: BenchDevice, monthStart: Date, moment: Date): number {
  return (device.perHour * (heardAt(device, monthStart, moment).getTime() - monthStart.getTime())) / HOUR_MS;
}

/** The same device as the simulator has it, with what it has cost in a month. */
export function simulatedDevice({ endpoint }: BenchDevice, period: string, cost: number): SimulatedEndpoint {
  const { id, name, tags, iccid, tariffProfile, serviceProfile } = endpoint;
  const data = { volume: (cost * 5).toFixed(6), cost: cost.toFixed(4) };
  return {
    id: Number(id),
    name,
    tags: tags.join(', '),
    ...(iccid && { iccid }),
    tariffProfile,
    serviceProfile,
    months: { [period]: { data } },
  };
}

/** A limit for each device by its tag, one for a group of them, and one for the organisation. */
export function benchPlan(): BudgetPlan {
  return aPlan([
    { name: 'every-device', limit: 5, limitFromTag: 'cost-limit' },
    { name: 'berlin', scope: 'group', match: { tags: ['berlin'] }, limit: 100_000 },
    { name: 'workspace', scope: 'organisation', limit: 1_000_000 },
  ]);
}

/** The last check of a device as `evaluate` leaves it: some minutes ago, below its limit. */
export function storedMonth(device: BenchDevice, now: Date, minutesAgo: number): EndpointMonth {
  const limit = limitOf(device);
  const checkedAt = new Date(now.getTime() - minutesAgo * 60_000);
  const period = periodOf(checkedAt);
  const monthStart = startOf(period);
  const at = (moment: Date): string => spentBy(device, monthStart, moment).toFixed(4);
  const euros = (amount: string) => [{ currency: 'EUR', amount }];
  const spend = at(checkedAt);
  const midnight = new Date(checkedAt.toISOString().slice(0, 10));
  const ratioPct = Math.floor((100 * Number(spend)) / Number(limit));
  const judged = { budget: 'every-device', meter: 'total' as const, limit, currency: 'EUR', spend, ratioPct };
  const reason = `EUR ${spend} is ${ratioPct} % of EUR ${limit}`;
  return {
    endpoint: device.endpoint,
    period,
    outcome: 'evaluated',
    reason,
    fetchedAt: checkedAt.toISOString(),
    spend: {
      period,
      meters: { total: euros(spend), data: euros(spend), sms: [] },
      costUnavailable: [],
      lastUpdated: checkedAt.toISOString(),
    },
    dayCosts: {
      day: midnight.toISOString().slice(0, 10),
      atStart: { total: Number(at(midnight)) },
      before: { total: Array<number>(HISTORY_DAYS).fill(shortened(24 * device.perHour)) },
    },
    decisions: [{ ...judged, kind: 'below', reason }],
    lastMonth: euros((device.perHour * HOURS_OF_A_MONTH).toFixed(4)),
    spendRate: {
      spend: Number(spend),
      headroom: Math.max(0.1, Number(limit) - Number(spend)),
      monthPerHour: device.perHour,
      latelyPerHour: device.perHour,
      perHour: device.perHour,
    },
  };
}

/** The limit that stands in a device's tag. */
export function limitOf({ endpoint }: BenchDevice): string {
  return endpoint.tags.find((tag) => tag.startsWith('cost-limit='))?.slice('cost-limit='.length) ?? '5';
}
