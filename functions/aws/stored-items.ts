import type * as z from 'zod';

/** An item as DynamoDB has it. */
export type Item = Record<string, unknown>;

/** Hears of an item that cannot be read. It gets the item's key, and never its content. */
export type OnUnreadable = (key: Record<string, string>) => void;

/** Parses an item. @returns nothing where there is none, and where it cannot be read */
export type ReadItem = <Parsed>(schema: z.ZodType<Parsed>, item: Item | undefined) => Parsed | undefined;

/**
 * Reads the items of a table. One that does not parse is reported and left out, so that it blocks no other.
 *
 * @param onUnreadable where none is handed in, an unreadable item is an error: nothing is left out in silence
 */
export function itemReader(sortKey: 'entry' | 'claim', onUnreadable: OnUnreadable = refuse): ReadItem {
  return (schema, item) => {
    if (item === undefined) return undefined;
    const parsed = schema.safeParse(item);
    if (parsed.success) return parsed.data;
    onUnreadable({ scopeId: String(item.scopeId), [sortKey]: String(item[sortKey]) });
    return undefined;
  };
}

/** Parses many items, and leaves out those that cannot be read. */
export function readAll<Parsed>(read: ReadItem, schema: z.ZodType<Parsed>, items: Item[]): Parsed[] {
  return items.flatMap((item) => read(schema, item) ?? []);
}

function refuse(key: Record<string, string>): never {
  throw new Error(`stored item cannot be read: ${JSON.stringify(key)}`);
}
