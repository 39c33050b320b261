import { SettingsError, section } from './settings-error.ts';

/** Matches a letter that could not be read, with as much text around it as a line can show. */
const AROUND_LOST = /[^\s\p{C}]{0,20}\ufffd[^\s\p{C}]{0,20}/u;

/**
 * Decodes the text of a file, without a byte order mark.
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

/** Recognises UTF-16 by its mark, or by the zero byte beside the first letter, if that is ASCII. */
function isUtf16([first, second]: Uint8Array): boolean {
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || first === 0 || second === 0;
}

function notUtf8(name: string, line: number, why: string): SettingsError {
  return new SettingsError(
    section(name, [{ message: `not UTF-8, line ${line}: ${why}`, remedy: 'Save the file as UTF-8.' }]),
  );
}
