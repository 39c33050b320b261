import { resolve } from 'node:path';

type Environment = Record<string, string | undefined>;

/** A file named by the user. */
export interface PersonFile {
  path: string;
  /** The path as typed, for messages. */
  name: string;
}

/** Finds the budgets file that the user named, else that of the project. */
export function budgetsOf(typed: string | undefined, environment: Environment): PersonFile {
  const name = typed ?? 'budgets.yaml';
  return { name, path: typed === undefined ? name : personPath(typed, environment) };
}

/**
 * Resolves a path from the folder of the user's shell: npm runs scripts in the folder of package.json.
 */
export function personPath(path: string, { INIT_CWD: shell = '' }: Environment): string {
  return resolve(shell, path);
}
