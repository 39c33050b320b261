/** Amounts below this affect nothing. */
const LEAST = 1e-9;

/** A table takes no number beyond the exact ones, and none that is smaller than 1e-130. */
export function storable(amount: number): number {
  if (Math.abs(amount) < LEAST) return 0;
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, amount));
}

/** Six digits, which keep a stored record small. Rounding must not leave the exact numbers. */
export function shortened(amount: number): number {
  const short = Number(storable(amount).toPrecision(6));
  return Number.isSafeInteger(Math.trunc(short)) ? short : storable(amount);
}
