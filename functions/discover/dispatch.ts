import { type DiscoverDeps, discoverEndpoints, type SweepStart } from './discover-endpoints.ts';
import type { DiscoverPayload } from './payload.ts';
import { type PollingDeps, type PollingRun, pollFleet } from './poll-fleet.ts';

export type DispatchDeps = DiscoverDeps & PollingDeps;

/** Records what was done. */
export interface Records {
  sweep(start: SweepStart): void;
  poll(run: PollingRun): void;
}

/** Does what the payload asks for: checks the endpoints that are due, or sweeps the whole fleet. */
export async function dispatch(
  deps: DispatchDeps,
  { dueOnly }: DiscoverPayload,
  record: Records,
): Promise<SweepStart | PollingRun> {
  if (dueOnly) {
    const run = await pollFleet(deps);
    record.poll(run);
    return run;
  }
  // A sweep checks endpoints that no plan has queued.
  deps.memory?.forget();
  const start = await discoverEndpoints(deps);
  record.sweep(start);
  return start;
}
