import { createHash } from 'node:crypto';
import type { DirectoryEntry } from '../domain/records/fleet-view.ts';

/** A part of the directory. An endpoint stays in its part while their number stays. */
export interface DirectoryChunk {
  number: number;
  entries: DirectoryEntry[];
  /** Of its content. */
  hash: string;
}

/**
 * Bytes of a part on average, before it is compressed. The largest one stays well below the 400 KB of an item, even where
 * nothing can be compressed.
 */
const AVERAGE_BYTES = 150_000;

/** Splits the directory by a hash of the ids, so that a new name changes one part only. Their number is a power of two. */
export function directoryChunks(entries: DirectoryEntry[]): DirectoryChunk[] {
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(JSON.stringify(entry)), 0);
  const count = 2 ** Math.max(0, Math.ceil(Math.log2(bytes / AVERAGE_BYTES)));
  const chunks = Array.from({ length: count }, (): DirectoryEntry[] => []);
  for (const entry of entries) chunks[placeOf(entry.id, count)]?.push(entry);
  return chunks.map((unsorted, number) => {
    const sorted = unsorted.sort((a, b) => (a.id < b.id ? -1 : 1));
    return { number, entries: sorted, hash: hashOf(JSON.stringify(sorted)) };
  });
}

function placeOf(id: string, count: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % count;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
