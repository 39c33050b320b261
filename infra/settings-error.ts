import { listProblems } from '../functions/budgets-file/problem.ts';

/** One mistake to correct before a deployment. */
export interface Complaint {
  /** The line, counted from 1, if it is in a file. */
  line?: number;
  message: string;
  remedy: string;
}

/** Settings that cannot be deployed. The message is shown as it is, without a stack trace. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(...sections: string[]) {
    super(sections.join('\n'));
  }
}

/** Lists all mistakes of one source, one complaint per line, from top to bottom. */
export function section(source: string, complaints: Complaint[]): string {
  const lines = complaints
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ line, message, remedy }) => `${line === undefined ? '' : `line ${line}: `}${message}. ${remedy}`);
  return listProblems(source, lines);
}
