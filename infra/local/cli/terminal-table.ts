import Table from 'cli-table3';
import { COLUMNS, columnsOf } from './terminal-text.ts';

/** The number of blanks between two columns. */
export const GAP = 2;

export interface Column {
  head: string;
  /** Whether to align the column to the right. */
  isNumber?: true;
}

const PLACES = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
].concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle']);

/**
 * Prints a table without lines between its cells. A cell may have several lines. Only the last column may hold text from
 * outside: programs count columns of rare characters differently, and no column follows it.
 */
export function plainTable(columns: Column[], rows: string[][]): string {
  const table = new Table({
    head: columns.map(({ head }) => head),
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    chars: Object.fromEntries(PLACES.map((place) => [place, ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Counts how many of the 80 columns are left beside these cells. */
export function roomBeside(columns: Column[], rows: string[][]): number {
  const widths = columns.map(({ head }, index) => {
    const lines = rows.flatMap((row) => row[index]?.split('\n') ?? []);
    return lines.reduce((width, line) => Math.max(width, columnsOf(line)), head.length);
  });
  return widths.reduce((room, width) => room - width - GAP, COLUMNS);
}
