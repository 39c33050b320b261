import { styleText } from 'node:util';
import { displayName } from '../../../functions/domain/costs/endpoint.ts';
import { type Decimal, type Money, twoPlaces } from '../../../functions/domain/values/money.ts';
import { plural, shorten, singleLine } from '../../../functions/domain/values/text.ts';
import type { FleetRow } from './fleet-view.ts';
import { type Column, GAP, plainTable, roomBeside } from './terminal-table.ts';
import { fitted, wrapped } from './terminal-text.ts';

export interface FleetTableOptions {
  /** The currency of the budgets. Amounts in it are shown without a currency. */
  currency: string;
  /** Show every endpoint. */
  all: boolean;
  /** The stream for the table: a terminal gets colours. */
  stream: NodeJS.WritableStream;
}

/** The number of endpoints to show without `--all`. */
const SHOWN = 15;
const AMOUNT_LENGTH = 9;
const LONGEST_ID = 20;
const SHORTEST_NAME = 8;
const STATE_LENGTH = 12;

const FIGURES: Column[] = [
  { head: 'Share', isNumber: true },
  { head: 'Cost', isNumber: true },
  { head: 'Expected', isNumber: true },
  { head: 'Limit', isNumber: true },
  { head: 'State' },
];
const STATE = FIGURES.length - 1;
const COLOURS: Record<string, 'red' | 'yellow'> = { 'over limit': 'red', failed: 'red', 'near limit': 'yellow' };
const ID: Column = { head: 'Endpoint', isNumber: true };

/** Prints the fleet as a table of at most 80 columns, the largest shares of a limit first, and says what it leaves out. */
export function fleetTable(rows: FleetRow[], { currency, all, stream }: FleetTableOptions): string {
  const shown = all ? rows : rows.slice(0, SHOWN);
  const figures = shown.map((row) => figuresOf(row, currency));
  const room = roomBeside(FIGURES, figures);
  const longestId = Math.min(LONGEST_ID, room - GAP - SHORTEST_NAME);
  const beforeNames = shown.map(({ id }, index) => [...(figures[index] ?? []), shorten(singleLine(id), longestId)]);
  const forName = roomBeside([...FIGURES, ID], beforeNames);
  const cells = shown.map((row, index) => [
    ...coloured(beforeNames[index] ?? [], row.state, stream),
    fitted(displayName(row), forName),
  ]);
  return [
    `Costs of this month, in ${currency} where no other currency is named:`,
    '',
    plainTable([...FIGURES, ID, { head: 'Name' }], cells),
    ...leftOut(rows.slice(shown.length)),
  ].join('\n');
}

function figuresOf({ sharePct, cost, expectedAtEnd, limit, state }: FleetRow, currency: string): string[] {
  const amounts = (money: Money[]): string => money.map((each) => amountOf(each, currency)).join('\n') || '-';
  return [
    sharePct === undefined ? '-' : `${Math.abs(sharePct) < 100_000 ? sharePct : sharePct.toExponential(0)} %`,
    amounts(cost),
    amounts(expectedAtEnd ? [expectedAtEnd] : []),
    amounts(limit ? [limit] : []),
    // A long state takes two lines, so that the column fits the usual ones.
    state.length > STATE_LENGTH ? state.replace(' ', '\n') : state,
  ];
}

function amountOf({ amount, currency }: Money, usual: string): string {
  return currency === usual ? short(amount) : `${shorten(singleLine(currency), 4)} ${short(amount)}`;
}

/** Shortens an amount that is too long: drops the decimals, or writes a power of ten. JSON has all digits. */
function short(amount: Decimal): string {
  const exact = twoPlaces(amount);
  if (exact.length <= AMOUNT_LENGTH) return exact;
  const whole = exact.slice(0, -'.00'.length);
  return whole.length <= AMOUNT_LENGTH ? whole : Number(amount).toExponential(2);
}

function coloured(cells: string[], state: string, stream: NodeJS.WritableStream): string[] {
  const colour = COLOURS[state];
  return cells.map((cell, index) => (colour && index === STATE ? styleText(colour, cell, { stream }) : cell));
}

function leftOut(rows: FleetRow[]): string[] {
  if (rows.length === 0) return [];
  const states = [...Map.groupBy(rows, ({ state }) => state)].map(([state, all]) => `${all.length} ${state}`);
  return ['', wrapped(`${plural(rows.length, 'more endpoint')}: ${states.join(', ')}; npm start -- --all shows them`)];
}
