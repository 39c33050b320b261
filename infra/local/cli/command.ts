import { failuresIn } from '../host/open-parts.ts';

/** The status that a shell reports for a program ended by SIGPIPE: 128 plus the signal's number. */
const READER_GONE = 141;

type ErrorClass = new (...args: never[]) => Error;

/**
 * Runs a command and sets the process's status.
 *
 * @param main its work. @returns its status
 * @param expected errors whose message says everything; others are shown with their stack
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
 * Ends the process as soon as its output cannot be written: quietly if its reader, such as `head`, is gone. The
 * functions' processes end with it, and everything else runs inside it.
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

/** Words an error of `parseArgs` about unknown arguments, and points to the help. */
export function unknownArguments(error: unknown, script: string): string {
  const [reason] = String(error instanceof Error ? error.message : error).split('. ');
  return `${reason}. See npm run ${script} -- --help.`;
}
