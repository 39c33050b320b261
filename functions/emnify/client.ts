import * as z from 'zod';
import type { NoEndpoint, OrganisationFigures, StatsAnswer } from '../domain/costs/emnify-figures.ts';
import { type Endpoint, endpointId } from '../domain/costs/endpoint.ts';
import { Secrets } from '../domain/values/secrets.ts';
import { oneLine } from '../domain/values/text.ts';
import { AccessToken, type AccessTokenOptions } from './access-token.ts';
import { askForPage, parseEndpoint } from './endpoint-list.ts';
import { type EndpointPage, readEndpointList } from './endpoint-pages.ts';
import { parseStats } from './endpoint-stats.ts';
import {
  EmnifyAuthError,
  EmnifyThrottledError,
  EmnifyUnavailableError,
  EndpointGoneError,
  EndpointRefusedError,
  RefusedError,
  UnexpectedResponseError,
} from './errors.ts';
import { type Exchange, exchange, type HttpRequest, MAX_LIST_BYTES, TIME_LIMIT_MS } from './http.ts';
import { quoted } from './monthly-stats.ts';
import { parseCostLimit, parseOrganisationStats } from './organisation.ts';
import { ENDPOINT_RATE, LIST_RATE, Pace, type Rate } from './pace.ts';
import { LONGEST_DELAY_SECONDS, retryDelaySeconds } from './retry-timing.ts';
import { ThrottleBreaker } from './throttle-breaker.ts';
import { REAL_TIMER, type Timer } from './timer.ts';

export type { EndpointPage } from './endpoint-pages.ts';

export interface EmnifyClientOptions {
  /** `https://cdn.emnify.net`, or a white label's host. */
  baseUrl: string;
  /** This worker's share of emnify's general limit of 2,000 requests in 5 minutes per IP address. */
  rate: Rate;
  applicationToken: AccessTokenOptions['applicationToken'];
  now(): Date;
  /** For one whole answer. Default 20 seconds. */
  timeLimitMs?: number;
  /** For pace and retries. */
  timer?: Timer;
  /** The share of `rate` that may be used now. Default: all of it. */
  paceShare?(): number;
  /**
   * Called for every request that goes out, for a token that is refused, and for every 429: emnify counts them. And
   * with every token before it is used, so that it can be masked elsewhere, too.
   */
  observer?: EmnifyObserver;
}

export interface EmnifyObserver {
  requestSent(): void;
  tokenRefused(): void;
  throttled(): void;
  tokenUsed?(token: string): void;
}

export type EndpointAnswer = { kind: 'endpoint'; endpoint: Endpoint } | NoEndpoint;

/** What we ask of emnify's API. Every request is authorised, paced, retried and limited in time inside. */
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
  /** `GET /api/v1/organisation/my/stats` */
  organisationStats(): Promise<OrganisationFigures['stats']>;
  /** `GET /api/v1/organisation/my/stats` and `/my`. @throws {EmnifyError} when either cannot be had */
  organisation(): Promise<OrganisationFigures>;
}

/** Statuses by which emnify says that one endpoint is deleted; which of them it uses is not documented. */
const GONE = new Set([404, 422]);
/** Asked where emnify answers 401 about an endpoint: it distinguishes a refused token from a refused endpoint. */
const ELSEWHERE = '/api/v1/organisation/my';
const TWICE_REFUSED = 'emnify refused two access tokens in a row, each of which had been good before.';
/** Insists on what a header can carry, for an error about a bad header would quote the token. */
const authentication = z.object({ auth_token: z.string().regex(/^[\w.~+/=-]+$/) });

export function createEmnifyClient(options: EmnifyClientOptions): EmnifyClient {
  const { baseUrl, rate, applicationToken, now, timeLimitMs = TIME_LIMIT_MS, timer = REAL_TIMER, observer } = options;
  const pace = new Pace(rate, timer, options.paceShare);
  const listPace = new Pace(LIST_RATE, timer);
  const endpointPace = new Pace(ENDPOINT_RATE, timer);
  const throttleBreaker = new ThrottleBreaker(timer);
  const accessToken = new AccessToken({ applicationToken, authenticate, now });
  const secrets = new Secrets();

  function keepSecret(token: string): string {
    secrets.add(token);
    observer?.tokenUsed?.(token);
    return token;
  }

  async function authenticate(token: string): Promise<string> {
    const path = '/api/v1/authenticate';
    try {
      const { body } = await retried({ method: 'POST', path, body: { application_token: keepSecret(token) } });
      const parsed = authentication.safeParse(body);
      if (parsed.success) return keepSecret(parsed.data.auth_token);
    } catch (error) {
      if (!(error instanceof EmnifyAuthError || error instanceof RefusedError)) throw error;
      observer?.tokenRefused();
      throw new EmnifyAuthError(`${refusalOf(error)} ${error.message}`, {
        cause: error,
        requestId: error.requestId,
      });
    }
    throw new UnexpectedResponseError(`The answer to POST ${path} has no usable auth_token`);
  }

  /** One request, repeated while another try can help. */
  async function retried(request: HttpRequest): Promise<Exchange> {
    for (let retry = 0; ; retry++) {
      await pace.turn();
      throttleBreaker.check();
      observer?.requestSent();
      try {
        const answer = await exchange({ baseUrl, timeLimitMs, now, secrets }, request);
        throttleBreaker.answered();
        return answer;
      } catch (error) {
        if (!(error instanceof EmnifyThrottledError || error instanceof EmnifyUnavailableError)) throw error;
        const delay = retryDelaySeconds(retry, Math.random(), error.retryAfterSeconds);
        if (error instanceof EmnifyThrottledError) {
          observer?.throttled();
          throttleBreaker.throttled(error, delay);
          pace.pause(delay ?? LONGEST_DELAY_SECONDS);
        }
        if (delay === undefined) throw error;
        await timer.sleep(delay * 1000);
      }
    }
  }

  /** A `GET` with our token, which is renewed once when emnify stops accepting it. */
  async function get(path: string, more: Pick<HttpRequest, 'maxBytes'> = {}): Promise<Exchange> {
    const answer = (await tryGet(path, more)) ?? (await tryGet(path, more));
    if (answer) return answer;
    observer?.tokenRefused();
    throw new EmnifyAuthError(TWICE_REFUSED);
  }

  /** @returns nothing when the token was refused that had been good so far */
  async function tryGet(path: string, more: Pick<HttpRequest, 'maxBytes'>): Promise<Exchange | undefined> {
    const bearer = await accessToken.get();
    const { answer, refusal } = await letIn(bearer, { method: 'GET', path, bearer, ...more });
    if (answer) return answer;
    if (path !== ELSEWHERE && isAboutEndpoint(path)) {
      if (await isGoodElsewhere(bearer)) throw new EndpointRefusedError(refusal.message);
    }
    try {
      accessToken.rejected(bearer, refusal);
    } catch (error) {
      observer?.tokenRefused();
      throw error;
    }
    return undefined;
  }

  /** One request with a token. Any answer but 401 says that the token is good. */
  async function letIn(
    bearer: string,
    request: HttpRequest,
  ): Promise<{ answer: Exchange; refusal?: never } | { answer?: never; refusal: EmnifyAuthError }> {
    try {
      const answer = await retried(request);
      accessToken.accepted(bearer);
      return { answer };
    } catch (error) {
      if (error instanceof RefusedError) accessToken.accepted(bearer);
      if (!(error instanceof EmnifyAuthError)) throw error;
      return { refusal: error };
    }
  }

  /** Whether emnify refuses one endpoint and not the token. Any answer but 401 says so, even a refusal. */
  async function isGoodElsewhere(bearer: string): Promise<boolean> {
    try {
      return (await letIn(bearer, { method: 'GET', path: ELSEWHERE, bearer })).answer !== undefined;
    } catch (error) {
      if (error instanceof RefusedError) return true;
      throw error;
    }
  }

  /** A `GET` about one endpoint. @throws {EndpointGoneError} or {EndpointRefusedError} */
  async function getEndpoint(path: string): Promise<Exchange> {
    await endpointPace.turn();
    try {
      return await get(path);
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
    return await get(path, { maxBytes: MAX_LIST_BYTES });
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

    organisationStats,

    async organisation() {
      const stats = await organisationStats();
      const limit = parseCostLimit((await get('/api/v1/organisation/my')).body);
      return { stats, ...(limit && { limit }) };
    },
  };
}

/** A token is refused with 401, 400, 403 or 422; a redirect or a 404 rather means that another server answers. */
function refusalOf(error: EmnifyAuthError | RefusedError): string {
  return error instanceof RefusedError && (error.status < 400 || error.status === 404)
    ? 'No token was given out: the application token is of another organisation, or the base URL is not of emnify.'
    : 'emnify refuses the application token. Store a valid one.';
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

function isAboutEndpoint(path: string): boolean {
  return /^\/api\/v1\/endpoint\/[^/?]/.test(path);
}
