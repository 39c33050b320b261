import { styleText } from 'node:util';

/** Writes warnings to standard error, one line each. Standard output and the status stay as they are. */
export function warn(warnings: string[]): void {
  for (const warning of warnings) {
    const line = styleText(['bold', 'yellow'], `WARNING: ${warning}`, { stream: process.stderr });
    process.stderr.write(`${line}\n`);
  }
}
