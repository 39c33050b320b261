import type { CostHistory } from '../../functions/contracts/cost-history.ts';
import type { ScopeId } from '../../functions/domain/costs/scope.ts';
import type { Spend } from '../../functions/domain/costs/spend.ts';
import type { SpendPoint } from '../../functions/domain/costs/spend-points.ts';
import type { EndpointMonth, SnapshotKind, SweepRecord } from '../../functions/domain/records/endpoint-month.ts';
import { checkedAgain } from '../../functions/domain/records/last-check.ts';
import { startOf } from '../../functions/domain/values/month.ts';

/** The cost history in memory, and what a test wants to see of it. */
export interface CostHistoryFake extends CostHistory {
  /** Every write of an endpoint's month that was asked for, oldest first. */
  writes: { month: EndpointMonth; snapshot?: SnapshotKind }[];
}

interface AnyMonth {
  period: string;
  fetchedAt: string;
  spend?: Spend;
}

export function fakeCostHistory(): CostHistoryFake {
  // Store text, so that callers cannot change stored items.
  const months = new Map<string, string>();
  const snapshots = new Map<string, string>();
  const writes: CostHistoryFake['writes'] = [];
  let sweep: string | undefined;

  const get = (scope: ScopeId, period: string) => {
    const month = months.get(keyOf(scope, period));
    return month === undefined ? undefined : JSON.parse(month);
  };
  const put = (scope: ScopeId, month: AnyMonth, snapshot: SnapshotKind | undefined): void => {
    const { period, fetchedAt, spend } = month;
    const key = keyOf(scope, period);
    if (snapshot) snapshots.set(`${key} ${fetchedAt}`, JSON.stringify({ at: fetchedAt, meters: spend?.meters }));
    const before = months.get(key);
    if (before === undefined || JSON.parse(before).fetchedAt <= fetchedAt) months.set(key, JSON.stringify(month));
  };

  return {
    read: async (id, period) => get({ kind: 'endpoint', id }, period),
    async write(month, { snapshot, isUnchanged }) {
      writes.push({ month, ...(snapshot && { snapshot }) });
      if (isUnchanged) {
        const { endpoint, period, fetchedAt, standstill } = month;
        const before = get({ kind: 'endpoint', id: endpoint.id }, period);
        if (before)
          put({ kind: 'endpoint', id: endpoint.id }, checkedAgain(before, { fetchedAt, standstill }), undefined);
        return;
      }
      put({ kind: 'endpoint', id: month.endpoint.id }, month, snapshot);
    },
    readGroup: async (scope, period) => get(scope, period),
    async writeGroup(scope, month, { snapshot }) {
      put(scope, month, snapshot);
    },

    async points(scope, period, since = startOf(period)) {
      const all = [...snapshots]
        .filter(([key]) => key.startsWith(`${keyOf(scope, period)} `))
        .map(([, snapshot]): SpendPoint => JSON.parse(snapshot))
        .sort((a, b) => a.at.localeCompare(b.at));
      const first = all.findLastIndex(({ at }) => at <= since.toISOString());
      return all.slice(Math.max(0, first));
    },

    async *months(period, after = '') {
      const found = [...months].filter(([key]) => key.startsWith('endpoint ') && key.endsWith(` ${period}`));
      const ordered = found.map(([, month]) => JSON.parse(month) as EndpointMonth);
      for (const month of ordered.sort((a, b) => (a.endpoint.id < b.endpoint.id ? -1 : 1))) {
        if (month.endpoint.id > after) yield month;
      }
    },

    lastSweep: async () => (sweep === undefined ? undefined : (JSON.parse(sweep) as SweepRecord)),
    async writeSweep(record) {
      sweep = JSON.stringify(record);
    },
    writes,
  };
}

function keyOf({ kind, id }: ScopeId, period: string): string {
  return `${kind} ${id} ${period}`;
}
