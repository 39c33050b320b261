import type { DirectoryEntry, FleetView } from '../domain/records/fleet-view.ts';

/**
 * The store of what the page shows of the fleet: one view, and a directory of all endpoints for searching. Every method
 * throws if the table cannot be had.
 */
export interface FleetViews {
  /** Reads the view that `aggregate` has left last. @returns undefined before its first run */
  view(): Promise<FleetView | undefined>;
  /** Replaces the view. */
  writeView(view: FleetView): Promise<void>;
  /** Reads all endpoints, in no order. */
  directory(): AsyncIterable<DirectoryEntry[]>;
  /** Replaces the directory. Only what has changed is written. */
  writeDirectory(entries: DirectoryEntry[]): Promise<void>;
}
