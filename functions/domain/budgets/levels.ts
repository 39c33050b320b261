/** 100 % is a level of every budget, named or not: reaching the limit always sends an alert. */
const LIMIT_PCT = 100;
/** The first levels beyond the limit; from 1000 % on they grow by 1, 2, 5. */
const FIRST_BEYOND = [150, 200, 300, 500];
/** The highest level: larger numbers are not exact. At a limit of EUR 5 it is 250 trillion. */
const HIGHEST = 5e15;

/**
 * The levels of a budget in percent of its limit, ascending: those it names, 100, and beyond the last of them 150, 200,
 * 300, 500, 1000, 2000, 5000 … A device whose cost keeps growing gets further alerts, and their number grows with the
 * logarithm of its cost.
 */
export function* levelsOf(named: number[]): Generator<number> {
  const own = [...new Set([...named, LIMIT_PCT])].sort((a, b) => a - b);
  yield* own;
  const last = own.at(-1) ?? LIMIT_PCT;
  for (const level of growing()) if (level > last) yield level;
}

function* growing(): Generator<number> {
  yield* FIRST_BEYOND;
  for (let decade = 1000; decade <= HIGHEST; decade *= 10) {
    for (const level of [decade, 2 * decade, 5 * decade]) if (level <= HIGHEST) yield level;
  }
}

/** The level after `pct`; `Number.MAX_SAFE_INTEGER` after the highest one. */
export function levelAfter(named: number[], pct: number): number {
  for (const level of levelsOf(named)) if (level > pct) return level;
  return Number.MAX_SAFE_INTEGER;
}
