import { styleText } from 'node:util';

/** Prints warnings on standard error, one per line. Status and standard output stay as without warnings. */
export function warn(warnings: string[]): void {
  for (const warning of warnings) {
    const line = styleText(['bold', 'yellow'], `WARNING: ${warning}`, { stream: process.stderr });
    process.stderr.write(`${line}\n`);
  }
}
