import { Big } from 'big.js';
import { periodOf, previousPeriod } from '../../../functions/domain/values/month.ts';
import { type Answer, json } from './answer.ts';
import type { SimStatus, SimulatedFleet, SimulatedTraffic } from './fleet.ts';
import { currency, trafficType } from './stats-answer.ts';

/** The id of the simulated workspace, which is in every token (`esc.org`). */
export const ORGANISATION = { id: 14207, name: 'Simulated Fleet GmbH' };

/** The currency of the workspace. Its totals leave out costs in other currencies. */
const CURRENCY = 'EUR';
const HOSTING_FEE_PER_SIM = '0.80';

/** emnify has shown numbers, numeric strings and null. */
export type CostLimit = number | string | null;

/** Answers `GET /api/v1/organisation/my`: the flat shape, in which ids are strings. */
export function organisation(monthlyCostLimit: CostLimit): Answer {
  return json(200, {
    id: ORGANISATION.id,
    name: ORGANISATION.name,
    organisation_type_id: '4',
    country_id: '74',
    organisation_status_id: '1',
    monthly_cost_limit: monthlyCostLimit,
    currency_id: currency(CURRENCY).id,
    created: '2021-03-08T09:14:27.000+0000',
  });
}

/**
 * Answers `GET /api/v1/organisation/my/stats`: the sums over the fleet and the children's traffic (by `YYYY-MM`),
 * as numbers, a month without traffic left out. Everything but traffic is of the fleet only, as at emnify.
 */
export function organisationStats(
  fleet: SimulatedFleet,
  children: Record<string, SimulatedTraffic>,
  now: Date,
): Answer {
  const endpoints = fleet.endpoints;
  const sims = endpoints.filter((endpoint) => endpoint.iccid);
  const count = (status: SimStatus): number =>
    sims.filter(({ simStatus = 'Activated' }) => simStatus === status).length;
  const active = count('Activated');
  const months = [...endpoints.map((endpoint) => endpoint.months), children];
  const thisMonth = periodOf(now);
  return json(200, {
    ...monthUnder('last_month', totals(months, previousPeriod(thisMonth))),
    ...monthUnder('current_month', totals(months, thisMonth)),
    sim: {
      total: sims.length,
      issued: count('Issued'),
      active,
      suspended: count('Suspended'),
      factory_mode: count('Factory Test'),
    },
    service_profiles: countNames(endpoints.map((endpoint) => endpoint.serviceProfile)),
    tariff_profiles: countNames(endpoints.map((endpoint) => endpoint.tariffProfile)),
    users: 2,
    ...(active > 0 && {
      active_chargeable_sims: active,
      hosting_fees: new Big(HOSTING_FEE_PER_SIM).times(active).toNumber(),
    }),
    inclusive_volume: { pooled: 0, unpooled: 0 },
  });
}

interface Total {
  cost: Big;
  volume: Big;
}

function totals(all: Record<string, SimulatedTraffic>[], month: string) {
  const byType = new Map<string, Total>();
  for (const months of all) {
    for (const [key, figures] of Object.entries(months[month] ?? {})) {
      if (!figures || (figures.month ?? month) !== month || (figures.currency ?? CURRENCY) !== CURRENCY) continue;
      const total = byType.get(key) ?? { cost: new Big(0), volume: new Big(0) };
      byType.set(key, { cost: total.cost.plus(figures.cost ?? 0), volume: total.volume.plus(figures.volume) });
    }
  }
  return [...byType].map(([key, { cost, volume }]) => [
    key,
    {
      cost: cost.toNumber(),
      month: `${month}-01`,
      currency: currency(CURRENCY),
      traffic_type: trafficType(key),
      volume: volume.toNumber(),
    },
  ]);
}

function monthUnder(key: string, lines: ReturnType<typeof totals>) {
  return lines.length > 0 ? { [key]: Object.fromEntries(lines) } : {};
}

function countNames(names: (string | undefined)[]): number {
  return new Set(names.filter((name) => name !== undefined)).size;
}
