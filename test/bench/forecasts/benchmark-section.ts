import { BEHAVIOURS } from './behaviours.ts';
import { type RangeCheck, rangeScoreOf } from './ranges.ts';
import { anomalyScoreOf, type Outcome, RULES, type Rule, type Score, scoreOf, shareOf } from './simulate.ts';

/** The seeds that docs/benchmarks.md shows and the tests hold to what was reached. */
export const SEEDS = [1, 2, 3];
export const DEVICES = 600;
/** Ranges are asked for at every midnight, so fewer devices say as much. */
export const RANGE_DEVICES = 200;

/** How much more than what is usual an anomaly needs, for the curve. 1 is the rule itself. */
export const CAUTIONS = [0.7, 0.85, 1, 1.25, 1.5];

type Fleets = ReadonlyMap<number, Outcome[]>;

/** False alarms, recall and lead of every rule, a row for each rule and seed. */
export function rulesTable(fleets: Fleets): string {
  const rows = RULES.flatMap((rule) =>
    [...fleets].map(([seed, outcomes]) => [NAMES[rule], String(seed), ...cells(scoreOf(rule, outcomes))]),
  );
  const head = [
    'rule',
    'seed',
    'false',
    'incidents that stayed under',
    'recall',
    'recall where possible',
    'median lead',
    '9 of 10 leads',
  ];
  return table(head, rows);
}

/** How soon incidents are alerted, and how often there is an alert without one. */
export function anomalyTable(fleets: Fleets): string {
  const rows = [...fleets].map(([seed, outcomes]) => [String(seed), ...anomalyCells(outcomes)]);
  return table(['seed', ...ANOMALY_HEAD], rows);
}

/** What an alert costs in false ones: the rule with more and with less caution. */
export function curveTable(curve: ReadonlyMap<number, Outcome[]>): string {
  const rows = [...curve].map(([caution, outcomes]) => [
    caution === 1 ? '1 (the rule)' : String(caution),
    ...anomalyCells(outcomes),
  ]);
  return table(['caution', ...ANOMALY_HEAD], rows);
}

const ANOMALY_HEAD = [
  'large incidents',
  'alerted by the third check',
  'before half of the limit',
  'the same where possible',
  'device-months without an incident that got one',
];

function anomalyCells(outcomes: Outcome[]): string[] {
  const score = anomalyScoreOf(outcomes);
  const shares = [score.inTime, score.beforeHalf, score.beforeHalfIfPossible, score.falseAlarms];
  return [String(score.large), ...shares.map(percent)];
}

/** Where the rules are strong and weak, by behaviour, of all fleets together. */
export function behavioursTable(outcomes: Outcome[]): string {
  const rules: Rule[] = ['straight line', 'forecast', 'together'];
  const rows = BEHAVIOURS.map(({ name, does, weight }) => {
    const these = outcomes.filter(({ behaviour }) => behaviour === name);
    const over = shareOf(these, ({ reachedAt }) => reachedAt !== undefined);
    const both = rules.map((rule) => {
      const { falseAlarms, incidentsUnder, recall } = scoreOf(rule, these);
      return `${percent(Number.isNaN(falseAlarms) ? incidentsUnder : falseAlarms)} / ${percent(recall)}`;
    });
    const { inTime, falseAlarms } = anomalyScoreOf(these);
    return [name, does, `${weight} %`, percent(over), ...both, `${percent(falseAlarms)} / ${percent(inTime)}`];
  });
  return table(['behaviour', 'what it does', 'share', 'over', ...rules.map((rule) => NAMES[rule]), 'an anomaly'], rows);
}

/** How wide the ranges of the month's end are, and how many hold the outcome. */
export function rangesTable(ranges: ReadonlyMap<number, RangeCheck[]>): string {
  const cellsOf = (checks: RangeCheck[]): string[] => {
    const { within, medianWidth } = rangeScoreOf(checks);
    return [percent(within), percent(medianWidth)];
  };
  const rows = [...ranges].map(([seed, checks]) => [
    String(seed),
    ...cellsOf(checks.filter(({ isForeseeable }) => isForeseeable)),
    ...cellsOf(checks),
  ]);
  return table(['seed', 'outcome within', 'half were narrower than', 'all checks: within', 'narrower than'], rows);
}

/** What the confidence of a range is worth. */
export function confidencesTable(checks: RangeCheck[]): string {
  const rows = (['low', 'medium', 'high'] as const).map((confidence) => {
    const these = checks.filter((check) => check.isForeseeable && check.confidence === confidence);
    const { within, medianWidth } = rangeScoreOf(these);
    return [confidence, percent(these.length / checks.length), percent(within), percent(medianWidth)];
  });
  return table(['confidence', 'share of the checks', 'outcome within', 'half were narrower than'], rows);
}

/** How near the falsely warned came to their limits. */
export function nearMissTable(outcomes: Outcome[]): string {
  const under = outcomes.filter(({ reachedAt, incident }) => reachedAt === undefined && incident === undefined);
  const rules: Rule[] = ['straight line', 'forecast', 'anomaly'];
  const rows = rules.map((rule) => {
    const warned = under.filter(({ warnedAt }) => warnedAt[rule] !== undefined);
    const from = (share: number): string =>
      percent(warned.filter(({ endedAt }) => endedAt >= share).length / warned.length);
    return [NAMES[rule], from(0.7), from(0.8), from(0.9)];
  });
  return table(['falsely warned by', 'ended at 70 % or more', '80 % or more', '90 % or more'], rows);
}

export function shareOver(outcomes: Outcome[]): string {
  return percent(outcomes.filter(({ reachedAt }) => reachedAt !== undefined).length / outcomes.length);
}

const NAMES: Record<Rule, string> = {
  'straight line': 'straight line',
  'forecast before': '`forecast` of 0.1',
  'time-to-limit before': '`time-to-limit` of 0.1',
  'together before': 'both of 0.1',
  forecast: '`forecast`',
  anomaly: '`anomaly`',
  together: '`forecast` and `anomaly`',
};

function cells(score: Score): string[] {
  const shares = [score.falseAlarms, score.incidentsUnder, score.recall, score.possibleRecall];
  return [...shares.map(percent), `${Math.round(score.medianLeadHours)} h`, `${score.shortLeadHours} h`];
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(share * 100).toFixed(1)} %`;
}

function table(head: string[], rows: string[][]): string {
  const line = (row: string[]): string => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
