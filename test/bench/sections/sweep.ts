import {
  AGGREGATE_PACE,
  DISCOVER_PACE,
  EMNIFY_REQUESTS_PER_FIVE_MINUTES,
  EVALUATE_PACE,
  EVALUATE_WORKERS,
} from '../../../infra/constructs/emnify-pace.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { startEmnifySimulator } from '../../../infra/local/emnify-simulator/simulator.ts';
import { deviceAt, simulatedDevice } from '../fleet.ts';
import { sweepWithNaive } from '../naive-sweep.ts';
import { type Paces, type ProductSweep, sweepWithProduct } from '../product-sweep.ts';
import { type QuickClock, quickClock } from '../quick-clock.ts';
import { keptUpInFiveMinutes, mostInFiveMinutes, refusedOf } from '../request-count.ts';
import type { Section } from '../section.ts';

const ENDPOINTS = 2_000;
/** Five minutes of emnify's window have to go by more than once, and nobody waits ten minutes for that. */
const SPEED = 8;
const MINUTES = 10;
/** As long as the others take. */
const REAL_MINUTES = MINUTES / SPEED;
const WANTED_PCT = 95;

/** What production has. */
export const PACES: Paces = {
  workers: EVALUATE_WORKERS,
  evaluate: EVALUATE_PACE,
  discover: DISCOVER_PACE,
  aggregate: AGGREGATE_PACE,
};

interface Way {
  way: string;
  minutes: number;
  /** Ids of endpoints with figures. */
  seen: ReadonlySet<string>;
  onceMinutes: number;
  requests: number;
  refused: number;
  most: number;
  /** Requests answered in five minutes, once the bursts are over. */
  keptUp: number;
}

export const sweep: Section = {
  name: 'sweep',
  title: "How much of emnify's rate a sweep uses",

  async run({ seed }) {
    const quick = { seed, speed: SPEED, minutes: MINUTES };
    const [product, real, naive, hasty] = await Promise.all([
      wayOf('product', quick, viaProduct),
      wayOf('product, real clock', { seed, speed: 1, minutes: REAL_MINUTES }, viaProduct),
      wayOf('the obvious way', quick, viaNaive(true)),
      wayOf('the obvious way without its pause', quick, viaNaive(false)),
    ]);
    const ways = [product, real, naive, hasty];
    const refused = product.refused + real.refused;
    return {
      rows: ways.map(rowOf),
      targets: [
        {
          what: 'A sweep that needs it uses what emnify permits, all workers together',
          wanted: `at least ${WANTED_PCT} % of ${MOST.toLocaleString('en-US')} requests in 5 minutes`,
          seen: `${share(product.keptUp).toFixed(1)} % (${share(real.keptUp).toFixed(1)} % on the real clock; the obvious way ${share(naive.keptUp).toFixed(1)} %)`,
          reached: share(product.keptUp) >= WANTED_PCT,
        },
        { what: 'emnify refuses none of them', wanted: '0', seen: String(refused), reached: refused === 0 },
      ],
      notes: [
        `${ENDPOINTS.toLocaleString('en-US')} endpoints, over and over, through production's client and use cases over HTTP, at production's paces (\`infra/constructs/emnify-pace.ts\`): two workers of \`evaluate\`, \`discover\` with its lists and looks at the total, \`aggregate\`. emnify's simulator enforces the documented limits.`,
        'The obvious way is a Lambda of some fifty lines (`test/bench/naive.ts`): list, ask for six endpoints a second, compare, publish. Without its pause it asks for six more as soon as it has the last six.',
        'Counted is every request that arrives, of all functions together: authentication, lists, totals, endpoints. "Kept up" is what is answered, without the bursts at the beginning.',
        `The clock is ${SPEED} times faster: waits and limits pass so much quicker, all else is as it is. Only so does emnify's window of five minutes go by whole; the line with the real clock shows that the quick one changes nothing.`,
      ],
    };
  },
};

const MOST = EMNIFY_REQUESTS_PER_FIVE_MINUTES;
const share = (requests: number): number => (100 * requests) / MOST;

function rowOf({ way, minutes, seen, onceMinutes, requests, refused, most, keptUp }: Way) {
  // A window that is too short for everybody says nothing about that.
  const isWhole = minutes >= 5;
  return {
    way,
    minutes,
    requests,
    refused,
    'most in 5 minutes': most,
    'kept up in 5 minutes': Math.round(keptUp),
    'of 2,000, %': share(keptUp),
    'all seen once after, minutes': onceMinutes,
    'endpoints without figures': isWhole ? ENDPOINTS - seen.size : Number.NaN,
  };
}

interface Sweep {
  baseUrl: string;
  clock: QuickClock;
  forMs: number;
}

async function viaProduct({ forMs, ...sweep }: Sweep) {
  return await sweepWithProduct({ ...sweep, paces: PACES, fleetSize: ENDPOINTS }, forMs);
}

function viaNaive(isPaced: boolean) {
  return async ({ forMs, ...sweep }: Sweep) => ({
    failures: [],
    ...(await sweepWithNaive({ ...sweep, isPaced, fleetSize: ENDPOINTS }, forMs)),
  });
}

/** One way, with a simulator of its own. */
async function wayOf(
  way: string,
  { seed, speed, minutes }: { seed: number; speed: number; minutes: number },
  sweepOnce: (sweep: Sweep) => Promise<ProductSweep>,
): Promise<Way> {
  const clock = quickClock(speed);
  const simulator = await startSimulator(seed, clock);
  try {
    const forMs = minutes * 60_000;
    const { seen, onceMinutes = Number.NaN, failures } = await sweepOnce({ baseUrl: simulator.url, clock, forMs });
    const { requests } = simulator;
    // A refusal is a result; anything else is a bench that does not work.
    if (failures.length > 0 && refusedOf(requests) === 0) throw failures[0];
    return {
      way,
      minutes,
      seen,
      onceMinutes,
      requests: requests.length,
      refused: refusedOf(requests),
      most: mostInFiveMinutes(requests),
      keptUp: keptUpInFiveMinutes(requests, forMs / 10),
    };
  } finally {
    await simulator.close();
  }
}

async function startSimulator(seed: number, { now }: QuickClock) {
  const devices = Array.from({ length: ENDPOINTS }, (_, index) => deviceAt(seed, index));
  const fleet = new SimulatedFleet(devices.map((device) => simulatedDevice(device, '2026-10', device.perHour * 318)));
  return await startEmnifySimulator({ fleet, now });
}
