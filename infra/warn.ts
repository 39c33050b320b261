import { styleText } from 'node:util';

/** On standard error, one line each, so that a status of 0 and standard output can be relied on all the same. */
export function warn(warnings: string[]): void {
  for (const warning of warnings) {
    const line = styleText(['bold', 'yellow'], `WARNING: ${warning}`, { stream: process.stderr });
    process.stderr.write(`${line}\n`);
  }
}
