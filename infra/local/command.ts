import { failuresIn } from './open-parts.ts';

/** What a shell says of a program that SIGPIPE has ended: 128 and the signal's number. */
const READER_GONE = 141;

type ErrorClass = new (...args: never[]) => Error;

/**
 * Runs a command and sets the process's status.
 *
 * @param main its work. @returns its status
 * @param expected errors of which the message says all; others are shown with their stack
 */
export async function runCommand(main: () => Promise<number>, expected: ErrorClass[]): Promise<void> {
  endWithReader();
  try {
    process.exitCode = await main();
  } catch (error) {
    const words = failuresIn(error).map((failure) => wordsOf(failure, expected));
    process.stderr.write(`${words.join('\n')}\n`);
    process.exitCode = 1;
  }
}

function wordsOf(error: unknown, expected: ErrorClass[]): string {
  if (!(error instanceof Error)) return String(error);
  return expected.some((each) => error instanceof each) ? error.message : String(error.stack);
}

/**
 * Ends the process as soon as its output cannot be written: quietly where its reader is gone, such as `head`. The
 * functions' processes end with it, and everything else is in it.
 */
function endWithReader(): void {
  const ended = (name: string) => (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(READER_GONE);
    if (name !== 'Standard error') process.stderr.write(`${name} cannot be written: ${error.code}.\n`);
    process.exit(1);
  };
  process.stdout.on('error', ended('Standard output'));
  process.stderr.on('error', ended('Standard error'));
}

/** What `parseArgs` says of arguments that it does not know, and where to find those that it does. */
export function unknownArguments(error: unknown, script: string): string {
  const [reason] = String(error instanceof Error ? error.message : error).split('. ');
  return `${reason}. See npm run ${script} -- --help.`;
}
