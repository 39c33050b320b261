import { setTimeout } from 'node:timers/promises';

/** What the obvious way needs: emnify's list, one endpoint's cost, and somebody to tell. */
export interface NaiveDeps {
  listAll(): Promise<{ id: string; name: string }[]>;
  /** What an endpoint has cost this month, in EUR. */
  stats(id: string): Promise<number>;
  publish(subject: string, text: string): Promise<void>;
  /** Waits, by default on the real clock. */
  pause?(ms: number): Promise<unknown>;
}

export interface NaiveSettings {
  limit: number;
  thresholdsPct: number[];
}

/** emnify answers 2,000 requests in five minutes: six at once, once a second. */
const CHUNK = 6;
const CHUNK_MS = 1000;

/**
 * The obvious way to watch costs, and what this product is compared with: a Lambda on a schedule that lists all
 * endpoints, asks for the costs of each, compares, and publishes.
 *
 * @returns its handler, which remembers what it told for as long as it is warm
 */
export function naiveLambda(deps: NaiveDeps, { limit, thresholdsPct }: NaiveSettings) {
  const { listAll, stats, publish, pause = setTimeout } = deps;
  const told = new Map<string, number>();

  async function check({ id, name }: { id: string; name: string }): Promise<void> {
    const cost = await stats(id);
    const pct = (cost / limit) * 100;
    const reached = Math.max(0, ...thresholdsPct.filter((threshold) => pct >= threshold));
    if (reached <= (told.get(id) ?? 0)) return;
    const subject = `${name}: EUR ${cost.toFixed(2)} of EUR ${limit.toFixed(2)} (${Math.floor(pct)} %)`;
    await publish(subject, `${name} (${id}) has reached ${reached} % of its monthly limit.`);
    told.set(id, reached);
  }

  return async function handler(): Promise<{ checked: number; failed: number }> {
    const endpoints = await listAll();
    let failed = 0;
    for (let start = 0; start < endpoints.length; start += CHUNK) {
      const [results] = await Promise.all([
        Promise.allSettled(endpoints.slice(start, start + CHUNK).map(check)),
        pause(CHUNK_MS),
      ]);
      failed += results.filter(({ status }) => status === 'rejected').length;
    }
    return { checked: endpoints.length - failed, failed };
  };
}
