/** Where the tables stand for people who do not run the bench. */
export const BENCHMARKS_PAGE = 'docs/benchmarks.md';

/**
 * The page with other text in one section's place, which is between `<!-- bench NAME -->` and `<!-- /bench NAME -->`.
 *
 * @throws when the page has no such place
 */
export function withSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench ${name} -->\n`, `<!-- /bench ${name} -->`];
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (after === undefined) throw new Error(`${BENCHMARKS_PAGE} has no place for the section ${name}`);
  return `${before}${begin}${text}\n${end}${after}`;
}
