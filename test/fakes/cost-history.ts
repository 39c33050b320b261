import type { CostHistory } from '../../functions/aws/cost-history.ts';
import type { EndpointMonth } from '../../functions/domain/history.ts';
import type { Spend } from '../../functions/domain/spend.ts';

/** A spend as it was at one moment. */
export interface Snapshot {
  fetchedAt: string;
  meters?: Spend['meters'];
}

/** The cost history in memory, and what a test wants to see of it. */
export interface CostHistoryFake extends CostHistory {
  snapshots(endpointId: string, period: string): Snapshot[];
  /** Every write that was asked for, oldest first. */
  writes: { month: EndpointMonth; snapshot: boolean }[];
}

export function fakeCostHistory(): CostHistoryFake {
  // As text, so that nobody holds on to what is stored.
  const months = new Map<string, string>();
  const snapshots = new Map<string, string>();
  const writes: CostHistoryFake['writes'] = [];

  return {
    async read(endpointId, period) {
      const month = months.get(`${endpointId} ${period}`);
      return month === undefined ? undefined : JSON.parse(month);
    },

    async write(month, { snapshot }) {
      const { endpoint, period, fetchedAt, spend } = month;
      const key = `${endpoint.id} ${period}`;
      writes.push({ month, snapshot });
      if (snapshot) snapshots.set(`${key} ${fetchedAt}`, JSON.stringify({ fetchedAt, meters: spend?.meters }));
      const before = months.get(key);
      if (before === undefined || JSON.parse(before).fetchedAt <= fetchedAt) months.set(key, JSON.stringify(month));
    },

    snapshots: (endpointId, period) =>
      [...snapshots]
        .filter(([key]) => key.startsWith(`${endpointId} ${period} `))
        .map(([, snapshot]): Snapshot => JSON.parse(snapshot))
        .sort((a, b) => a.fetchedAt.localeCompare(b.fetchedAt)),
    writes,
  };
}
