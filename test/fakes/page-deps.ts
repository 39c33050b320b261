import type { FleetViews } from '../../functions/contracts/fleet-views.ts';
import type { RunRecords } from '../../functions/contracts/run-records.ts';
import type { WatchdogMemories } from '../../functions/contracts/watchdog-memory.ts';
import type { Subscription } from '../../functions/domain/messages/subscriptions.ts';
import type { DispatchDeps } from '../../functions/page/dispatch.ts';
import { type AggregateFakes, aggregateFakes } from './aggregate-deps.ts';
import { type DeliveriesFake, fakeDeliveries } from './deliveries.ts';
import { fakeFleetRecords } from './fleet-records.ts';
import { fakePresses } from './presses.ts';
import { fakeWatchdogMemories } from './watchdog-memories.ts';

/** All that `page` needs, in memory, and what the other functions need to fill it. */
export interface PageFakes extends AggregateFakes, Omit<DispatchDeps, keyof AggregateFakes> {
  deliveries: DeliveriesFake;
  fleet: AggregateFakes['fleet'] & RunRecords;
  fleetViews: FleetViews;
  watchdog: WatchdogMemories;
  subscribed: Subscription[];
}

export function pageFakes(budgets: object[] = [{ name: 'every-device', limit: 5 }], more: object = {}): PageFakes {
  const fleet = fakeFleetRecords();
  const fakes: PageFakes = Object.assign(aggregateFakes(budgets, more), {
    fleet,
    runs: fleet,
    deliveries: fakeDeliveries(),
    watchdog: fakeWatchdogMemories(),
    presses: fakePresses(),
    subscribed: [{ topic: 'mail' as const, protocol: 'email', endpoint: 'ops@example.com', isConfirmed: true }],
    subscriptions: async () => fakes.subscribed,
    recipients: [{ channel: 'mail' as const, address: 'ops@example.com', from: 'warning' as const }],
    requestsPerMonth: 5_000_000,
    render: (view: { view: string }) => `<p>${view.view}</p>`,
    renderCsv: ({ rows }: { rows: number }, { command }: { command: string }) => `<p>${rows}</p><pre>${command}</pre>`,
  });
  return fakes;
}
