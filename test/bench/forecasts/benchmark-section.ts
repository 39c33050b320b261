import type { Accuracy } from './accuracy.ts';
import { BEHAVIOURS } from './behaviours.ts';
import { type Outcome, RULES, type Rule, type Score, scoreOf } from './simulate.ts';

/** The seeds that docs/benchmarks.md shows and the tests hold to the requirement. */
export const SEEDS = [1, 2, 3];
export const DEVICES = 2_000;

/** False alarms, recall and lead of every rule, a row for each rule and seed. */
export function rulesTable(fleets: ReadonlyMap<number, Outcome[]>): string {
  const rows = RULES.flatMap((rule) =>
    [...fleets].map(([seed, outcomes]) => [NAMES[rule], String(seed), ...cells(scoreOf(rule, outcomes))]),
  );
  return table(['rule', 'seed', 'false alarms', 'recall', 'median lead'], rows);
}

/** Where the rules are strong and weak: false alarms and recall by behaviour, of all fleets together. */
export function behavioursTable(outcomes: Outcome[]): string {
  const rules: Rule[] = ['straight line', 'forecast', 'time-to-limit'];
  const rows = BEHAVIOURS.map(({ name, does, weight }) => {
    const these = outcomes.filter(({ behaviour }) => behaviour === name);
    const over = these.filter(({ reachedAt }) => reachedAt !== undefined).length / these.length;
    const scores = rules.map((rule) => scoreOf(rule, these));
    const both = scores.map(({ falseAlarms, recall }) => `${percent(falseAlarms)} / ${percent(recall)}`);
    return [name, does, `${weight} %`, percent(over), ...both];
  });
  return table(['behaviour', 'what it does', 'share', 'over', ...rules.map((rule) => NAMES[rule])], rows);
}

/** How a fleet ended: the share over the limit, and how near the falsely warned came to it. */
export function nearMissTable(outcomes: Outcome[]): string {
  const under = outcomes.filter(({ reachedAt }) => reachedAt === undefined);
  const rules: Rule[] = ['straight line', 'forecast', 'time-to-limit'];
  const rows = rules.map((rule) => {
    const warned = under.filter(({ warnedAt }) => warnedAt[rule] !== undefined);
    const from = (share: number): string =>
      percent(warned.filter(({ endedAt }) => endedAt >= share).length / warned.length);
    return [NAMES[rule], from(0.7), from(0.8), from(0.9)];
  });
  return table(['falsely warned by', 'ended at 70 % or more', '80 % or more', '90 % or more'], rows);
}

export function accuracyTable(accuracies: Accuracy[]): string {
  const rows = accuracies.map(({ confidence, medianError, ninthDecile }) => [
    confidence,
    percent(medianError),
    percent(ninthDecile),
  ]);
  return table(['confidence', 'half were nearer than', 'nine of ten nearer than'], rows);
}

export function shareOver(outcomes: Outcome[]): string {
  return percent(outcomes.filter(({ reachedAt }) => reachedAt !== undefined).length / outcomes.length);
}

const NAMES: Record<Rule, string> = {
  'straight line': 'straight line',
  forecast: '`forecast`',
  'time-to-limit': '`time-to-limit`',
  either: 'either of the two',
};

function cells({ falseAlarms, recall, medianLeadHours }: Score): string[] {
  return [percent(falseAlarms), percent(recall), `${Math.round(medianLeadHours)} h`];
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`;
}

function table(head: string[], rows: string[][]): string {
  const line = (row: string[]): string => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
