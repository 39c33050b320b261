import { resolve } from 'node:path';

type Environment = Record<string, string | undefined>;

/** A file that a person may name. */
export interface PersonFile {
  path: string;
  /** As they typed it: what it is called in all that is said of it. */
  name: string;
}

/** The budgets that the person named, else those of the project. */
export function budgetsOf(typed: string | undefined, environment: Environment): PersonFile {
  const name = typed ?? 'budgets.yaml';
  return { name, path: typed === undefined ? name : personPath(typed, environment) };
}

/**
 * A path as the person meant it who typed it, from the root on: npm runs scripts in the folder of package.json, wherever
 * the shell is.
 */
export function personPath(path: string, { INIT_CWD: shell = '' }: Environment): string {
  return resolve(shell, path);
}
