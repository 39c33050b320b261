/** One first try and this many more. */
export const MAX_RETRIES = 4;

const FIRST_DELAY_SECONDS = 0.5;
export const LONGEST_DELAY_SECONDS = 20;
/** A server that asks for longer than this is better asked again by the queue's redelivery. */
const LONGEST_RETRY_AFTER_SECONDS = 60;

/**
 * How long to wait before another try, in seconds; `undefined` when giving up is better. Exponential with jitter,
 * as emnify documents no `Retry-After`; where one is there it is honoured, with a little jitter on top so that
 * workers do not come back as one. A `Retry-After` of nothing, or a date that a wrong clock sees in the past, does not
 * shorten the wait.
 *
 * @param retry 0 before the first repetition
 * @param random in [0, 1)
 */
export function retryDelaySeconds(retry: number, random: number, retryAfterSeconds = 0): number | undefined {
  if (retry >= MAX_RETRIES || retryAfterSeconds > LONGEST_RETRY_AFTER_SECONDS) return undefined;
  const backoff = Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** retry) * (0.5 + random / 2);
  return retryAfterSeconds > 0 ? Math.max(backoff, retryAfterSeconds + random) : backoff;
}

/** `Retry-After` in seconds: a number, or an HTTP date seen from `now`. */
export function parseRetryAfter(header: string | null, now: Date): number | undefined {
  if (!header) return undefined;
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header);
  // Date.parse alone makes a date of almost anything that has a digit in it.
  const date = header.endsWith(' GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now.getTime()) / 1000);
}
