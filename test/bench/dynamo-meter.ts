import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What was asked of DynamoDB, in the units that AWS bills. */
export interface DynamoUnits {
  reads: number;
  writes: number;
  /** Of the reads, those of the last checks of all endpoints: they grow with the fleet. */
  walkReads: number;
  /** How often these were read from the first one on. */
  walks: number;
  /** Items put beside the last checks, and their bytes: they stay for weeks. */
  snapshots: number;
  snapshotBytes: number;
  /** Puts of a last check, and their bytes. */
  checks: number;
  checkBytes: number;
  /** Of the writes, those of checks that found something new, with their snapshots. */
  newsWrites: number;
  /** Puts of a check that found nothing new. */
  unchanged: number;
}

interface Asked {
  IndexName?: string;
  ExclusiveStartKey?: unknown;
  ExpressionAttributeValues?: Record<string, unknown>;
  ConsistentRead?: boolean;
  UpdateExpression?: string;
  Item?: Record<string, unknown>;
  ReturnConsumedCapacity?: 'TOTAL';
}

interface Answered {
  ConsumedCapacity?: { CapacityUnits?: number };
}

export function noUnits(): DynamoUnits {
  return {
    reads: 0,
    writes: 0,
    walkReads: 0,
    walks: 0,
    snapshots: 0,
    snapshotBytes: 0,
    checks: 0,
    checkBytes: 0,
    newsWrites: 0,
    unchanged: 0,
  };
}

/**
 * Lets DynamoDB say with each answer what it has used up, and adds it to the units of the moment. The stand-in leaves
 * the writes of an index out, and lets a query that finds nothing be free: both are added here as AWS does.
 */
export function meterDynamo(documents: DynamoDBDocumentClient, unitsNow: () => DynamoUnits): void {
  documents.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const asked = args.input as Asked;
        asked.ReturnConsumedCapacity = 'TOTAL';
        const result = await next(args);
        const answered = result.output as Answered;
        add(unitsNow(), commandName, asked, answered.ConsumedCapacity?.CapacityUnits ?? 0);
        return result;
      },
    { step: 'initialize' },
  );
}

function add(units: DynamoUnits, commandName: string, asked: Asked, used: number): void {
  if (/^(Get|Query)/.test(commandName)) {
    const read = Math.max(used, asked.ConsistentRead ? 1 : 0.5);
    units.reads += read;
    const isWalk = ':all' in (asked.ExpressionAttributeValues ?? {});
    if (isWalk) units.walkReads += read;
    if (isWalk && asked.ExclusiveStartKey === undefined) units.walks += 1;
    return;
  }
  const { Item } = asked;
  const isIndexed = Item ? 'pending' in Item : leavesIndex(asked);
  const isUnchanged = String(Item?.entry).endsWith('#check');
  const isCheck = String(Item?.scopeId).startsWith('months#') && !isUnchanged;
  const written = isIndexed ? 2 * used : used;
  units.writes += written;
  if (Item && ('meters' in Item || isCheck)) units.newsWrites += written;
  if (isUnchanged) units.unchanged += 1;
  if (Item && 'meters' in Item) {
    units.snapshots += 1;
    units.snapshotBytes += bytesOf(Item);
  }
  if (Item && isCheck) {
    units.checks += 1;
    units.checkBytes += bytesOf(Item);
  }
}

/** An alert that is marked as sent leaves the index of those that wait, which is one more write. */
function leavesIndex({ UpdateExpression = '' }: Asked): boolean {
  return UpdateExpression.includes('REMOVE pending');
}

/** DynamoDB's own way to count: names and texts in UTF-8, two digits a byte, three bytes and one an entry for a list or map. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(String(value).replace(/\D/g, '').length / 2);
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + 1 + bytesOf(entry), 3);
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : 1;
  return Object.entries(value).reduce((sum, [key, entry]) => sum + 1 + key.length + bytesOf(entry), 3);
}
