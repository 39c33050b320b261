import type { EndpointStats, TrafficFigures } from '../costs/emnify-figures.ts';
import type { DearPrice } from '../judging/alert.ts';
import { DAY_MS } from '../values/duration.ts';
import { type Period, previousPeriod } from '../values/month.ts';
import { shortened } from '../values/storable.ts';

/** What data has cost by volume. Numbers in the budgets' currency and emnify's MB. */
export interface DataPrice {
  /** Volume and cost of the month at the last check that was compared. */
  volume: number;
  cost: number;
  /** Usual cost of a MB, from before it became dear; absent where the endpoint has none of its own. */
  usual?: number;
  /** Present where the last comparison was dear. */
  dear?: {
    /** Cost of a MB in it. */
    perMb: number;
    /** How many comparisons in a row were dear. */
    times: number;
    /** When the first of them was made, ISO 8601. */
    since?: string;
    /** The fleet's usual cost of a MB, where it stood in for the endpoint's own. */
    fleetPerMb?: number;
  };
}

/** By what the data of a check is compared. */
export interface PriceTerms {
  period: Period;
  currency: string;
  now: Date;
  /** Usual cost of a MB in the fleet; absent where it is not known. */
  fleetPerMb?: number;
}

/** Less than both says nothing of a price: emnify rounds. */
const LEAST_VOLUME_MB = 1;
const LEAST_COST = 0.2;
/** A zone costs 2 to 20 times another one. */
const DEAR_TIMES = 2;
/** Weight of the newest comparison in the usual price. */
const NEWEST_WEIGHT = 0.2;
/** A price that was seen once may be late figures. */
const SEEN_TIMES = 2;
/** How long the fleet's price stands in for that of an endpoint which was never cheaper. */
const FLEET_STANDS_IN_MS = 7 * DAY_MS;

/**
 * Compares the data of two checks, as soon as enough came between them: with the endpoint's own usual price, or with the
 * fleet's where it has none. Last month's price is its own, too. Data without a cost is included in a tariff and is no
 * price.
 */
export function dataPriceAfter(
  before: DataPrice | undefined,
  { currentMonth, lastMonth }: Pick<EndpointStats, 'currentMonth' | 'lastMonth'>,
  { period, currency, now, fleetPerMb }: PriceTerms,
): DataPrice | undefined {
  const current = dataOf(currentMonth, period, currency);
  if (!current) return before;
  const compared = before ?? { volume: 0, cost: 0 };
  const [moreVolume, moreCost] = [current.volume - compared.volume, current.cost - compared.cost];
  if (moreVolume < LEAST_VOLUME_MB && moreCost < LEAST_COST) return compared;
  const usual =
    compared.usual ?? (compared.dear ? undefined : pricePerMb(dataOf(lastMonth, previousPeriod(period), currency)));
  if (moreVolume <= 0 || moreCost <= 0) return { ...current, ...(usual && { usual: shortened(usual) }) };
  const perMb = moreCost / moreVolume;
  const standsIn = usual === undefined ? (fleetPerMb ?? compared.dear?.fleetPerMb) : undefined;
  if (perMb > DEAR_TIMES * (usual ?? standsIn ?? Number.POSITIVE_INFINITY)) {
    const dear = {
      perMb: shortened(perMb),
      times: (compared.dear?.times ?? 0) + 1,
      since: compared.dear?.since ?? now.toISOString(),
    };
    if (usual) return { ...current, usual: shortened(usual), dear };
    if (standsIn && now.getTime() - Date.parse(dear.since) < FLEET_STANDS_IN_MS) {
      return { ...current, dear: { ...dear, fleetPerMb: standsIn } };
    }
  }
  return { ...current, usual: shortened(usual ? usual + NEWEST_WEIGHT * (perMb - usual) : perMb) };
}

/** The history at the beginning of a month, when emnify counts from zero again. */
export function inNewMonth(price: DataPrice | undefined): DataPrice | undefined {
  return price && { ...price, volume: 0, cost: 0 };
}

/** The price to report: dear, and seen twice. */
export function dearPrice({ usual, dear }: DataPrice): DearPrice | undefined {
  if (!dear || dear.times < SEEN_TIMES) return undefined;
  const { perMb, fleetPerMb } = dear;
  if (usual) return { perMb, usualPerMb: usual, usualOf: 'endpoint' };
  return fleetPerMb ? { perMb, usualPerMb: fleetPerMb, usualOf: 'fleet' } : undefined;
}

/** Volume and cost of the data of a month; undefined where there is none, or not all of it has a cost in the currency. */
function dataOf(
  figures: TrafficFigures[],
  period: Period,
  currency: string,
): Pick<DataPrice, 'volume' | 'cost'> | undefined {
  const data = figures.filter((line) => line.trafficType === 'data' && line.period === period);
  const ours = data.filter(({ cost }) => cost?.currency === currency);
  if (data.length === 0 || ours.length < data.length) return undefined;
  return {
    volume: shortened(total(ours.map((line) => line.volume))),
    cost: shortened(total(ours.map((line) => line.cost?.amount ?? '0'))),
  };
}

/** Undefined below a MB, and where data costs nothing. */
function pricePerMb(data: Pick<DataPrice, 'volume' | 'cost'> | undefined): number | undefined {
  return data && data.volume >= LEAST_VOLUME_MB && data.cost > 0 ? data.cost / data.volume : undefined;
}

function total(amounts: string[]): number {
  return amounts.reduce((sum, amount) => sum + Number(amount), 0);
}
