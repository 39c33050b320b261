import * as z from 'zod';
import { Secrets } from '../domain/values/secrets.ts';
import { AccessToken, type AccessTokenOptions } from './access-token.ts';
import {
  EmnifyAuthError,
  EmnifyThrottledError,
  EmnifyUnavailableError,
  EndpointRefusedError,
  RefusedError,
  UnexpectedResponseError,
} from './errors.ts';
import { type Exchange, exchange, type Host, type HttpRequest, TIME_LIMIT_MS } from './http.ts';
import { Pace, type Rate } from './pace.ts';
import { LONGEST_DELAY_SECONDS, retryDelaySeconds } from './retry-timing.ts';
import { ThrottleBreaker } from './throttle-breaker.ts';
import { REAL_TIMER, type Timer } from './timer.ts';

export interface TransportOptions {
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

export interface GetRequest extends Pick<HttpRequest, 'path' | 'maxBytes'> {
  /** Whether it asks about one endpoint, which emnify may refuse with a 401 although the token is good. */
  isAboutEndpoint?: boolean;
}

/** How long a request that we can do without may take. */
export interface Patience {
  /** Until its turn. */
  turnMs: number;
  /** From its turn to its whole answer. */
  answerMs: number;
}

const AUTHENTICATE = '/api/v1/authenticate';
/** Asked where emnify answers 401 about an endpoint: it distinguishes a refused token from a refused endpoint. */
const ELSEWHERE = '/api/v1/organisation/my';
const TWICE_REFUSED = 'emnify refused two access tokens in a row, each of which had been good before.';
/** Insists on what a header can carry, for an error about a bad header would quote the token. */
const authentication = z.object({ auth_token: z.string().regex(/^[\w.~+/=-]+$/) });

/** Sends requests to emnify's API. Each is authenticated, paced, retried, limited in time, and reported to the observer. */
export class Transport {
  readonly #host: Host;
  readonly #pace: Pace;
  readonly #timer: Timer;
  readonly #throttleBreaker: ThrottleBreaker;
  readonly #accessToken: AccessToken;
  readonly #observer?: EmnifyObserver;

  constructor(options: TransportOptions) {
    const { baseUrl, rate, applicationToken, now, timeLimitMs = TIME_LIMIT_MS, timer = REAL_TIMER } = options;
    this.#host = { baseUrl, timeLimitMs, now, secrets: new Secrets() };
    this.#pace = new Pace(rate, timer, options.paceShare);
    this.#timer = timer;
    this.#throttleBreaker = new ThrottleBreaker(timer);
    this.#accessToken = new AccessToken({ applicationToken, authenticate: (token) => this.#authenticate(token), now });
    this.#observer = options.observer;
  }

  /**
   * Sends a `GET` with our token, which is renewed once if emnify stops accepting it.
   *
   * @throws {EmnifyError}
   */
  async get(request: GetRequest): Promise<Exchange> {
    const answer = (await this.#tryGet(request)) ?? (await this.#tryGet(request));
    if (answer) return answer;
    this.#observer?.tokenRefused();
    throw new EmnifyAuthError(TWICE_REFUSED);
  }

  /**
   * Sends a `GET` that we can do without: once, with the token at hand, and only if its turn comes soon. A refusal says
   * nothing about the token.
   *
   * @throws {EmnifyError}
   */
  async getOnce(path: string, { turnMs, answerMs }: Patience): Promise<Exchange> {
    const bearer = this.#accessToken.current();
    if (bearer === undefined) throw new EmnifyUnavailableError(`emnify was not asked ${path}: no token is at hand`);
    if (!(await this.#pace.turnWithin(turnMs))) {
      throw new EmnifyThrottledError(`emnify was not asked ${path}: no turn within ${turnMs / 1000} seconds`, {});
    }
    this.#throttleBreaker.check();
    this.#observer?.requestSent();
    const timeLimitMs = Math.min(answerMs, this.#host.timeLimitMs);
    try {
      const answer = await exchange({ ...this.#host, timeLimitMs }, { method: 'GET', path, bearer });
      this.#throttleBreaker.answered();
      return answer;
    } catch (error) {
      if (error instanceof EmnifyThrottledError) {
        this.#pauseAll(error, retryDelaySeconds(0, Math.random(), error.retryAfterSeconds));
      }
      throw error;
    }
  }

  /** @returns nothing when the token was refused that had been good so far */
  async #tryGet({ isAboutEndpoint = false, ...request }: GetRequest): Promise<Exchange | undefined> {
    const bearer = await this.#accessToken.get();
    const { answer, refusal } = await this.#letIn(bearer, { method: 'GET', bearer, ...request });
    if (answer) return answer;
    if (isAboutEndpoint && (await this.#isGoodElsewhere(bearer))) throw new EndpointRefusedError(refusal.message);
    try {
      this.#accessToken.rejected(bearer, refusal);
    } catch (error) {
      this.#observer?.tokenRefused();
      throw error;
    }
    return undefined;
  }

  /** Whether emnify refuses one endpoint and not the token. Any answer but 401 says so, even a refusal. */
  async #isGoodElsewhere(bearer: string): Promise<boolean> {
    try {
      return (await this.#letIn(bearer, { method: 'GET', path: ELSEWHERE, bearer })).answer !== undefined;
    } catch (error) {
      if (error instanceof RefusedError) return true;
      throw error;
    }
  }

  /** Sends one request with a token. Any answer but 401 says that the token is good. */
  async #letIn(
    bearer: string,
    request: HttpRequest,
  ): Promise<{ answer: Exchange; refusal?: never } | { answer?: never; refusal: EmnifyAuthError }> {
    try {
      const answer = await this.#retried(request);
      this.#accessToken.accepted(bearer);
      return { answer };
    } catch (error) {
      if (error instanceof RefusedError) this.#accessToken.accepted(bearer);
      if (!(error instanceof EmnifyAuthError)) throw error;
      return { refusal: error };
    }
  }

  /** Trades the application token for an access token. */
  async #authenticate(token: string): Promise<string> {
    const body = { application_token: this.#keepSecret(token) };
    try {
      const answer = await this.#retried({ method: 'POST', path: AUTHENTICATE, body });
      const parsed = authentication.safeParse(answer.body);
      if (parsed.success) return this.#keepSecret(parsed.data.auth_token);
    } catch (error) {
      if (!(error instanceof EmnifyAuthError || error instanceof RefusedError)) throw error;
      this.#observer?.tokenRefused();
      throw new EmnifyAuthError(`${refusalOf(error)} ${error.message}`, {
        cause: error,
        requestId: error.requestId,
      });
    }
    throw new UnexpectedResponseError(`The answer to POST ${AUTHENTICATE} has no usable auth_token`);
  }

  #keepSecret(token: string): string {
    this.#host.secrets.add(token);
    this.#observer?.tokenUsed?.(token);
    return token;
  }

  /** Sends one request, in its turn, and repeats it while another try can help. */
  async #retried(request: HttpRequest): Promise<Exchange> {
    for (let retry = 0; ; retry++) {
      await this.#pace.turn();
      this.#throttleBreaker.check();
      this.#observer?.requestSent();
      try {
        const answer = await exchange(this.#host, request);
        this.#throttleBreaker.answered();
        return answer;
      } catch (error) {
        if (!(error instanceof EmnifyThrottledError || error instanceof EmnifyUnavailableError)) throw error;
        const delay = retryDelaySeconds(retry, Math.random(), error.retryAfterSeconds);
        if (error instanceof EmnifyThrottledError) this.#pauseAll(error, delay);
        if (delay === undefined) throw error;
        await this.#timer.sleep(delay * 1000);
      }
    }
  }

  /** Notes a 429, after which all requests wait. @throws the error where they have waited long enough */
  #pauseAll(error: EmnifyThrottledError, delaySeconds: number | undefined): void {
    this.#observer?.throttled();
    this.#throttleBreaker.throttled(error, delaySeconds);
    this.#pace.pause(delaySeconds ?? LONGEST_DELAY_SECONDS);
  }
}

/** A token is refused with 401, 400, 403 or 422; a redirect or a 404 rather means that another server answers. */
function refusalOf(error: EmnifyAuthError | RefusedError): string {
  return error instanceof RefusedError && (error.status < 400 || error.status === 404)
    ? 'No token was given out: the application token is of another organisation, or the base URL is not of emnify.'
    : 'emnify refuses the application token. Store a valid one.';
}
