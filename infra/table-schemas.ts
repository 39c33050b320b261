/** The keys of a table, told once for the stack and for the tables on this machine. All attributes are strings. */
export interface TableSchema {
  partitionKey: string;
  sortKey: string;
  /** The attribute by which DynamoDB removes old items, in epoch seconds. Housekeeping, never correctness. */
  timeToLive: string;
  index?: { name: string; partitionKey: string; sortKey: string };
}

/** Spend per endpoint and period, and snapshots of it. The index holds the last look at every endpoint, by period. */
export const COST_HISTORY: TableSchema = {
  partitionKey: 'scopeId',
  sortKey: 'entry',
  timeToLive: 'expiresAt',
  index: { name: 'months', partitionKey: 'period', sortKey: 'scopeId' },
};

/** One item per claim. The index holds what is still to be told, and what a mute kept back and no digest has counted. */
export const NOTIFICATION_LOG: TableSchema = {
  partitionKey: 'scopeId',
  sortKey: 'claim',
  timeToLive: 'expiresAt',
  index: { name: 'pending', partitionKey: 'pending', sortKey: 'claimedAt' },
};
