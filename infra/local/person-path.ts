import { resolve } from 'node:path';

/** A path as the person meant it who typed it: npm runs scripts in the folder of package.json, wherever the shell is. */
export function personPath(path: string, { INIT_CWD: shell }: Record<string, string | undefined>): string {
  return shell ? resolve(shell, path) : path;
}
