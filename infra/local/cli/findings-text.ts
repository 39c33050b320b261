import type { Finding, FindingGroup } from '../../doctor/finding.ts';
import { wrapped } from './terminal-text.ts';

/** As wide as the longest verdict, with its margins. */
const HANGING = ' '.repeat(11);

/** Renders findings for a terminal of 80 columns. */
export function findingsText(groups: FindingGroup[]): string {
  const blocks = groups.map(({ title, findings }) => [title, ...findings.map(findingText)].join('\n'));
  return [...blocks, countsText(groups)].join('\n\n');
}

/** The number of findings of each verdict. */
export function countsOf(groups: FindingGroup[]): Record<Finding['verdict'], number> {
  const counts = { right: 0, wrong: 0, unknown: 0 };
  for (const { verdict } of groups.flatMap(({ findings }) => findings)) counts[verdict] += 1;
  return counts;
}

function findingText({ subject, verdict, found, remedy }: Finding): string {
  const line = wrapped(`  ${verdict.padEnd(7)}  ${subject}: ${found}`, HANGING);
  return remedy === undefined ? line : `${line}\n${wrapped(`${HANGING}${remedy}`, HANGING)}`;
}

function countsText(groups: FindingGroup[]): string {
  const { right, wrong, unknown } = countsOf(groups);
  return `${right} right, ${wrong} wrong, ${unknown} unknown.`;
}
