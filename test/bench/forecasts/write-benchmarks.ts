import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  anomalyTable,
  behavioursTable,
  CAUTIONS,
  confidencesTable,
  curveTable,
  DEVICES,
  nearMissTable,
  RANGE_DEVICES,
  rangesTable,
  rulesTable,
  SEEDS,
  shareOver,
} from './benchmark-section.ts';
import { rangeChecks } from './ranges.ts';
import { simulate } from './simulate.ts';

/**
 * Without options: plays the fleets of docs/benchmarks.md again and puts their figures there, between the markers.
 * With `--seed`: plays that one fleet and prints the same tables.
 */
const { values } = parseArgs({ options: { seed: { type: 'string' }, devices: { type: 'string' } } });
const devices = wholeNumber('devices', values.devices) ?? DEVICES;
const seed = wholeNumber('seed', values.seed);
const seeds = seed === undefined ? SEEDS : [seed];

const fleets = new Map(seeds.map((each) => [each, simulate({ seed: each, devices })]));
const all = [...fleets.values()].flat();
const ranges = new Map(
  seeds.map((each) => [each, rangeChecks({ seed: each, devices: Math.min(devices, RANGE_DEVICES) })]),
);
const curve = new Map(
  CAUTIONS.map((caution) => [
    caution,
    caution === 1 ? all : seeds.flatMap((each) => simulate({ seed: each, devices }, { onlyAnomaly: true, caution })),
  ]),
);
const tables: Record<string, string> = {
  rules: rulesTable(fleets),
  over: `${shareOver(all)} of the devices reached their limit.`,
  anomalies: anomalyTable(fleets),
  curve: curveTable(curve),
  ranges: rangesTable(ranges),
  confidences: confidencesTable([...ranges.values()].flat()),
  'near misses': nearMissTable(all),
  behaviours: behavioursTable(all),
};

if (seed === undefined && values.devices === undefined) {
  const file = 'docs/benchmarks.md';
  const before = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    Object.entries(tables).reduce((text, [name, figures]) => filled(text, name, figures), before),
  );
} else {
  process.stdout.write(`${Object.values(tables).join('\n\n')}\n`);
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new RangeError(`--${name} wants a whole number from 1 on, not "${value}"`);
  return Number(value);
}

function filled(text: string, name: string, figures: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!pattern.test(text)) throw new Error(`docs/benchmarks.md has no place for "${name}"`);
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}${figures}\n${end}`);
}
