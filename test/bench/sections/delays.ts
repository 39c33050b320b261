import { CHECKS_PER_RUN } from '../../../infra/constructs/parts/emnify-pace.ts';
import type { Figures } from '../months/figures.ts';
import type { Game } from '../months/play.ts';
import { playAll } from '../months/play-all.ts';
import type { Section, Target } from '../section.ts';

/** Requests of all workers in an hour. */
const CHECKS_PER_HOUR = CHECKS_PER_RUN * 12;

type Way = 'product' | 'the obvious way';

const GAMES: Record<Way, Game['way']> = { product: 'plan', 'the obvious way': 'naive' };

/** One fleet played in one way, and what came of it. */
interface Line {
  endpoints: number;
  way: Way;
  figures: Figures;
}

const LINES: Omit<Line, 'figures'>[] = [
  { endpoints: 1_000, way: 'product' },
  { endpoints: 1_000, way: 'the obvious way' },
  { endpoints: 10_000, way: 'product' },
  { endpoints: 10_000, way: 'the obvious way' },
  { endpoints: 100_000, way: 'product' },
  { endpoints: 100_000, way: 'the obvious way' },
];

export const delays: Section = {
  name: 'delays',
  title: 'How soon a crossing is alerted',

  async run({ seed }) {
    // The largest fleets first, so that no processor is idle while the last of them is played.
    const lines = LINES.toReversed();
    const played = await playAll(lines.map(({ endpoints, way }) => ({ way: GAMES[way], endpoints, seed })));
    const all = lines.flatMap((line, index): Line[] => (played[index] ? [{ ...line, figures: played[index] }] : []));
    all.reverse();
    const product = all.filter(({ way }) => way !== 'the obvious way');
    return {
      rows: all.map(rowOf),
      targets: [
        ...product.flatMap((line) => targetsOf(line, naiveOf(all, line))),
        noneMissed(product),
        noneRefused(product),
        noneForgotten(product),
      ],
      notes: NOTES,
    };
  },
};

const NOTES = [
  'A month on a virtual clock: devices that are silent, steady, bursty or front-loaded, an update for a tenth of the fleet, stuck uploaders, SMS loops and stolen SIMs, each with a limit of EUR 5 and the usual thresholds (`test/bench/months`). The plan is the one that production runs (`functions/domain/polling/polling-plan.ts`), every five minutes; emnify refuses what is beyond its limits.',
  "Delays are in minutes, from the moment at which a cost reaches a threshold to the message. emnify's own delay comes on top of both ways. Overspent is what all devices together cost beyond their limits before the first alert, in EUR.",
  'The obvious way (`test/bench/months/naive.ts`) is a Lambda that lists all endpoints, asks for the costs of each, compares, and publishes. It has as many requests, may use all of emnify’s rate, and runs on where a Lambda would be ended after 15 minutes.',
  `What bounds 100,000: a device that suddenly spends is one of 100,000 that could have been it, and one request shows one device. All workers together check ${CHECKS_PER_HOUR.toLocaleString('en-US')} an hour, so even a search that begins at once comes to 95 % of the suspects after ${hoursFor(0.95 * 100_000)} hours; and half of the monthly quota pays for 50 such searches, while some 190 devices begin to spend like that in this month. What can be known beforehand (which endpoint is near a threshold or rises) is reported in minutes: see the median.`,
];

function naiveOf(all: Line[], { endpoints }: Line): Figures {
  const naive = all.find((line) => line.way === 'the obvious way' && line.endpoints === endpoints);
  if (!naive) throw new Error(`the obvious way was not played for ${endpoints} endpoints`);
  return naive.figures;
}

function targetsOf({ endpoints, way, figures }: Line, naive: Figures): Target[] {
  const ratio = figures.p95 / naive.p95;
  const p95 = `${endpoints.toLocaleString('en-US')} endpoints, ${way}: p95 of the delay`;
  if (endpoints === 10_000) {
    return [
      { what: p95, wanted: 'at most 60 minutes', seen: minutes(figures.p95), reached: figures.p95 <= 60 },
      { what: `${p95}, of the obvious way's`, wanted: 'at most 1/4', seen: ratio.toFixed(3), reached: ratio <= 1 / 4 },
    ];
  }
  if (endpoints !== 100_000) return [];
  const bound = `where one search takes ${hoursFor(0.95 * endpoints)} hours (see the notes)`;
  const seen = `${ratio.toFixed(3)}: ${minutes(figures.p95)}, ${bound}`;
  return [{ what: `${p95}, of the obvious way's`, wanted: 'at most 1/10', seen, reached: ratio <= 1 / 10 }];
}

function noneMissed(lines: Line[]): Target {
  const missed = lines.reduce((sum, { figures }) => sum + figures.missed + figures.invented, 0);
  return { what: 'Crossings missed or invented', wanted: '0', seen: String(missed), reached: missed === 0 };
}

function noneRefused(lines: Line[]): Target {
  const refused = lines.reduce((sum, { figures }) => sum + figures.refused, 0);
  return { what: 'Requests that emnify refused', wanted: '0', seen: String(refused), reached: refused === 0 };
}

/** At 100,000 the quota allows 50 checks a month for each endpoint, and searches are paid from it, too. */
function noneForgotten(lines: Line[]): Target {
  const small = lines.filter(({ endpoints }) => endpoints <= 10_000);
  const longest = Math.max(...small.map(({ figures }) => figures.longestUnseen));
  return {
    what: 'The longest time that an endpoint was not checked, up to 10,000 endpoints',
    wanted: 'at most 24 hours',
    seen: `${longest.toFixed(1)} hours`,
    reached: longest <= 24,
  };
}

function rowOf({ endpoints, way, figures }: Line) {
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

function hoursFor(checks: number): string {
  return (checks / CHECKS_PER_HOUR).toFixed(1);
}
