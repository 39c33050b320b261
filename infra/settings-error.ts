import { listProblems } from '../functions/budgets-file/problem.ts';

/** One thing to put right before anything can be deployed. */
export interface Complaint {
  /** Where it stands, from 1, if it stands in a file. */
  line?: number;
  message: string;
  remedy: string;
}

/** What a person wrote cannot be deployed. The message is meant to be shown as it is, without a stack. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(...sections: string[]) {
    super(sections.join('\n'));
  }
}

/** All that is wrong with one source, one complaint a line, from top to bottom. */
export function section(source: string, complaints: Complaint[]): string {
  const lines = complaints
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ line, message, remedy }) => `${line === undefined ? '' : `line ${line}: `}${message}. ${remedy}`);
  return listProblems(source, lines);
}
