import type { CostHistory } from '../contracts/cost-history.ts';
import { amountOn } from '../domain/costs/spend.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';
import { type Cell, csvLine } from '../domain/page/csv.ts';
import type { EndpointMonth } from '../domain/records/endpoint-month.ts';
import { estimated, type RankedRow, rowMaker } from '../domain/records/fleet-row.ts';
import { periodOf } from '../domain/values/month.ts';
import { folded, singleLine } from '../domain/values/text.ts';
import type { CsvQuery } from './payload.ts';

export interface CsvDeps {
  budgets(): Promise<PlanInForce>;
  costHistory: Pick<CostHistory, 'months'>;
  now(): Date;
}

/** A part of the table of all endpoints. Its parts one after the other are one file: only the first has the headings. */
export interface CsvPart {
  csv: string;
  /** Without the headings. */
  rows: number;
  /** `from` of the next part; absent in the last one. */
  next?: string;
}

/** What one answer may be: Lambda's has 6 MB at most, and the function 30 seconds. */
const MOST = { bytes: 5_000_000, endpoints: 10_000 };

const HEADINGS = [
  'endpoint',
  'name',
  'iccid',
  'tags',
  'budget',
  'limit',
  'cost',
  'currency',
  'share of limit in percent',
  'cost of data',
  'cost of SMS',
  'expected at month end',
  'last month',
  'last check',
  'state',
];

/**
 * Reads the endpoints of a list with their cost of this month, by id as text.
 *
 * @param most endpoints to look at; default: as many as fit into an answer
 * @throws when a table cannot be had
 */
export async function readCsv(deps: CsvDeps, query: CsvQuery, most: number = MOST.endpoints): Promise<CsvPart> {
  const plan = await deps.budgets();
  const now = deps.now();
  const isIn = memberOf(query.list);
  const rowOf = rowMaker(plan, now);
  const lines = query.from === undefined ? [csvLine(HEADINGS.map((text) => ({ text })))] : [];
  let [rows, looked, bytes] = [0, 0, 0];
  let last: string | undefined;
  for await (const month of deps.costHistory.months(periodOf(now), query.from)) {
    if (looked === most || bytes >= MOST.bytes) return { csv: lines.join(''), rows, ...(last && { next: last }) };
    looked += 1;
    last = month.endpoint.id;
    const ranked = rowOf(month);
    if (!isIn(ranked, month)) continue;
    const line = csvLine(cellsOf(ranked, month, plan.currency));
    // As the answer has it: JSON writes a quote as two characters.
    bytes += Buffer.byteLength(JSON.stringify(line));
    rows += 1;
    lines.push(line);
  }
  return { csv: lines.join(''), rows };
}

function cellsOf(
  { row, cost, expectedInAll }: RankedRow,
  { endpoint, spend }: EndpointMonth,
  currency: string,
): Cell[] {
  return [
    { text: row.id },
    { text: singleLine(endpoint.name) },
    { text: row.iccid ?? '' },
    { text: endpoint.tags.map(singleLine).join('; ') },
    { text: row.budget ?? '' },
    { figure: row.limit },
    { figure: cost.amount },
    { text: currency },
    { figure: row.ratioPct },
    { figure: spend && amountOn(spend, 'data', currency) },
    { figure: spend && amountOn(spend, 'sms', currency) },
    { figure: estimated(expectedInAll) },
    { figure: cost.lastMonth },
    { figure: row.fetchedAt },
    { text: row.states.join(' ') },
  ];
}

/** Whether an endpoint is in a list: lists of the page have the first ones of all that are. */
function memberOf(list: CsvQuery['list']): (ranked: RankedRow, month: EndpointMonth) => boolean {
  const [kind = '', ...rest] = list.split('#');
  const name = rest.join('#');
  if (kind === 'state') return ({ row }) => row.states.some((state) => state === name);
  if (kind === 'budget') return ({ budgets }) => budgets.some(({ budget }) => budget.name === name);
  if (kind !== 'tag') return () => true;
  const wanted = folded(name).join('');
  return (_, { endpoint }) => endpoint.tags.some((tag) => folded(tag).join('') === wanted);
}
