import type { EvaluateDeps } from './evaluation.ts';

/** The most requests for locations in one run of the function: a jump of the whole fleet needs no more to be seen. */
export const MOST_LOCATIONS = 10;

type Ask = EvaluateDeps['emnify']['location'];

/** Lets through so many requests for locations in each run of the function; of further endpoints none is known. */
export function rationLocations(ask: Ask): { location: Ask; middleware: { before(): void } } {
  let left = MOST_LOCATIONS;
  return {
    async location(id) {
      if (left === 0) return undefined;
      left -= 1;
      return await ask(id);
    },
    middleware: {
      before() {
        left = MOST_LOCATIONS;
      },
    },
  };
}
