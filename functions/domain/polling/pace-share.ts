/** Minutes until a 429 is forgotten: twice the window in which emnify counts requests. */
const FORGOTTEN_AFTER_MINUTES = 10;
const SHARE_AFTER_429 = 0.5;

/**
 * The share of its pace that every worker keeps after a 429 to one of them: half at first, growing back to all of it.
 *
 * @param throttledAt when the last 429 came, in milliseconds since 1970; undefined where none did
 */
export function paceShare(throttledAt: number | undefined, now: number): number {
  if (throttledAt === undefined) return 1;
  const minutes = Math.max(0, (now - throttledAt) / 60_000);
  return Math.min(1, SHARE_AFTER_429 + (1 - SHARE_AFTER_429) * (minutes / FORGOTTEN_AFTER_MINUTES));
}
