import { type Node, type ParseError, parseTree, visit } from 'jsonc-parser';
import type * as z from 'zod';
import {
  type Budget,
  type BudgetPlan,
  DEFAULT_CHECK_ME,
  defaultCriticalFrom,
  defaultThresholds,
  type Mute,
} from '../domain/budgets/budget.ts';
import type { Severity } from '../domain/judging/thresholds.ts';
import { unmistakable } from '../domain/values/money.ts';
import { messageOf, singleLine } from '../domain/values/text.ts';
import type { ReadNumber } from './budget-values.ts';
import { conflictsIn } from './budgets-conflicts.ts';
import { fileSchema, planSchema } from './budgets-schema.ts';
import { writtenCeiling } from './ceiling-value.ts';
import { listProblems, nameOf, type Path, type Problem, problemsIn } from './problem.ts';
import { missingRecipients } from './recipients-schema.ts';
import { asWritten } from './written.ts';

/** A recipient, and the lowest severity that it gets. */
export interface Recipients {
  email: { to: string; from: Severity }[];
  sms: { to: string; from: Severity }[];
}

/** The content of `budgets.yaml`, with its defaults filled in. */
export interface BudgetsFile {
  currency: string;
  sweepMinutes: number;
  notifyMinutes: number;
  /** When the daily report is sent, in UTC; absent: never. */
  reportAt?: { hour: number; minute: number };
  monthlyTest: boolean;
  /** The monthly limit of AWS for what the account spends on texts. */
  smsSpendingLimitUsd: number;
  /** The sender that phones show. Absent: the one that AWS chooses. */
  smsSenderId?: string;
  /** Whether one key of the account's own encrypts all data, in place of AWS's keys. */
  customerManagedKey: boolean;
  recipients: Recipients;
  plan: BudgetPlan;
  /** Scheme and host, no slash at the end. */
  emnifyBaseUrl: string;
  /** Our share of emnify's monthly quota of requests, in percent. */
  requestSharePct: number;
  /** The moment as `Date.toISOString()`, if it is known. */
  tokenExpiresAt?: string;
  /** The address that the watchdog asks after each good run; absent: none. */
  heartbeatUrl?: string;
}

/** Budgets that cannot be used; its message lists every problem, its place and its remedy. */
export class BudgetsError extends Error {
  override readonly name = 'BudgetsError';
  readonly problems: Problem[];

  constructor(source: string, problems: Problem[]) {
    super(
      listProblems(
        source,
        problems.map(({ message, remedy }) => `${message}. ${remedy}`),
      ),
    );
    this.problems = problems;
  }
}

type Checked = z.output<typeof planSchema>;

/** The largest value of an SSM parameter of the advanced tier; the standard tier ends at 4,096 bytes. */
const MOST_BYTES = 8192;

export interface CheckOptions {
  /** Whether it is a problem that the file names no recipients and does not say `recipients: nobody`. */
  needsRecipients?: boolean;
  /** Checks more of a phone number than its form. If left out, only the form is checked. */
  readNumber?: ReadNumber;
}

/** Checks the parsed content of `budgets.yaml`: either all of it is right, or every problem is reported. */
export function checkBudgets(
  value: unknown,
  { needsRecipients = false, readNumber }: CheckOptions = {},
): { file: BudgetsFile } | { problems: Problem[] } {
  const missing = needsRecipients ? missingRecipients(value) : [];
  const checked = check(fileSchema(readNumber), value);
  if ('problems' in checked) return { problems: [...checked.problems, ...missing] };
  if (missing.length > 0) return { problems: missing };
  const {
    currency,
    sweep,
    notify,
    report,
    monthlyTest,
    smsSpendingLimit,
    smsSenderId,
    heartbeatUrl,
    encryption,
    recipients,
    emnify,
  } = checked.data;
  const file: BudgetsFile = {
    currency,
    sweepMinutes: sweep,
    notifyMinutes: notify,
    ...(report !== 'off' && { reportAt: report }),
    monthlyTest,
    smsSpendingLimitUsd: smsSpendingLimit,
    ...(smsSenderId !== undefined && { smsSenderId }),
    ...(heartbeatUrl !== undefined && { heartbeatUrl }),
    customerManagedKey: encryption === 'customer-managed',
    recipients,
    plan: planOf(checked.data),
    emnifyBaseUrl: emnify.baseUrl,
    requestSharePct: emnify.requestShare,
    ...(emnify.tokenExpires !== undefined && { tokenExpiresAt: emnify.tokenExpires }),
  };
  const bytes = new TextEncoder().encode(planText(file)).length;
  return bytes > MOST_BYTES ? { problems: [tooLarge(bytes, file.plan)] } : { file };
}

/**
 * The text that a deployment writes into the SSM parameter: JSON with one budget or mute per line, for a person who
 * edits it in the console. Mutes, `upTo`, `checkMe`, `criticalFrom`, `forecast` and `anomaly` are left out where they have their default. At most 8,192 bytes for a checked file; above 4,096 the parameter has to be of the advanced tier.
 */
export function planText({ plan }: BudgetsFile): string {
  const { currency, budgets, mutes, checkMe } = plan;
  const { sharePct: share, atLeast } = checkMe;
  const isUsual = share === DEFAULT_CHECK_ME.sharePct && atLeast === DEFAULT_CHECK_ME.atLeast;
  const entries = [
    `"currency": ${JSON.stringify(currency)}`,
    `"budgets": ${linesOf(budgets.map(withoutDefaults))}`,
    ...(mutes.length > 0 ? [`"mutes": ${linesOf(mutes.map(writtenMute))}`] : []),
    ...(isUsual ? [] : [`"checkMe": ${JSON.stringify({ share, atLeast })}`]),
  ];
  const text = `{\n  ${entries.join(',\n  ')}\n}\n`;
  // SSM refuses values with "{{", and CloudFormation would resolve some of them. In JSON it can only be part of a string.
  return text.replaceAll('{{', '{\\u007b');
}

/**
 * Reads the SSM parameter's text, which may have been edited by hand.
 *
 * @param written with or without a byte order mark
 * @param name the parameter's name, for people to find it
 * @throws {BudgetsError} with every problem
 */
export function parsePlan(written: string, name: string): BudgetPlan {
  const text = written.replace(/^\ufeff/, '');
  const checked = check(planSchema, parseJson(text, name));
  const twice = keysTwiceIn(text);
  if (!('problems' in checked) && twice.length === 0) return planOf(checked.data);
  const others = 'problems' in checked ? checked.problems.map((problem) => atLine(problem, text)) : [];
  throw new BudgetsError(name, [...twice, ...others]);
}

function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { data: z.output<Schema> } | { problems: Problem[] } {
  const parsed = schema.safeParse(value);
  const problems = [...(parsed.success ? [] : problemsIn(schema, value, parsed.error.issues)), ...conflictsIn(value)];
  return parsed.success && problems.length === 0 ? { data: parsed.data } : { problems };
}

function planOf({ currency, budgets, mutes, checkMe }: Checked): BudgetPlan {
  const { share: sharePct, atLeast } = checkMe;
  return { currency, budgets: budgets.map(budgetOf), mutes, checkMe: { sharePct, atLeast } };
}

/** Orders the keys of a budget as people write them. */
function budgetOf({
  name,
  scope,
  match,
  meter,
  limit,
  limitFromTag,
  thresholds = defaultThresholds(scope),
  criticalFrom = defaultCriticalFrom(limit),
  forecast,
  anomaly = true,
}: Checked['budgets'][0]): Budget {
  const rest = { thresholds: thresholds.toSorted((a, b) => a - b), criticalFrom, forecast };
  const matched = match && { match };
  switch (scope) {
    case 'endpoint':
      return {
        name,
        scope,
        ...matched,
        meter,
        limit,
        ...(limitFromTag !== undefined && { limitFromTag }),
        ...rest,
        anomaly,
      };
    case 'group':
      return { name, scope, ...matched, meter, limit, ...rest };
    case 'organisation':
      return { name, scope, meter, limit, ...rest };
  }
}

function withoutDefaults({ criticalFrom, forecast, anomaly, ...budget }: Budget): object {
  return {
    ...budget,
    limit: unmistakable(budget.limit),
    ...(criticalFrom !== defaultCriticalFrom(budget.limit) && { criticalFrom }),
    ...(!forecast && { forecast }),
    ...(anomaly === false && { anomaly }),
  };
}

function writtenMute({ upTo, reason, who, ...mute }: Mute): object {
  return { ...mute, ...writtenCeiling(upTo), reason, who };
}

/** A JSON list with each entry in a line of its own. */
function linesOf(entries: object[]): string {
  return `[\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text, numberAsWritten);
  } catch (error) {
    const slips: ParseError[] = [];
    parseTree(text, slips, { disallowComments: true });
    const message = `line ${lineAt(text, slips[0]?.offset)}: the content is not JSON: ${singleLine(messageOf(error))}`;
    const remedy = 'Look for a missing comma, quote or bracket, and for a comma in a number.';
    throw new BudgetsError(name, [{ path: [], value: text, message, remedy }]);
  }
}

/** ECMAScript 2026 hands over the text of a value; its types do not say so yet. */
function numberAsWritten(_: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? asWritten(value, context?.source ?? '') : value;
}

/** Finds duplicate keys, of which `JSON.parse` silently takes the last value. */
function keysTwiceIn(text: string): Problem[] {
  const open: Set<string>[] = [];
  const problems: Problem[] = [];
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectProperty: (key, _offset, _length, line, _column, pathOfObject) => {
      if (open.at(-1)?.has(key)) {
        const path = [...pathOfObject(), key];
        const message = singleLine(`line ${line + 1}: duplicate key "${nameOf(path)}"`);
        problems.push({ path, message, remedy: 'Keep one of the two.' });
      }
      open.at(-1)?.add(key);
    },
    onObjectEnd: () => {
      open.pop();
    },
  });
  return problems;
}

/** Adds the line of a problem: that of its path, else that of the nearest value around it. */
function atLine(problem: Problem, text: string): Problem {
  const line = lineAt(text, nearestNode(parseTree(text), problem.path)?.offset);
  return { ...problem, message: `line ${line}: ${problem.message}` };
}

/** Finds the last of duplicate keys, which is the one that counts. */
function nearestNode(node: Node | undefined, [head, ...rest]: Path): Node | undefined {
  if (head === undefined) return node;
  const children = node?.children ?? [];
  const property = children.findLast(({ children: [key] = [] }) => key?.value === head);
  const inside = typeof head === 'number' ? children[head] : property?.children?.[1];
  return inside ? nearestNode(inside, rest) : node;
}

/** Counts lines from 1, as editors do. */
function lineAt(text: string, offset = 0): number {
  return text.slice(0, offset).split('\n').length;
}

function tooLarge(bytes: number, { mutes }: BudgetPlan): Problem {
  const [what, hint] = mutes.length > 0 ? ['budgets and mutes', ' Remove mutes that have ended.'] : ['budgets', ''];
  return {
    path: ['budgets'],
    message: `${what} take ${bytes} bytes as JSON, and an SSM parameter holds ${MOST_BYTES}`,
    remedy: `Use fewer budgets: give devices with the same limit a common tag, and match that instead of names or ids.${hint}`,
  };
}
