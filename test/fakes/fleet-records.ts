import type { FleetRecords } from '../../functions/contracts/fleet-records.ts';
import type { PollingState } from '../../functions/domain/polling/polling-state.ts';

/** What concerns the fleet and no endpoint, in memory. */
export function fakeFleetRecords(): FleetRecords {
  // Store text, so that callers cannot change stored items.
  const pollingStates = new Map<string, string>();
  const states = new Map<string, string>();
  const requests = new Map<string, { sent: number; throttledAt?: number }>();
  return {
    async pollingState(period) {
      const state = pollingStates.get(period);
      return state === undefined ? undefined : (JSON.parse(state) as PollingState);
    },
    async writePollingState(period, state) {
      pollingStates.set(period, JSON.stringify(state));
    },
    fleetState: async (period) => JSON.parse(states.get(period) ?? '{}'),
    async writeFleetState(period, state) {
      states.set(period, JSON.stringify(state));
    },
    requests: async (period) => requests.get(period)?.sent ?? 0,
    async addRequests(period, { sent, throttledAt }) {
      const before = requests.get(period);
      const after = { ...before, sent: (before?.sent ?? 0) + sent, ...(throttledAt !== undefined && { throttledAt }) };
      requests.set(period, after);
      return after.throttledAt === undefined ? {} : { throttledAt: after.throttledAt };
    },
  };
}
