import type { NoEndpoint, OrganisationFigures, StatsAnswer } from '../domain/costs/emnify-figures.ts';
import { type Endpoint, endpointId } from '../domain/costs/endpoint.ts';
import type { EndpointLocation } from '../domain/costs/endpoint-location.ts';
import { oneLine } from '../domain/values/text.ts';
import { parseLocation } from './connectivity.ts';
import { askForPage, parseEndpoint } from './endpoint-list.ts';
import { type EndpointPage, readEndpointList } from './endpoint-pages.ts';
import { parseStats } from './endpoint-stats.ts';
import { EndpointGoneError, EndpointRefusedError, RefusedError, UnexpectedResponseError } from './errors.ts';
import { type Exchange, MAX_LIST_BYTES } from './http.ts';
import { quoted } from './monthly-stats.ts';
import { parseCostLimit, parseOrganisationStats } from './organisation.ts';
import { ENDPOINT_RATE, LIST_RATE, Pace } from './pace.ts';
import { REAL_TIMER } from './timer.ts';
import { type Patience, Transport, type TransportOptions } from './transport.ts';

export type EndpointAnswer = { kind: 'endpoint'; endpoint: Endpoint } | NoEndpoint;

/** What we ask of emnify's API. Every request is authenticated, paced, retried and limited in time inside. */
export interface EmnifyClient {
  /**
   * Reads the whole list (`GET /api/v1/endpoint`), page by page.
   *
   * @throws {EmnifyError} when a page cannot be had: a part is never the whole
   */
  endpointPages(): AsyncGenerator<EndpointPage>;
  /** `GET /api/v1/endpoint/{id}` */
  endpoint(id: string): Promise<EndpointAnswer>;
  /** `GET /api/v1/endpoint/{id}/stats` */
  endpointStats(id: string): Promise<StatsAnswer>;
  /**
   * Asks where an endpoint is, once (`GET /api/v1/endpoint/{id}/connectivity`).
   *
   * @returns nothing of an endpoint that is offline
   * @throws {EmnifyError} when there is no answer within seconds
   */
  location(id: string): Promise<EndpointLocation | undefined>;
  /** `GET /api/v1/organisation/my/stats` */
  organisationStats(): Promise<OrganisationFigures['stats']>;
  /** `GET /api/v1/organisation/my/stats` and `/my`. @throws {EmnifyError} when either cannot be had */
  organisation(): Promise<OrganisationFigures>;
}

/**
 * An alert waits for its endpoint's location, so it must not wait for long. emnify allows 50 of these requests a second,
 * and 25 at once: two workers of ten each stay below.
 */
const LOCATION_PATIENCE: Patience = { turnMs: 10_000, answerMs: 3_000 };

/** Statuses by which emnify says that one endpoint is deleted; which of them it uses is not documented. */
const GONE = new Set([404, 422]);

export function createEmnifyClient(options: TransportOptions): EmnifyClient {
  const { timer = REAL_TIMER } = options;
  const transport = new Transport(options);
  const listPace = new Pace(LIST_RATE, timer);
  const endpointPace = new Pace(ENDPOINT_RATE, timer);

  /** A `GET` about one endpoint. @throws {EndpointGoneError} or {EndpointRefusedError} */
  async function getEndpoint(path: string): Promise<Exchange> {
    await endpointPace.turn();
    try {
      return await transport.get({ path, isAboutEndpoint: true });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (error.status === 403) throw new EndpointRefusedError(error.message, { cause: error });
      if (GONE.has(error.status)) throw new EndpointGoneError(error.message, { cause: error });
      throw error;
    }
  }

  /** A `GET` of the kind that emnify allows 10 times a second. */
  async function getSlowly(path: string): Promise<Exchange> {
    await listPace.turn();
    return await transport.get({ path, maxBytes: MAX_LIST_BYTES });
  }

  async function organisationStats(): Promise<OrganisationFigures['stats']> {
    return parseOrganisationStats((await getSlowly('/api/v1/organisation/my/stats')).body);
  }

  return {
    endpointPages: () => readEndpointList((page) => askForPage(getSlowly, page)),

    async endpoint(id) {
      return await orGone(async () => {
        const { body } = await getEndpoint(pathOf(id));
        const endpoint = parseEndpoint(body);
        if (!endpoint) throw new UnexpectedResponseError(`The answer about endpoint ${oneLine(id)} has no id`);
        if (endpoint.id !== id) {
          throw new UnexpectedResponseError(
            `The answer about endpoint ${oneLine(id)} is about endpoint ${oneLine(endpoint.id)}`,
          );
        }
        return { kind: 'endpoint', endpoint } as const;
      });
    },

    async endpointStats(id) {
      return await orGone(async () => {
        const { body } = await getEndpoint(`${pathOf(id)}/stats`);
        return { kind: 'stats', stats: parseStats(body, id) } as const;
      });
    },

    async location(id) {
      return parseLocation((await transport.getOnce(`${pathOf(id)}/connectivity`, LOCATION_PATIENCE)).body, id);
    },

    organisationStats,

    async organisation() {
      const stats = await organisationStats();
      const limit = parseCostLimit((await transport.get({ path: '/api/v1/organisation/my' })).body);
      return { stats, ...(limit && { limit }) };
    },
  };
}

/** An endpoint that is gone or refused is an outcome like any other; every other error is a failure. */
async function orGone<Answer>(ask: () => Promise<Answer>): Promise<Answer | NoEndpoint> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EndpointGoneError) return { kind: 'gone', reason: error.message };
    if (error instanceof EndpointRefusedError) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

/** @throws {EndpointGoneError} for an id that would ask about something else */
function pathOf(id: string): string {
  if (endpointId(id) === id) return `/api/v1/endpoint/${encodeURIComponent(id)}`;
  throw new EndpointGoneError(`emnify was not asked: ${quoted(id)} cannot be the id of an endpoint`);
}
