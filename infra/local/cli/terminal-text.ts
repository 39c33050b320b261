/** The smallest width of a terminal, and the width of output that goes elsewhere. */
export const COLUMNS = 80;

/** Matches characters that take two columns: emoji and wide characters of East Asia. */
const WIDE =
  /^(?:\p{RGI_Emoji}|\p{Emoji_Presentation}|\p{Regional_Indicator}|[[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Tangut}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]--[\uff61-\uffdc]])/v;

/** Splits text into characters as people count them: a letter with its accents is one, a family emoji is one. */
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Counts the columns of a terminal that a line takes. */
export function columnsOf(line: string): number {
  return widths(line).reduce((total, { columns }) => total + columns, 0);
}

/** Shortens a line to a number of columns, with two dots at the end if it was cut. */
export function fitted(line: string, columns: number): string {
  if (columnsOf(line) <= columns) return line;
  let room = columns - 2;
  const kept = widths(line).filter(({ columns: width }) => {
    room -= width;
    return room >= 0;
  });
  return `${kept
    .map(({ segment }) => segment)
    .join('')
    .trimEnd()}..`;
}

/** Wraps a text at blanks into lines of 80 columns. `hanging` precedes each line but the first. */
export function wrapped(text: string, hanging = ''): string {
  const [first = '', ...words] = text.split(/(?<=\S) /);
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (columnsOf(longer) <= COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(`${hanging}${word}`);
  }
  return lines.join('\n');
}

function widths(line: string): { segment: string; columns: number }[] {
  return [...characters.segment(line)].map(({ segment }) => ({ segment, columns: WIDE.test(segment) ? 2 : 1 }));
}
