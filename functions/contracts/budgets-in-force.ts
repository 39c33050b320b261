import { createHash } from 'node:crypto';
import { BudgetsError, parsePlan } from '../budgets-file/budgets.ts';
import type { BudgetsInForce, KeptBudgets } from '../domain/budgets/kept-budgets.ts';
import { messageOf, shorten, singleLine } from '../domain/values/text.ts';

/** A valid text of the parameter, and when it was first read. */
export interface PassedBudgets {
  text: string;
  /** ISO 8601. */
  since: string;
}

/** The store of the parameter's last valid text, without limit of time. */
export interface BudgetsRecord {
  /** Reads the kept text. @returns undefined where none was kept yet */
  last(): Promise<PassedBudgets | undefined>;
  /** Replaces the kept text. The same text keeps the moment at which it was first stored. */
  keep(text: string, now: Date): Promise<void>;
}

/** Hashes a text, so that a record can compare texts. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export interface BudgetsInForceDeps {
  /** The SSM parameter. */
  parameter: { name: string; read(): Promise<string> };
  /** The store of the last valid text. A function that only reads has no `keep`. */
  record: Pick<BudgetsRecord, 'last'> & Partial<BudgetsRecord>;
  now(): Date;
  /** Called after each reading of the parameter that leaves earlier budgets in force. */
  onKept?(kept: KeptBudgets): void;
}

/** How long a reading counts: a change of the parameter takes effect within a minute, without a deployment. */
const KEEP_MS = 60_000;
const LONGEST_PROBLEM = 1000;

/**
 * Reads the budgets in force: those of the parameter or, if it is wrong or unreadable, the last valid ones. A reading
 * counts for a minute.
 *
 * @returns the reader. It throws {BudgetsError}, naming everything that is wrong, and what reading the parameter has
 * thrown, where no budgets are kept
 */
export function budgetsInForce(deps: BudgetsInForceDeps): () => Promise<BudgetsInForce> {
  const { parameter, record, now, onKept } = deps;
  let latest: { at: number; found: Promise<BudgetsInForce> } | undefined;

  async function find(): Promise<BudgetsInForce> {
    const read = await readParameter(parameter);
    if ('error' in read) return await lastOnes(read.error);
    // Keep it at each reading: another worker may have kept a text that was in the parameter only for a moment.
    await record.keep?.(read.text, now());
    return read.plan;
  }

  async function lastOnes(error: unknown): Promise<BudgetsInForce> {
    const last = await record.last();
    const plan = last && planIn(last.text, parameter.name);
    if (!last || !plan) throw error;
    const kept: KeptBudgets = { since: last.since, ...problemIn(error) };
    onKept?.(kept);
    return { ...plan, kept };
  }

  return async () => {
    const at = now().getTime();
    if (!latest || at - latest.at >= KEEP_MS) latest = { at, found: find() };
    const asked = latest;
    try {
      return await asked.found;
    } catch (error) {
      if (latest === asked) latest = undefined;
      throw error;
    }
  };
}

type Read = { text: string; plan: BudgetsInForce } | { error: unknown };

async function readParameter({ name, read }: BudgetsInForceDeps['parameter']): Promise<Read> {
  try {
    const text = await read();
    return { text, plan: parsePlan(text, name) };
  } catch (error) {
    return { error };
  }
}

/** Parses kept budgets, which a newer version may refuse. */
function planIn(text: string, name: string): BudgetsInForce | undefined {
  try {
    return parsePlan(text, name);
  } catch {
    return undefined;
  }
}

function problemIn(error: unknown): Pick<KeptBudgets, 'cause' | 'problem'> {
  const isWrong = error instanceof BudgetsError;
  return {
    cause: isWrong ? 'wrong' : 'unreadable',
    problem: shorten(singleLine(isWrong ? allIn(error) : messageOf(error)), LONGEST_PROBLEM),
  };
}

function allIn({ problems }: BudgetsError): string {
  const sentences = problems.map(({ message, remedy }) => `${message}. ${remedy}`).join(' ');
  return problems.length === 1 ? sentences : `${problems.length} problems: ${sentences}`;
}
