/** Reads or writes of a table that go out at once: enough to be fast, and no flood. */
const AT_ONCE = 25;

/** Does some work for each item, a chunk of items at a time, and answers in their order. */
export async function inChunks<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}
