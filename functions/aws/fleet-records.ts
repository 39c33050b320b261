import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { FLEET_PARTITION } from '../contracts/fleet-partition.ts';
import type { RequestRecords } from '../contracts/request-records.ts';
import type { PollingState } from '../domain/polling/polling-state.ts';
import type { FleetState } from '../domain/records/fleet-judgement.ts';
import type { Period } from '../domain/values/month.ts';
import { createDocumentClient, expiresAfterDays } from './document-client.ts';

const KEEP_DAYS = 62;

/** What concerns the fleet and no endpoint, beside the spends in their table: the state of polling, and our requests to emnify. */
export interface FleetRecords extends RequestRecords {
  pollingState(period: Period): Promise<PollingState | undefined>;
  /** Whether the fleet as a whole could be judged. */
  fleetState(period: Period): Promise<FleetState>;
  writeFleetState(period: Period, state: FleetState, now: Date): Promise<void>;
  writePollingState(period: Period, state: PollingState): Promise<void>;
  /** Requests to emnify in a period, of all functions together. */
  requests(period: Period): Promise<number>;
}

export function createFleetRecords(tableName: string, documents = createDocumentClient()): FleetRecords {
  const keyOf = (what: string, period: Period) => ({ scopeId: FLEET_PARTITION, entry: `${what}#${period}` });

  async function get(what: string, period: Period): Promise<Record<string, unknown> | undefined> {
    const read = new GetCommand({ TableName: tableName, Key: keyOf(what, period), ConsistentRead: true });
    return (await documents.send(read)).Item;
  }

  return {
    pollingState: async (period) => {
      const stored = (await get('watch', period))?.watch as StoredState | undefined;
      return stored && stateOf(stored);
    },

    async writePollingState(period, state) {
      const expiresAt = expiresAfterDays(state.at, KEEP_DAYS);
      const Item = { ...keyOf('watch', period), watch: storedOf(state), expiresAt };
      await documents.send(new PutCommand({ TableName: tableName, Item }));
    },

    fleetState: async (period) => ((await get('judged', period))?.state as FleetState | undefined) ?? {},

    async writeFleetState(period, state, now) {
      const expiresAt = expiresAfterDays(now.toISOString(), KEEP_DAYS);
      await documents.send(
        new PutCommand({ TableName: tableName, Item: { ...keyOf('judged', period), state, expiresAt } }),
      );
    },

    requests: async (period) => Number((await get('requests', period))?.sent ?? 0),

    async addRequests(period, { sent, throttledAt }, now) {
      const isThrottled = throttledAt !== undefined;
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf('requests', period),
        UpdateExpression: `ADD sent :sent SET expiresAt = :expiresAt${isThrottled ? ', throttledAt = :throttledAt' : ''}`,
        ExpressionAttributeValues: {
          ':sent': sent,
          ':expiresAt': expiresAfterDays(now.toISOString(), KEEP_DAYS),
          ...(isThrottled && { ':throttledAt': throttledAt }),
        },
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes } = await documents.send(update);
      return Attributes?.throttledAt === undefined ? {} : { throttledAt: Number(Attributes.throttledAt) };
    },
  };
}

/** Attributes keep their first names, so that no deployment has to move what is stored. */
type StoredState = Omit<PollingState, 'refresh' | 'interval' | 'totalCheck'> & {
  walk?: PollingState['refresh'];
  tempo: PollingState['interval'];
  gate: PollingState['totalCheck'];
};

function storedOf({ refresh: walk, interval: tempo, totalCheck: gate, ...state }: PollingState): StoredState {
  return { ...state, ...(walk && { walk }), tempo, gate };
}

function stateOf({ walk: refresh, tempo: interval, gate: totalCheck, ...state }: StoredState): PollingState {
  return { ...state, ...(refresh && { refresh }), interval, totalCheck };
}
