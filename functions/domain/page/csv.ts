/** A cell: text from outside, or a figure of ours. */
export type Cell = { text: string } | { figure: string | number | undefined };

/**
 * A line of CSV as RFC 4180 has it. Text that a spreadsheet would run as a formula gets an apostrophe in front: names and
 * tags are data of others.
 */
export function csvLine(cells: Cell[]): string {
  const written = cells.map((cell) => ('text' in cell ? harmless(cell.text) : String(cell.figure ?? '')));
  return `${written.map(quoted).join(',')}\r\n`;
}

/** Spreadsheets take these for the beginning of a formula, in full width as well. */
const FORMULA = /^[\s\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠]|^[\t\r]/u;

function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
