/** One first try and this many more. */
export const MAX_RETRIES = 4;

const FIRST_DELAY_SECONDS = 0.5;
const LONGEST_DELAY_SECONDS = 20;
/** A server that asks for longer than this is better asked again by the queue's redelivery. */
const LONGEST_RETRY_AFTER_SECONDS = 60;

/**
 * How long to wait before another try, in seconds; `undefined` when giving up is better. Exponential with full jitter,
 * as emnify documents no `Retry-After`; where one is there it is honoured, with a little jitter on top so that
 * workers do not come back as one.
 *
 * @param retry 0 before the first repetition
 * @param random in [0, 1)
 */
export function retryDelaySeconds(retry: number, random: number, retryAfterSeconds?: number): number | undefined {
  if (retry >= MAX_RETRIES) return undefined;
  if (retryAfterSeconds !== undefined) {
    return retryAfterSeconds > LONGEST_RETRY_AFTER_SECONDS ? undefined : retryAfterSeconds + random;
  }
  return Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** retry) * (0.5 + random / 2);
}

/** `Retry-After` in seconds: a number, or an HTTP date seen from `now`. */
export function parseRetryAfter(header: string | null, now: Date): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now.getTime()) / 1000);
}
