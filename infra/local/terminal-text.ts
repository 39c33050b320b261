/** How wide a terminal is at least, and what output is wide that goes elsewhere. */
export const COLUMNS = 80;

/** Characters that take two columns: emoji, and those of East Asia that are as wide as they are high. */
const WIDE =
  /^(?:\p{RGI_Emoji}|\p{Emoji_Presentation}|\p{Regional_Indicator}|[[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Tangut}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]--[\uff61-\uffdc]])/v;

/** Characters as people count them: a letter with its accents is one, a family is one. */
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many columns of a terminal a line takes. */
export function columnsOf(line: string): number {
  return widths(line).reduce((total, { columns }) => total + columns, 0);
}

/** The line in so many columns at most, its end replaced by two dots where it must give way. */
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

/** A text in lines of 80 columns, broken at blanks; `hanging` stands before each line but the first. */
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
