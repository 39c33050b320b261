import { type DiscoverDeps, discoverEndpoints, type SweepStart } from './discover-endpoints.ts';
import type { DiscoverPayload } from './payload.ts';
import { type PollingDeps, type PollingRun, pollFleet } from './poll-fleet.ts';

export type ByHandDeps = DiscoverDeps & PollingDeps;

/** Where what was done is recorded. */
export interface Records {
  sweep(start: SweepStart): void;
  watch(run: PollingRun): void;
}

/** Does what the schedule or a person asks: looks after those whose turn it is, or sweeps the whole fleet. */
export async function discoverAs(
  deps: ByHandDeps,
  { watch }: DiscoverPayload,
  record: Records,
): Promise<SweepStart | PollingRun> {
  if (watch) {
    const run = await pollFleet(deps);
    record.watch(run);
    return run;
  }
  const start = await discoverEndpoints(deps);
  record.sweep(start);
  return start;
}
