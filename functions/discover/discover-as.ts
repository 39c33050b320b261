import { type DiscoverDeps, discoverEndpoints, type SweepStart } from './discover-endpoints.ts';
import type { DiscoverPayload } from './payload.ts';
import { type WatchDeps, type WatchRun, watchFleet } from './watch-fleet.ts';

export type ByHandDeps = DiscoverDeps & WatchDeps;

/** Where what was done is recorded. */
export interface Records {
  sweep(start: SweepStart): void;
  watch(run: WatchRun): void;
}

/** Does what the schedule or a person asks: looks after those whose turn it is, or sweeps the whole fleet. */
export async function discoverAs(
  deps: ByHandDeps,
  { watch }: DiscoverPayload,
  record: Records,
): Promise<SweepStart | WatchRun> {
  if (watch) {
    const run = await watchFleet(deps);
    record.watch(run);
    return run;
  }
  const start = await discoverEndpoints(deps);
  record.sweep(start);
  return start;
}
