import type { SectionResult, Target } from './section.ts';
import { renderTable } from './table.ts';

/** The table of a section, what was asked of the product, and what a reader has to know: in Markdown. */
export function resultText({ rows, targets, notes }: SectionResult): string {
  return [renderTable(rows), targets.map(targetLine).join('\n'), notes.map((note) => `- ${note}`).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** One line for one target. */
export function targetLine({ what, wanted, seen, reached }: Target): string {
  return `- ${reached ? 'Reached' : '**Missed**'}: ${what}. Wanted ${wanted}, seen ${seen}.`;
}
