import { type Random, randomFrom } from '../forecasts/random.ts';
import { MONTH_HOURS } from './calendar.ts';

/** A cost that runs evenly for a while; below zero it is taken back. */
export interface Cost {
  /** In hours since the month began. */
  from: number;
  hours: number;
  /** All of it, in EUR. */
  cost: number;
}

/** A device of the fleet, and its cost of this month unless it is blocked. */
export interface Device {
  kind: string;
  costs: Cost[];
}

type Draw = (random: Random) => Cost[];

/** What devices do when nothing is wrong with them. */
const USUAL: { kind: string; weight: number; costs: Draw }[] = [
  { kind: 'silent', weight: 40, costs: () => [] },
  { kind: 'steady', weight: 35, costs: (random) => [untilTheEnd(0, 1.4 * random.lognormal(0.6))] },
  { kind: 'bursty', weight: 19, costs: uploads },
  { kind: 'front-loaded', weight: 6, costs: frontLoaded },
];

/** What goes wrong, and with which share of the devices. */
const INCIDENTS: { kind: string; share: number; perHour: (random: Random) => number }[] = [
  { kind: 'stuck uploader', share: 0.0003, perHour: (random) => random.between(100, 900) },
  { kind: 'SMS loop', share: 0.0003, perHour: () => 4.2 },
  { kind: 'stolen SIM', share: 0.0002, perHour: (random) => random.between(10, 50) },
];

/** Everything about a device follows from the seed and its number. */
export function deviceAt(seed: number, index: number): Device {
  const random = randomFrom(seed * 1_000_003 + index);
  const { kind, costs } = random.weighted(USUAL);
  const usual = costs(random);
  const firmware = random.between(0, 1) < 0.1 ? [firmwareUpdate(random)] : [];
  const incident = incidentFor(random.between(0, 1));
  if (!incident) return { kind, costs: [...usual, ...firmware] };
  const from = random.between(0, MONTH_HOURS - 20);
  const perHour = incident.perHour(random);
  return { kind: incident.kind, costs: [...usual, ...firmware, untilTheEnd(from, perHour * (MONTH_HOURS - from))] };
}

/** The firmware update of a tenth of the fleet: it begins on the 13th at 10 o'clock and is through in about three hours. */
export const FIRMWARE = { from: 12 * 24 + 10, to: 12 * 24 + 13.6 };

function firmwareUpdate(random: Random): Cost {
  return {
    from: FIRMWARE.from + random.between(0, 2),
    hours: random.between(0.5, 1.5),
    cost: 1.2 * random.lognormal(0.5),
  };
}

function incidentFor(chance: number) {
  let left = chance;
  for (const incident of INCIDENTS) {
    left -= incident.share;
    if (left < 0) return incident;
  }
  return undefined;
}

function untilTheEnd(from: number, cost: number): Cost {
  return { from, hours: MONTH_HOURS - from, cost };
}

/** Ten to thirty uploads of some minutes to two hours, at any time, of very different size. */
function uploads(random: Random): Cost[] {
  const month = 1.4 * random.lognormal(0.7);
  const count = random.whole(10, 29);
  return Array.from({ length: count }, () => ({
    from: random.between(0, MONTH_HOURS),
    hours: random.between(0.2, 2.2),
    cost: (-Math.log(1 - random.between(0, 1)) * month) / count,
  }));
}

/** Half of the month in its first three days. */
function frontLoaded(random: Random): Cost[] {
  const month = 1.6 * random.lognormal(0.5);
  return Array.from({ length: MONTH_HOURS / 24 }, (_, day) => ({
    from: day * 24,
    hours: 24,
    cost: (month * Math.exp(-day / 4)) / 4.5,
  }));
}
