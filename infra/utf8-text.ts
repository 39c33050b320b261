import { SettingsError, section } from './settings-error.ts';

/** A letter that could not be read, with the text around it. */
const AROUND_LOST = /[^\s\p{C}]{0,20}\ufffd[^\s\p{C}]{0,20}/u;

/**
 * The text of a file, without a byte order mark.
 *
 * @throws {SettingsError} naming the first line that is not UTF-8: read anyway, `Köln` would match no endpoint
 */
export function utf8Text(bytes: Uint8Array, name: string): string {
  if (isUtf16(bytes)) throw notUtf8(name, 1, 'it looks like UTF-16');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const lines = new TextDecoder().decode(bytes).split('\n');
    const index = lines.findIndex((line) => line.includes('\ufffd'));
    const [lost] = AROUND_LOST.exec(lines[index] ?? '') ?? [];
    throw notUtf8(name, index + 1, `a letter of ${lost} cannot be read`);
  }
}

/** Whether there is a byte order mark of UTF-16, or a zero beside the first letter, as UTF-16 has it for ASCII. */
function isUtf16([first, second]: Uint8Array): boolean {
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || first === 0 || second === 0;
}

function notUtf8(name: string, line: number, why: string): SettingsError {
  return new SettingsError(
    section(name, [{ message: `not UTF-8, line ${line}: ${why}`, remedy: 'Save the file as UTF-8.' }]),
  );
}
