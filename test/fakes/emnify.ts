import type { EndpointStats, OrganisationFigures, StatsAnswer } from '../../functions/domain/costs/emnify-figures.ts';
import type { Endpoint } from '../../functions/domain/costs/endpoint.ts';
import type { EndpointLocation } from '../../functions/domain/costs/endpoint-location.ts';
import type { EmnifyClient } from '../../functions/emnify/client.ts';
import type { EndpointPage } from '../../functions/emnify/endpoint-pages.ts';

/** emnify as our client shows it. Everything in it may be changed between two calls. */
export interface EmnifyFake extends EmnifyClient {
  /** What the list shows, page by page; `undefined` is a page that fails. */
  pages: (EndpointPage | undefined)[];
  stats: Map<string, StatsAnswer>;
  /** What `organisation` answers with: no traffic and no limit, until it is set. */
  organisationFigures: OrganisationFigures;
  /** What every call fails with while it is set. */
  failure?: Error;
  /** The ids whose stats were asked for, in order. */
  asked: string[];
  /** Where endpoints are; the others are offline. An error fails only that request. */
  locations: Map<string, EndpointLocation | Error>;
  /** The ids whose locations were asked for, in order. */
  located: string[];
}

/** @param endpoints on one page, without traffic */
export function fakeEmnify(endpoints: Endpoint[] = []): EmnifyFake {
  const emnify: EmnifyFake = {
    pages: [{ endpoints, unreadable: 0, totalCount: endpoints.length }],
    stats: new Map(),
    organisationFigures: { stats: { currentMonth: [], lastMonth: [] } },
    asked: [],
    locations: new Map(),
    located: [],

    async *endpointPages() {
      for (const page of emnify.pages) {
        if (emnify.failure) throw emnify.failure;
        if (!page) throw new Error('emnify answered GET /api/v1/endpoint with HTTP 500');
        yield page;
      }
    },

    async endpoint(id) {
      if (emnify.failure) throw emnify.failure;
      const endpoint = emnify.pages.flatMap((page) => page?.endpoints ?? []).find((listed) => listed.id === id);
      return endpoint
        ? { kind: 'endpoint', endpoint }
        : { kind: 'gone', reason: `Endpoint with Id '${id}' not found.` };
    },

    async endpointStats(id) {
      emnify.asked.push(id);
      if (emnify.failure) throw emnify.failure;
      return emnify.stats.get(id) ?? statsOf({});
    },

    async location(id) {
      emnify.located.push(id);
      const where = emnify.locations.get(id);
      if (emnify.failure) throw emnify.failure;
      if (where instanceof Error) throw where;
      return where;
    },

    async organisationStats() {
      if (emnify.failure) throw emnify.failure;
      return emnify.organisationFigures.stats;
    },

    async organisation() {
      if (emnify.failure) throw emnify.failure;
      return emnify.organisationFigures;
    },
  };
  return emnify;
}

/** An answer of emnify's; what is left out has no traffic. */
export function statsOf({
  currentMonth = [],
  lastMonth = [],
  activeLastHour = false,
}: Partial<EndpointStats>): StatsAnswer {
  return { kind: 'stats', stats: { currentMonth, lastMonth, activeLastHour } };
}
