/** Chance that is the same in every run with the same seed. */
export interface Random {
  /** Evenly from `low` up to, and without, `high`. */
  between(low: number, high: number): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** Evenly on a logarithmic scale: as often between 1 and 2 as between 2 and 4. */
  logBetween(low: number, high: number): number;
  /** Around 1, never negative: the exponential of a normal distribution. */
  lognormal(sigma: number): number;
  /** One of these, as often as its weight says. */
  weighted<T extends { weight: number }>(items: readonly T[]): T;
}

/** @param seed any whole number; every seed is another fleet */
export function randomFrom(seed: number): Random {
  const next = mulberry32(seed);
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    logBetween: (low, high) => low * (high / low) ** next(),
    lognormal: (sigma) => Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
    weighted(items) {
      let left = next() * items.reduce((total, { weight }) => total + weight, 0);
      for (const item of items) {
        left -= item.weight;
        if (left < 0) return item;
      }
      throw new RangeError('nothing to choose from');
    },
  };
}

/** Tommy Ettinger's mulberry32: 32 bits of state, evenly from 0 up to 1. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
