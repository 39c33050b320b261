import type { FleetRecords } from '../../functions/contracts/fleet-records.ts';
import type { RunRecords } from '../../functions/contracts/run-records.ts';
import type { PollingState } from '../../functions/domain/polling/polling-state.ts';
import {
  FUNCTIONS,
  type FunctionName,
  type MonthCounts,
  type RunNotes,
} from '../../functions/domain/watchdog/observations.ts';

/** What concerns the fleet and no endpoint, in memory. */
export function fakeFleetRecords(): FleetRecords & RunRecords {
  // Store text, so that callers cannot change stored items.
  const pollingStates = new Map<string, string>();
  const states = new Map<string, string>();
  const requests = new Map<string, { sent: number; throttledAt?: number } & Partial<MonthCounts>>();
  const notes = new Map<FunctionName, string>();
  const notesOf = (by: FunctionName): RunNotes => JSON.parse(notes.get(by) ?? '{}');
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
    async addRequests(period, { sent, throttledAt, endpoints = {} }) {
      const before = requests.get(period);
      const after = { ...before, sent: (before?.sent ?? 0) + sent, ...(throttledAt !== undefined && { throttledAt }) };
      for (const name of Object.keys(endpoints) as (keyof typeof endpoints)[]) {
        after[name] = (before?.[name] ?? 0) + (endpoints[name] ?? 0);
      }
      requests.set(period, after);
      return after.throttledAt === undefined ? {} : { throttledAt: after.throttledAt };
    },
    async note(by, more) {
      notes.set(by, JSON.stringify({ ...notesOf(by), ...more }));
    },
    notes: async () => Object.fromEntries(FUNCTIONS.map((by) => [by, notesOf(by)])) as Record<FunctionName, RunNotes>,
    async counts(period) {
      const { sent = 0, asked = 0, evaluated = 0, skipped = 0, unjudged = 0 } = requests.get(period) ?? {};
      return { sent, asked, evaluated, skipped, unjudged };
    },
  };
}
