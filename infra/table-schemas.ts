/** The keys of a table, declared once for the stack and for the tables on this machine. All attributes are strings. */
export interface TableSchema {
  partitionKey: string;
  sortKey: string;
  /** The attribute by which DynamoDB removes old items, in epoch seconds. Cleanup only: no logic depends on it. */
  timeToLive: string;
  index?: { name: string; partitionKey: string; sortKey: string };
}

/**
 * Spend per endpoint and period, and snapshots of it. The index holds the last checks of endpoints that the release
 * before has written, by period.
 */
export const COST_HISTORY: TableSchema = {
  partitionKey: 'scopeId',
  sortKey: 'entry',
  timeToLive: 'expiresAt',
  index: { name: 'months', partitionKey: 'period', sortKey: 'scopeId' },
};

/** One item per claim. The index holds alerts that are not sent yet, and muted ones that no digest has counted. */
export const NOTIFICATION_LOG: TableSchema = {
  partitionKey: 'scopeId',
  sortKey: 'claim',
  timeToLive: 'expiresAt',
  index: { name: 'pending', partitionKey: 'pending', sortKey: 'claimedAt' },
};
