import { listProblems } from '../functions/budgets-file/problem.ts';

/** A mistake that prevents a deployment. */
export interface Complaint {
  /** The line in the file, from 1. Absent: it is not in a file. */
  line?: number;
  message: string;
  remedy: string;
}

/** The settings cannot be deployed. The message is shown as it is, without a stack trace. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(...sections: string[]) {
    super(sections.join('\n'));
  }
}

/** The mistakes of one source, one a line, from top to bottom. */
export function section(source: string, complaints: Complaint[]): string {
  const lines = complaints
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ line, message, remedy }) => `${line === undefined ? '' : `line ${line}: `}${message}. ${remedy}`);
  return listProblems(source, lines);
}
