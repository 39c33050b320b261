/** Suggests the nearest word, as `"Did you mean meter? "`; empty if no word is near. */
export function didYouMean(written: unknown, words: readonly string[]): string {
  const guess = typeof written === 'string' ? nearest(written, words) : undefined;
  return guess === undefined ? '' : `Did you mean ${guess}? `;
}

/** Finds the word that was probably meant, with at most about one slip in three letters. */
function nearest(written: string, words: readonly string[]): string | undefined {
  const [best] = words
    .map((word) => ({ word, slips: slipsBetween(plainLetters(written), plainLetters(word)) }))
    .filter(({ word, slips }) => slips <= Math.ceil(Math.min(word.length, written.length) / 3))
    .sort((a, b) => a.slips - b.slips);
  return best?.word;
}

function plainLetters(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

/** Counts the letters to insert, drop or change to turn one word into the other (Levenshtein). */
function slipsBetween(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column++) {
      const change = (above[column] ?? 0) + (letter === to[column] ? 0 : 1);
      current.push(Math.min(change, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
