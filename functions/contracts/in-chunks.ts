/** The number of concurrent reads or writes of a table: enough to be fast without flooding it. */
const AT_ONCE = 25;

/** Does some work for each item, one chunk at a time, and returns the results in the order of the items. */
export async function inChunks<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  }
  return results;
}
