type Cell = string | number;

/**
 * A table that reads well in a terminal and in Markdown. Columns of figures are set to the right.
 *
 * @param rows all with the same keys, which head the columns
 */
export function renderTable(rows: Record<string, Cell>[]): string {
  const head = Object.keys(rows[0] ?? {});
  const strange = rows.find((row) => Object.keys(row).join() !== head.join());
  if (strange) throw new RangeError(`a row has the columns ${Object.keys(strange).join()}, the first ${head.join()}`);
  const columns = head.map((name) =>
    columnOf(
      name,
      rows.map((row) => row[name] ?? ''),
    ),
  );
  const line = (index: number): string => `| ${columns.map(({ cells }) => cells[index] ?? '').join(' | ')} |`;
  const rule = `| ${columns.map(({ rule }) => rule).join(' | ')} |`;
  return [line(0), rule, ...rows.map((_, index) => line(index + 1))].join('\n');
}

function columnOf(name: string, values: Cell[]): { cells: string[]; rule: string } {
  const isFigures = values.some((value) => typeof value === 'number');
  const cells = [name, ...values.map(textOf)].map((cell) => cell.replaceAll('|', '\\|'));
  const width = Math.max(3, ...cells.map(({ length }) => length));
  return {
    cells: cells.map((cell) => (isFigures ? cell.padStart(width) : cell.padEnd(width))),
    rule: isFigures ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  };
}

/** With thousands set apart and no more than three figures that say something. */
function textOf(value: Cell): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const decimals = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals, minimumFractionDigits: decimals });
}
