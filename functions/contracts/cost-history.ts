import type { ScopeId } from '../domain/costs/scope.ts';
import type { SpendPoint } from '../domain/costs/spend-points.ts';
import type { EndpointMonth, GroupMonth, SnapshotKind, SweepRecord } from '../domain/records/endpoint-month.ts';
import type { Period } from '../domain/values/month.ts';

/**
 * The store of what endpoints, groups and the organisation have cost: the last check of each in each period, and
 * snapshots of its spend. Every method throws if the table cannot be had.
 */
export interface CostHistory {
  /** Reads the last check of an endpoint in a period. @returns undefined if it was never checked */
  read(endpointId: string, period: Period): Promise<EndpointMonth | undefined>;
  /**
   * Stores the check of an endpoint, unless a later one is stored.
   *
   * @param options.snapshot stores its spend as one more point in time, too, and says how long that is kept
   * @param options.isUnchanged the check found nothing new (`isUnchanged`): only its time is stored, which costs less
   */
  write(month: EndpointMonth, options: { snapshot?: SnapshotKind; isUnchanged?: boolean }): Promise<void>;
  /** Reads the last check of a group or the organisation in a period. @returns undefined if there was none */
  readGroup(scope: ScopeId, period: Period): Promise<GroupMonth | undefined>;
  /** Stores the check of a group or the organisation. `options` as for `write`. */
  writeGroup(scope: ScopeId, month: GroupMonth, options: { snapshot?: SnapshotKind }): Promise<void>;
  /**
   * Reads the snapshots of a scope in a period, oldest first.
   *
   * @param since reads from the last one at or before this moment on. Default: the start of the period
   */
  points(scope: ScopeId, period: Period, since?: Date): Promise<SpendPoint[]>;
  /**
   * Reads the last check of every endpoint in a period, by id as text. Those that only the release before has written come
   * at the end, in no order. Some seconds behind the writes.
   *
   * @param after reads on after this id
   */
  months(period: Period, after?: string): AsyncIterable<EndpointMonth>;
  /** Reads how much of the fleet the last sweep could check. @returns undefined before the first sweep */
  lastSweep(): Promise<SweepRecord | undefined>;
  /** Stores how much of the fleet a sweep can check. `aggregate` and `report` compare with it. */
  writeSweep(sweep: SweepRecord): Promise<void>;
}
