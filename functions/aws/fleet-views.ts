import { GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { directoryChunks } from '../contracts/directory-chunks.ts';
import { FLEET_PARTITION } from '../contracts/fleet-partition.ts';
import type { FleetViews } from '../contracts/fleet-views.ts';
import { pack } from '../contracts/packed.ts';
import { directoryChunkItem, directoryItem, fleetViewItem } from './cost-history-items.ts';
import { createDocumentClient } from './document-client.ts';
import { itemReader, type OnUnreadable } from './stored-items.ts';

const VIEW = { scopeId: FLEET_PARTITION, entry: 'page-view' };
const DIRECTORY = { scopeId: FLEET_PARTITION, entry: 'page-directory' };

/**
 * What the page shows of the fleet, among the records of the fleet: the view in one item, the directory in some. Their
 * content is compressed, and the hashes of the directory are in an item of their own, so that what is as it was is neither
 * read nor written.
 *
 * A part of the directory that cannot be read is left out. It is written anew when its content changes, at the latest
 * with the next month.
 */
export function createFleetViews(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): FleetViews {
  const read = itemReader('entry', onUnreadable);

  async function hashes(): Promise<string[]> {
    const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key: DIRECTORY }));
    return read(directoryItem, Item)?.hashes ?? [];
  }

  return {
    async view() {
      const { Item } = await documents.send(new GetCommand({ TableName: tableName, Key: VIEW }));
      return read(fleetViewItem, Item)?.packed;
    },

    async writeView(view) {
      await documents.send(new PutCommand({ TableName: tableName, Item: { ...VIEW, packed: pack(view) } }));
    },

    async *directory() {
      const { length } = await hashes();
      if (length === 0) return;
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          KeyConditionExpression: 'scopeId = :fleet AND begins_with(entry, :prefix)',
          ExpressionAttributeValues: { ':fleet': FLEET_PARTITION, ':prefix': prefixOf(length) },
        },
      );
      for await (const { Items = [] } of pages) {
        for (const item of Items) {
          const chunk = read(directoryChunkItem, item);
          if (chunk) yield chunk.packed;
        }
      }
    },

    async writeDirectory(entries) {
      const before = await hashes();
      const chunks = directoryChunks(entries);
      const changed = chunks.filter(({ number, hash }) => before.length !== chunks.length || before[number] !== hash);
      if (changed.length === 0) return;
      for (const { number, entries: packed } of changed) {
        const Item = { scopeId: FLEET_PARTITION, entry: chunkEntry(chunks.length, number), packed: pack(packed) };
        await documents.send(new PutCommand({ TableName: tableName, Item }));
      }
      // After the parts: a run that is stopped in between writes them again.
      const Item = { ...DIRECTORY, hashes: chunks.map(({ hash }) => hash) };
      await documents.send(new PutCommand({ TableName: tableName, Item }));
    },
  };
}

const prefixOf = (count: number): string => `${DIRECTORY.entry}#${count}#`;

const chunkEntry = (count: number, number: number): string => `${prefixOf(count)}${String(number).padStart(4, '0')}`;
