import { LOOKS_PER_RUN } from '../../../infra/constructs/emnify-pace.ts';
import { type Figures, figuresOf } from '../months/figures.ts';
import { type Game, play } from '../months/play.ts';
import type { Section, Target } from '../section.ts';

const SIZES = [1_000, 10_000, 100_000];
/** Requests of all workers in an hour. */
const LOOKS_PER_HOUR = LOOKS_PER_RUN * 12;

interface Pair {
  endpoints: number;
  plan: Figures;
  naive: Figures;
}

export const delays: Section = {
  name: 'delays',
  title: 'How soon a crossing is told',

  async run({ seed }) {
    const pairs = SIZES.map((endpoints): Pair => {
      const figures = (way: Game['way']): Figures => figuresOf(play({ way, endpoints, seed }).month);
      return { endpoints, plan: figures('plan'), naive: figures('naive') };
    });
    return {
      rows: pairs.flatMap(({ endpoints, plan, naive }) => [
        rowOf(endpoints, 'product', plan),
        rowOf(endpoints, 'the obvious way', naive),
      ]),
      targets: [...pairs.flatMap(targetsOf), nobodyMissed(pairs), nobodyRefused(pairs), nobodyForgotten(pairs)],
      notes: NOTES,
    };
  },
};

const NOTES = [
  'A month on a virtual clock: devices that are silent, steady, bursty or front-loaded, an update for a tenth of the fleet, stuck uploaders, SMS loops and stolen SIMs, each with a limit of EUR 5 and the usual thresholds (`test/bench/months`). The plan is the one that production runs (`functions/domain/fleet-plan.ts`), every five minutes; emnify refuses what is beyond its limits.',
  "Delays are in minutes, from the moment at which a cost reaches a threshold to the message. emnify's own delay comes on top of both ways. Overspent is what all devices together cost beyond their limits before anybody was told, in EUR.",
  'The obvious way (`test/bench/naive.ts`) has as many requests, may use all of emnify’s rate, and runs on where a Lambda would be ended after 15 minutes.',
  `What bounds 100,000: a device that suddenly spends is one of 100,000 that could have been it, and one request tells of one device. All workers together look at ${LOOKS_PER_HOUR.toLocaleString('en-US')} an hour, so even a search that begins at once comes to 95 % of the suspects after ${hoursFor(0.95 * 100_000)} hours; and half of the monthly quota pays for 50 such searches, while some 190 devices begin to spend like that in this month. What can be known beforehand (who is near a threshold, who rises) is told in minutes: see the median.`,
];

function targetsOf({ endpoints, plan, naive }: Pair): Target[] {
  const ratio = plan.p95 / naive.p95;
  const p95 = `${endpoints.toLocaleString('en-US')} endpoints: p95 of the delay`;
  if (endpoints === 10_000) {
    return [
      { what: p95, wanted: 'at most 60 minutes', seen: minutes(plan.p95), reached: plan.p95 <= 60 },
      { what: `${p95}, of the obvious way's`, wanted: 'at most 1/4', seen: ratio.toFixed(2), reached: ratio <= 1 / 4 },
    ];
  }
  if (endpoints !== 100_000) return [];
  const seen = `${ratio.toFixed(2)}: ${minutes(plan.p95)}, where one search takes ${hoursFor(0.95 * endpoints)} hours (see the notes)`;
  return [{ what: `${p95}, of the obvious way's`, wanted: 'at most 1/10', seen, reached: ratio <= 1 / 10 }];
}

function nobodyMissed(pairs: Pair[]): Target {
  const missed = pairs.reduce((sum, { plan }) => sum + plan.missed + plan.invented, 0);
  return { what: 'Crossings missed or invented', wanted: '0', seen: String(missed), reached: missed === 0 };
}

function nobodyRefused(pairs: Pair[]): Target {
  const refused = pairs.reduce((sum, { plan }) => sum + plan.refused, 0);
  return { what: 'Requests that emnify refused', wanted: '0', seen: String(refused), reached: refused === 0 };
}

/** At 100,000 the quota allows 50 looks a month for each endpoint, and searches are paid from it, too. */
function nobodyForgotten(pairs: Pair[]): Target {
  const small = pairs.filter(({ endpoints }) => endpoints <= 10_000);
  const longest = Math.max(...small.map(({ plan }) => plan.longestUnseen));
  return {
    what: 'The longest time that an endpoint was not looked at, up to 10,000 endpoints',
    wanted: 'at most 24 hours',
    seen: `${longest.toFixed(1)} hours`,
    reached: longest <= 24,
  };
}

function rowOf(endpoints: number, way: string, figures: Figures) {
  return {
    endpoints,
    way,
    requests: figures.requests,
    refused: figures.refused,
    crossings: figures.crossings,
    missed: figures.missed,
    median: Math.round(figures.median),
    p95: Math.round(figures.p95),
    p99: Math.round(figures.p99),
    worst: Math.round(figures.worst),
    overspent: Math.round(figures.overspent),
    'longest unseen, hours': Number(figures.longestUnseen.toFixed(1)),
  };
}

function minutes(count: number): string {
  return `${Math.round(count)} minutes`;
}

function hoursFor(looks: number): string {
  return (looks / LOOKS_PER_HOUR).toFixed(1);
}
