/** Prints what the simulation comes to, seed by seed, as JSON. In a process of its own it takes half as long as in a test. */
import { DEVICES, RANGE_DEVICES, SEEDS } from './benchmark-section.ts';
import { rangeChecks } from './ranges.ts';
import { simulate } from './simulate.ts';

const fleets = SEEDS.map((seed) => [seed, simulate({ seed, devices: DEVICES })]);
const ranges = SEEDS.map((seed) => [seed, rangeChecks({ seed, devices: RANGE_DEVICES })]);
process.stdout.write(JSON.stringify({ fleets, ranges }));
