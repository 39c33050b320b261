import { LOCATIONS_PER_FIVE_MINUTES, LOCATIONS_PER_RUN } from '../contracts/location-share.ts';
import type { EvaluateDeps } from './evaluation.ts';

const FIVE_MINUTES_MS = 5 * 60_000;

type Ask = EvaluateDeps['emnify']['location'];

/**
 * Lets through so many requests for locations in each run of the function, and in any five minutes of this worker; of
 * further endpoints none is known.
 */
export function rationLocations(ask: Ask, now: () => Date): { location: Ask; middleware: { before(): void } } {
  let left = LOCATIONS_PER_RUN;
  let lately: number[] = [];
  return {
    async location(id) {
      const at = now().getTime();
      lately = lately.filter((asked) => at - asked < FIVE_MINUTES_MS);
      if (left === 0 || lately.length >= LOCATIONS_PER_FIVE_MINUTES) return undefined;
      left -= 1;
      lately.push(at);
      return await ask(id);
    },
    middleware: {
      before() {
        left = LOCATIONS_PER_RUN;
      },
    },
  };
}
