import type { FleetViews } from '../../functions/contracts/fleet-views.ts';

/** What the page shows of the fleet, in memory. */
export function fakeFleetViews(): FleetViews {
  // Store text, so that callers cannot change stored items.
  let view: string | undefined;
  let directory = '[]';
  return {
    view: async () => (view === undefined ? undefined : JSON.parse(view)),
    async writeView(next) {
      view = JSON.stringify(next);
    },
    async *directory() {
      const entries = JSON.parse(directory);
      if (entries.length > 0) yield entries;
    },
    async writeDirectory(entries) {
      directory = JSON.stringify(entries);
    },
  };
}
