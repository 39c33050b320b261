import { createHash } from 'node:crypto';
import { BudgetsError, parsePlan } from '../budgets-file/budgets.ts';
import type { BudgetsInForce, KeptBudgets } from '../domain/budgets/kept-budgets.ts';
import { messageOf, shorten, singleLine } from '../domain/values/text.ts';

/** A text of the parameter that was right, and when it was first seen to be. */
export interface PassedBudgets {
  text: string;
  /** ISO 8601. */
  since: string;
}

/** Where the last text of the parameter that was right is kept, without limit of time. */
export interface BudgetsRecord {
  last(): Promise<PassedBudgets | undefined>;
  /** Keeps a text in place of another one; the same text stays, with the moment at which it was first kept. */
  keep(text: string, now: Date): Promise<void>;
}

/** By which a record tells texts apart. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export interface BudgetsInForceDeps {
  /** The SSM parameter. */
  parameter: { name: string; read(): Promise<string> };
  /** One that only reads has no `keep`. */
  record: Pick<BudgetsRecord, 'last'> & Partial<BudgetsRecord>;
  now(): Date;
  /** Hears of it whenever the parameter was asked and budgets of before are in force. */
  onKept?(kept: KeptBudgets): void;
}

/** A change of the parameter counts within a minute, without a deployment. */
const KEEP_MS = 60_000;
const LONGEST_PROBLEM = 1000;

/**
 * Reads the budgets that are in force: those of the parameter or, where it is wrong or cannot be read, the last ones
 * that were right. What was found counts for a minute.
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
    // At each reading: another worker may have kept what was there for a moment, and was taken back.
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

/** What was right once may not be any more, for a newer version. */
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
  const told = problems.map(({ message, remedy }) => `${message}. ${remedy}`).join(' ');
  return problems.length === 1 ? told : `${problems.length} problems: ${told}`;
}
