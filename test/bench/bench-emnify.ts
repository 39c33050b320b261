import type { StatsAnswer } from '../../functions/domain/costs/emnify-figures.ts';
import type { Endpoint } from '../../functions/domain/costs/endpoint.ts';
import { periodOf, startOf } from '../../functions/domain/values/month.ts';
import type { EndpointAnswer } from '../../functions/emnify/client.ts';
import type { EndpointPage } from '../../functions/emnify/endpoint-pages.ts';
import { statsOf } from '../fakes/emnify.ts';
import { traffic } from '../fakes/samples.ts';
import { type BenchDevice, heardAt, spentBy } from './fleet.ts';

/** emnify for a fleet of the bench, in memory: figures follow from the clock. Counts what it is asked. */
export class BenchEmnify {
  /** Requests, as emnify counts them: a page of the list is one. */
  requests = 0;
  readonly #devices: Map<string, BenchDevice>;
  readonly #now: () => Date;
  readonly #onRequest: () => void;

  constructor(devices: BenchDevice[], now: () => Date, onRequest: () => void = () => {}) {
    this.#devices = new Map(devices.map((device) => [device.endpoint.id, device]));
    this.#now = now;
    this.#onRequest = onRequest;
  }

  async *endpointPages(): AsyncGenerator<EndpointPage> {
    const endpoints: Endpoint[] = [...this.#devices.values()].map(({ endpoint }) => endpoint);
    for (let start = 0; start < endpoints.length; start += 1000) {
      this.#count();
      yield { endpoints: endpoints.slice(start, start + 1000), unreadable: 0, totalCount: endpoints.length };
    }
  }

  async endpoint(id: string): Promise<EndpointAnswer> {
    this.#count();
    const device = this.#devices.get(id);
    return device ? { kind: 'endpoint', endpoint: device.endpoint } : { kind: 'gone', reason: 'not known' };
  }

  async endpointStats(id: string): Promise<StatsAnswer> {
    this.#count();
    const device = this.#devices.get(id);
    return device ? this.#statsOf([device]) : { kind: 'gone', reason: 'not known' };
  }

  async location(): Promise<undefined> {
    this.#count();
  }

  async organisationStats() {
    this.#count();
    const answer = this.#statsOf([...this.#devices.values()]);
    return answer.kind === 'stats' ? answer.stats : { currentMonth: [], lastMonth: [] };
  }

  async organisation() {
    const stats = await this.organisationStats();
    this.#count();
    return { stats };
  }

  #statsOf(devices: BenchDevice[]): StatsAnswer {
    const now = this.#now();
    const period = periodOf(now);
    const begin = startOf(period);
    const cost = devices.reduce((sum, device) => sum + spentBy(device, begin, now), 0);
    const heard = devices.reduce((last, device) => Math.max(last, heardAt(device, begin, now).getTime()), 0);
    const lastMonth = devices.reduce((sum, { perHour }) => sum + perHour * 720, 0);
    return statsOf({
      currentMonth: [traffic('data', cost.toFixed(4), { period, lastUpdated: new Date(heard).toISOString() })],
      lastMonth: [
        traffic('data', lastMonth.toFixed(4), { period: '2026-09', lastUpdated: '2026-09-30T23:40:00.000Z' }),
      ],
      activeLastHour: true,
    });
  }

  #count(): void {
    this.requests += 1;
    this.#onRequest();
  }
}
