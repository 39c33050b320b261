import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { FLEET_PARTITION } from '../contracts/fleet-partition.ts';
import type { FleetRecords } from '../contracts/fleet-records.ts';
import type { Period } from '../domain/values/month.ts';
import { fleetStateItem, pollingItem, requestsItem } from './cost-history-items.ts';
import { createDocumentClient, expiresAfterDays } from './document-client.ts';
import { type Item, itemReader, type OnUnreadable } from './stored-items.ts';
import { pollingOf, storedPolling } from './stored-names.ts';

const KEEP_DAYS = 62;

/**
 * Records of the fleet, beside the spends in their table. One that cannot be read counts as never written: the month
 * begins anew for it.
 */
export function createFleetRecords(
  tableName: string,
  documents = createDocumentClient(),
  onUnreadable?: OnUnreadable,
): FleetRecords {
  const read = itemReader('entry', onUnreadable);
  const keyOf = (what: string, period: Period) => ({ scopeId: FLEET_PARTITION, entry: `${what}#${period}` });

  async function get(what: string, period: Period): Promise<Item | undefined> {
    const command = new GetCommand({ TableName: tableName, Key: keyOf(what, period), ConsistentRead: true });
    return (await documents.send(command)).Item;
  }

  return {
    pollingState: async (period) => {
      const stored = read(pollingItem, await get('watch', period));
      return stored && pollingOf(stored.watch);
    },

    async writePollingState(period, state) {
      const expiresAt = expiresAfterDays(state.at, KEEP_DAYS);
      const Item = { ...keyOf('watch', period), watch: storedPolling(state), expiresAt };
      await documents.send(new PutCommand({ TableName: tableName, Item }));
    },

    fleetState: async (period) => read(fleetStateItem, await get('judged', period))?.state ?? {},

    async writeFleetState(period, state, now) {
      const expiresAt = expiresAfterDays(now.toISOString(), KEEP_DAYS);
      await documents.send(
        new PutCommand({ TableName: tableName, Item: { ...keyOf('judged', period), state, expiresAt } }),
      );
    },

    requests: async (period) => read(requestsItem, await get('requests', period))?.sent ?? 0,

    async addRequests(period, { sent, throttledAt, endpoints = {} }, now) {
      const isThrottled = throttledAt !== undefined;
      const counts = Object.entries({ sent, ...endpoints });
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf('requests', period),
        UpdateExpression: `ADD ${counts.map(([name]) => `${name} :${name}`).join(', ')} SET expiresAt = :expiresAt${isThrottled ? ', throttledAt = :throttledAt' : ''}`,
        ExpressionAttributeValues: {
          ...Object.fromEntries(counts.map(([name, count]) => [`:${name}`, count])),
          ':expiresAt': expiresAfterDays(now.toISOString(), KEEP_DAYS),
          ...(isThrottled && { ':throttledAt': throttledAt }),
        },
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes } = await documents.send(update);
      const requests = read(requestsItem, Attributes);
      return requests?.throttledAt === undefined ? {} : { throttledAt: requests.throttledAt };
    },
  };
}
