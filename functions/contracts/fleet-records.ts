import type { PollingState } from '../domain/polling/polling-state.ts';
import type { FleetState } from '../domain/records/fleet-judgement.ts';
import type { Period } from '../domain/values/month.ts';
import type { RequestRecords } from './request-records.ts';

/**
 * The store of what concerns the fleet and no endpoint: the state of polling, and our requests to emnify. It reads
 * consistently. Every method throws if the table cannot be had.
 */
export interface FleetRecords extends RequestRecords {
  /** Reads the state of polling after its last run in a period. @returns undefined before the first run */
  pollingState(period: Period): Promise<PollingState | undefined>;
  /** Replaces the state of polling. */
  writePollingState(period: Period, state: PollingState): Promise<void>;
  /** Reads whether the fleet as a whole could be judged. @returns an empty state if none was written in the period */
  fleetState(period: Period): Promise<FleetState>;
  /** Replaces the state of the fleet. */
  writeFleetState(period: Period, state: FleetState, now: Date): Promise<void>;
  /** Reads the number of requests to emnify in a period, of all functions together. */
  requests(period: Period): Promise<number>;
}
