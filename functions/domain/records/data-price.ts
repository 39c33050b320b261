import type { TrafficFigures } from '../costs/emnify-figures.ts';
import type { Period } from '../values/month.ts';
import { shortened } from '../values/storable.ts';

/** What data has cost by volume. Numbers in the budgets' currency and emnify's MB. */
export interface DataPrice {
  /** Volume and cost of the month at the last check that was compared. */
  volume: number;
  cost: number;
  /** Usual cost of a MB, from before it became dear. */
  usual?: number;
  /** Cost of a MB in the last comparison, where it is dear, and in how many comparisons in a row. */
  dear?: { perMb: number; times: number };
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

/** Compares the data of two checks, as soon as enough came between them. */
export function dataPriceAfter(
  before: DataPrice | undefined,
  figures: TrafficFigures[],
  { period, currency }: { period: Period; currency: string },
): DataPrice | undefined {
  const data = figures.filter((line) => line.trafficType === 'data' && line.period === period);
  const ours = data.filter(({ cost }) => cost?.currency === currency);
  if (data.length === 0 || ours.length < data.length) return before;
  const volume = shortened(total(ours.map((line) => line.volume)));
  const cost = shortened(total(ours.map((line) => line.cost?.amount ?? '0')));
  if (!before) return { volume, cost };
  const [moreVolume, moreCost] = [volume - before.volume, cost - before.cost];
  if (moreVolume < LEAST_VOLUME_MB && moreCost < LEAST_COST) return before;
  const usual = before.usual ?? (before.volume >= LEAST_VOLUME_MB ? before.cost / before.volume : undefined);
  if (moreVolume <= 0 || moreCost < 0) return { volume, cost, ...(usual && { usual: shortened(usual) }) };
  const perMb = moreCost / moreVolume;
  if (usual && perMb > DEAR_TIMES * usual) {
    return {
      volume,
      cost,
      usual: shortened(usual),
      dear: { perMb: shortened(perMb), times: (before.dear?.times ?? 0) + 1 },
    };
  }
  return { volume, cost, usual: shortened(usual ? usual + NEWEST_WEIGHT * (perMb - usual) : perMb) };
}

/** The history at the beginning of a month, when emnify counts from zero again. */
export function inNewMonth(price: DataPrice | undefined): DataPrice | undefined {
  return price && { ...price, volume: 0, cost: 0 };
}

/** The price to report: dear, and seen twice. */
export function dearPrice({ usual, dear }: DataPrice): { perMb: number; usualPerMb: number } | undefined {
  return dear && usual && dear.times >= SEEN_TIMES ? { perMb: dear.perMb, usualPerMb: usual } : undefined;
}

function total(amounts: string[]): number {
  return amounts.reduce((sum, amount) => sum + Number(amount), 0);
}
