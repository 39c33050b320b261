import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type BudgetsFile, type CheckOptions, checkBudgets } from '../functions/budgets-file/budgets.ts';
import { readPhoneNumber } from './phone-number.ts';
import { SettingsError, section } from './settings-error.ts';
import { utf8Text } from './utf8-text.ts';
import { readYaml } from './yaml-content.ts';

export interface BudgetsFileOptions extends CheckOptions {
  /** The name of the file in problems; its path if left out. */
  name?: string;
}

/**
 * Reads `budgets.yaml`.
 *
 * @throws {SettingsError} naming every problem with its line and its remedy
 */
export function readBudgetsFile(path: string, { name = path, ...options }: BudgetsFileOptions = {}): BudgetsFile {
  const { content, complaints, lineOf, isComplained } = readYaml(utf8Text(bytesOf(path, name), name), name);
  const checked = checkBudgets(content, { readNumber: readPhoneNumber, ...options });
  const problems = 'problems' in checked ? checked.problems : [];
  for (const { path: place, message, remedy } of problems) {
    if (!isComplained(place)) complaints.push({ line: lineOf(place), message, remedy });
  }
  if ('problems' in checked || complaints.length > 0) throw new SettingsError(section(name, complaints));
  return checked.file;
}

function bytesOf(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      code === 'ENOENT'
        ? notThere(path, name)
        : `${name} cannot be read: ${code ?? message}. Make it a file that you may read.`,
    );
  }
}

function notThere(path: string, name: string): string {
  return path === 'budgets.yaml'
    ? `${name} is not there. Restore it with "git checkout -- budgets.yaml", or write one with at least currency and budgets.`
    : `${name} is not there: ${resolve(path)} was looked for. Write the path of a budgets file.`;
}
