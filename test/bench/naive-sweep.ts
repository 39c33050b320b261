import { naiveLambda } from './naive.ts';
import type { QuickClock } from './quick-clock.ts';

export interface NaiveSweep {
  /** The ids of endpoints with figures. */
  seen: Set<string>;
  /** How long it took until every endpoint was looked at once, on the sweep's clock. */
  onceMinutes?: number;
}

/** Without its pause, a chunk takes as long as emnify takes to answer. */
const ANSWER_MS = 250;

/**
 * The obvious way, over and over: plain requests, one token, no second try.
 *
 * @param forMs how long, on the clock
 */
export async function sweepWithNaive(
  { baseUrl, clock, isPaced, fleetSize }: { baseUrl: string; clock: QuickClock; isPaced: boolean; fleetSize: number },
  forMs: number,
): Promise<NaiveSweep> {
  const { timer } = clock;
  const beganAt = timer.nowMs();
  const isOver = (): boolean => timer.nowMs() - beganAt >= forMs;
  const sweep: NaiveSweep = { seen: new Set() };
  const token = await authenticate(baseUrl);
  const get = async (path: string): Promise<Response> => {
    if (isOver()) throw new Error('the time is over');
    const response = await fetch(new URL(path, baseUrl), { headers: { authorization: `Bearer ${token}` } });
    if (response.ok) return response;
    await response.body?.cancel();
    throw new Error(`emnify answered ${response.status}`);
  };
  const handler = naiveLambda(
    {
      listAll: () => listAll(get),
      async stats(id) {
        const cost = await costOf(await get(`/api/v1/endpoint/${id}/stats`));
        sweep.seen.add(id);
        if (sweep.seen.size === fleetSize) sweep.onceMinutes ??= (timer.nowMs() - beganAt) / 60_000;
        return cost;
      },
      publish: async () => {},
      pause: async (ms) => (isOver() ? undefined : await timer.sleep(isPaced ? ms : ANSWER_MS)),
    },
    { limit: 5, thresholdsPct: [80, 100] },
  );
  while (!isOver()) {
    // A list that is refused ends a run; the next one begins where the schedule has it, here at once.
    await handler().catch(() => timer.sleep(1000));
  }
  return sweep;
}

async function authenticate(baseUrl: string): Promise<string> {
  const response = await fetch(new URL('/api/v1/authenticate', baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ application_token: 'the token' }),
  });
  const { auth_token } = (await response.json()) as { auth_token: string };
  return auth_token;
}

async function listAll(get: (path: string) => Promise<Response>): Promise<{ id: string; name: string }[]> {
  const endpoints: { id: string; name: string }[] = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const response = await get(`/api/v1/endpoint?page=${page}&per_page=1000`);
    pages = Number(response.headers.get('x-total-pages'));
    const items = (await response.json()) as { id: number; name: string }[];
    endpoints.push(...items.map(({ id, name }) => ({ id: String(id), name })));
  }
  return endpoints;
}

async function costOf(response: Response): Promise<number> {
  const { current_month: month = {} } = (await response.json()) as {
    current_month?: Record<string, { cost?: number }>;
  };
  return Object.values(month).reduce((sum, { cost = 0 }) => sum + cost, 0);
}
