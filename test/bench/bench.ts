import { readFileSync, writeFileSync } from 'node:fs';
import { personPath } from '../../infra/local/cli/person-path.ts';
import { SECTIONS } from './all-sections.ts';
import { BENCHMARKS_PAGE, withSection } from './benchmarks-page.ts';
import { machineLine } from './machine.ts';
import { type BenchOptions, BenchUsageError, helpOf, readBenchOptions } from './options.ts';
import { resultText, targetLine } from './result-text.ts';
import type { Section, SectionResult } from './section.ts';

interface Measured extends SectionResult {
  name: string;
  title: string;
  seconds: number;
}

const names = SECTIONS.map(({ name }) => name);
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const complain = (text: string): boolean => process.stderr.write(`${text}\n`);

try {
  const options = readBenchOptions(process.argv.slice(2), names);
  process.exitCode = options.help ? help() : await bench(options);
} catch (error) {
  complain(error instanceof BenchUsageError ? error.message : wordsOf(error));
  process.exitCode = 2;
}

function wordsOf(error: unknown): string {
  return String(error instanceof Error ? error.stack : error);
}

function help(): number {
  say(helpOf(names));
  return 0;
}

/** @returns the process's status */
async function bench({ seed, only, jsonPath, write }: BenchOptions): Promise<number> {
  const machine = machineLine(seed, new Date());
  say(`Measured ${machine}`);
  const measured: Measured[] = [];
  for (const section of SECTIONS.filter(({ name }) => only.includes(name))) {
    complain(`… ${section.title}`);
    const result = await measure(section, seed).catch((error: unknown) =>
      complain(`${section.name}: ${wordsOf(error)}`),
    );
    if (typeof result !== 'object') continue;
    say(`\n## ${result.title}\n\n${resultText(result)}\n\n(${Math.round(result.seconds)} s)`);
    measured.push(result);
  }
  if (jsonPath !== undefined)
    writeFileSync(
      personPath(jsonPath, process.env),
      `${JSON.stringify({ machine, seed, sections: measured }, null, 2)}\n`,
    );
  if (write) writeFileSync(BENCHMARKS_PAGE, pageWith(measured, machine));
  const status = verdict(measured);
  const failed = only.filter((name) => !measured.some((result) => result.name === name));
  for (const name of failed) say(`- **Not measured**: ${name}, see above.`);
  return failed.length > 0 ? 2 : status;
}

async function measure(section: Section, seed: number): Promise<Measured> {
  const { name, title } = section;
  const startedAt = performance.now();
  const result = await section.run({ seed });
  return { name, title, seconds: (performance.now() - startedAt) / 1000, ...result };
}

function pageWith(measured: Measured[], machine: string): string {
  const withOne = (page: string, result: Measured): string =>
    withSection(page, result.name, `${resultText(result)}\n\nMeasured ${machine}`);
  return measured.reduce(withOne, readFileSync(BENCHMARKS_PAGE, 'utf8'));
}

function verdict(measured: Measured[]): number {
  const targets = measured.flatMap(({ name, targets }) => targets.map((target) => ({ name, target })));
  const missed = targets.filter(({ target }) => !target.reached);
  say(`\n${targets.length - missed.length} of ${targets.length} targets reached.`);
  for (const { name, target } of missed) say(`${targetLine(target)} (${name})`);
  return missed.length === 0 ? 0 : 1;
}
