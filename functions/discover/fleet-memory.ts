import type { CostHistory } from '../contracts/cost-history.ts';
import { inChunks } from '../contracts/in-chunks.ts';
import type { EndpointMonth } from '../domain/records/endpoint-month.ts';
import { HOUR_MS } from '../domain/values/duration.ts';
import { type Period, periodOf } from '../domain/values/month.ts';
import type { RecentlyQueued } from './recently-queued.ts';

/** What the plan needs of the last check of an endpoint. */
export type Known = Pick<EndpointMonth, 'endpoint' | 'spendRate' | 'fetchedAt' | 'dataPrice'>;

/** What a run knows before it reads the last checks. */
export interface RunStart {
  now: Date;
  /** When the last run was, by the polling state: this process must have made it. */
  lastRunAt?: string;
  /** Reads all of them, whatever is known. */
  isWhole: boolean;
}

/** All last checks are read at least this often: a check that a person asks for is not known here. */
const WHOLE_EVERY_MS = HOUR_MS;
/** One check that is read by itself costs as much as eight of all together. */
const SINGLE_COST = 8;

/**
 * The last check of every endpoint, as this process knows them. Between two readings of all of them, it reads only
 * the endpoints that it has queued since: no others are checked. In a large fleet, these are few.
 */
export class FleetMemory {
  readonly #costHistory: Pick<CostHistory, 'months' | 'read'>;
  readonly #queued: RecentlyQueued;
  #known = new Map<string, Known>();
  #last?: { period: Period; runAt: string; wholeAt: number };

  constructor(costHistory: Pick<CostHistory, 'months' | 'read'>, queued: RecentlyQueued) {
    this.#costHistory = costHistory;
    this.#queued = queued;
  }

  /** Reads what is new. @throws when the table cannot be had: then the next run reads all of them */
  async lastChecks(start: RunStart): Promise<Iterable<Known>> {
    const { now } = start;
    const period = periodOf(now);
    const last = this.#last;
    const waiting = this.#queued.waiting((id) => this.#checkedAt(id), now.getTime());
    this.#last = undefined;
    if (last && this.#isEnough(start, last, waiting)) {
      await this.#readSingly(waiting, period);
      this.#last = { ...last, runAt: now.toISOString() };
    } else {
      await this.#readWhole(period);
      this.#last = { period, runAt: now.toISOString(), wholeAt: now.getTime() };
    }
    return this.#known.values();
  }

  /** The next run reads all of them. */
  forget(): void {
    this.#last = undefined;
  }

  #isEnough(
    { now, lastRunAt, isWhole }: RunStart,
    { period, runAt, wholeAt }: { period: Period; runAt: string; wholeAt: number },
    waiting: string[],
  ): boolean {
    if (isWhole || runAt !== lastRunAt || period !== periodOf(now)) return false;
    return now.getTime() - wholeAt < WHOLE_EVERY_MS && waiting.length * SINGLE_COST < this.#known.size;
  }

  async #readWhole(period: Period): Promise<void> {
    this.#known = new Map();
    for await (const month of this.#costHistory.months(period)) this.#keep(month);
  }

  async #readSingly(ids: string[], period: Period): Promise<void> {
    const months = await inChunks(ids, (id) => this.#costHistory.read(id, period));
    for (const month of months) if (month) this.#keep(month);
  }

  #keep({ endpoint, spendRate, fetchedAt, dataPrice }: EndpointMonth): void {
    this.#known.set(endpoint.id, {
      endpoint,
      ...(spendRate && { spendRate }),
      fetchedAt,
      ...(dataPrice && { dataPrice }),
    });
  }

  #checkedAt(id: string): number {
    return Date.parse(this.#known.get(id)?.fetchedAt ?? '') || 0;
  }
}
