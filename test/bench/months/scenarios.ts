import { randomFrom } from '../forecasts/random.ts';
import { MONTH_HOURS } from './calendar.ts';
import { type Cost, type Device, deviceAt } from './devices.ts';

/** The facts of a month, whatever plan is tested on it. */
export interface World {
  device(index: number): Device;
  /**
   * What emnify shows as the organisation's total, in EUR.
   *
   * @param ours what our devices have cost by then, for any moment up to now
   * @param now in hours since the month began
   */
  shownTotal(ours: (hours: number) => number, now: number): number;
}

/** What is different from the usual world. */
type Scenario = (usual: World, fleet: { endpoints: number; seed: number }) => Partial<World>;

const DAY = 24;

/** A fleet of one's own goes here, and `main.ts --scenario` knows it. */
export const SCENARIOS = {
  usual: () => ({}),

  /** Device 7 costs nothing until the 28th, 9 o'clock, and then EUR 40 in three hours. */
  'wakes-late': ({ device }) => ({
    device: (index) =>
      index === 7 ? { kind: 'wakes late', costs: [{ from: 27 * DAY + 9, hours: 3, cost: 40 }] } : device(index),
  }),

  /** On the 20th at 14 o'clock every tenth device downloads EUR 6 in half an hour. */
  firmware: ({ device }) => ({
    device(index) {
      const { kind, costs } = device(index);
      if (index % 10 !== 3) return { kind, costs };
      return { kind: 'firmware', costs: [...costs, { from: 19 * DAY + 14, hours: 0.5, cost: 6 }] };
    },
  }),

  /** The organisation's total is what it was three hours ago. */
  'lagging-total': () => ({ shownTotal: (ours, now) => ours(now - 3) }),

  /** The total holds child organisations that spend twice what we do, in 600 uploads at any time. */
  children: (_, { endpoints, seed }) => {
    const random = randomFrom(seed);
    const uploads = Array.from({ length: 600 }, () => ({
      at: random.between(0, MONTH_HOURS),
      cost: (2 * USUAL_MONTH * endpoints * random.lognormal(1)) / (600 * Math.exp(0.5)),
    }));
    return {
      shownTotal: (ours, now) => ours(now) + uploads.reduce((sum, { at, cost }) => sum + (at <= now ? cost : 0), 0),
    };
  },

  /** On the 10th and the 20th at noon, emnify takes back 30 % of what every fourth device has cost, within a minute. */
  'falling-costs': ({ device }) => ({
    device(index) {
      const { kind, costs } = device(index);
      if (index % 4 !== 1) return { kind, costs };
      const corrected = [...costs];
      for (const day of [9, 19]) corrected.push(takenBack(corrected, day * DAY + 12));
      return { kind: 'corrected', costs: corrected };
    },
  }),
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

/** What a device of the usual world costs in a month, in the middle of all, in EUR. */
const USUAL_MONTH = 1.1;

export function worldOf(name: ScenarioName, fleet: { endpoints: number; seed: number }): World {
  const usual: World = { device: (index) => deviceAt(fleet.seed, index), shownTotal: (ours, now) => ours(now) };
  return { ...usual, ...SCENARIOS[name](usual, fleet) };
}

function takenBack(costs: Cost[], at: number): Cost {
  const spent = costs.reduce(
    (sum, { from, hours, cost }) => sum + cost * Math.max(0, Math.min(1, (at - from) / hours)),
    0,
  );
  return { from: at, hours: 1 / 60, cost: -0.3 * spent };
}
