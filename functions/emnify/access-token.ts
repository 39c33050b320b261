import { EmnifyAuthError, type EmnifyError } from './errors.ts';

/** A token that emnify issued, and what became of it. */
interface Session {
  jwt: string;
  applicationToken: string;
  /** `Infinity` where the token does not say: then a 401 is what ends it. */
  renewAtMs: number;
  /** Whether a request was let in with it. A JWT refused before that is not renewed: the next one would fail too. */
  proved: boolean;
}

interface Refusal {
  applicationToken: string;
  error: EmnifyError;
  untilMs: number;
}

export interface AccessTokenOptions {
  /** The application token of the workspace; `fresh` bypasses any cache. */
  applicationToken(options: { fresh: boolean }): Promise<string>;
  /** `POST /authenticate` with an application token; answers with the JWT. */
  authenticate(applicationToken: string): Promise<string>;
  now(): Date;
}

/**
 * How long a refused application token is not tried again. Three refusals in a row lock the account for five minutes,
 * so one sweep must not try twice; the next may, for the cause may be gone (an IP restriction lifted, say).
 */
const REFUSAL_HOLDS_MS = 50 * 60_000;

/** Keeps the JWT until shortly before its own `exp` and renews it once when emnify refuses it in mid-sweep. */
export class AccessToken {
  #session?: Session;
  #opening?: Promise<Session>;
  #refusal?: Refusal;
  readonly #options: AccessTokenOptions;

  constructor(options: AccessTokenOptions) {
    this.#options = options;
  }

  /** A JWT that is good for a request. @throws {EmnifyAuthError} when the application token is refused */
  async get(): Promise<string> {
    const jwt = this.current();
    if (jwt !== undefined) return jwt;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return (await this.#opening).jwt;
  }

  /** The JWT that is good for a request now, if there is one. */
  current(): string | undefined {
    return this.#session && this.#session.renewAtMs > this.#nowMs() ? this.#session.jwt : undefined;
  }

  /** Notes that a request with this JWT was let in. */
  accepted(jwt: string): void {
    if (this.#session?.jwt === jwt) this.#session.proved = true;
  }

  /**
   * Notes that emnify answered 401 to this JWT; the next `get` brings another one.
   *
   * @throws {EmnifyAuthError} when the JWT was fresh: renewing cannot help then
   */
  rejected(jwt: string, error: EmnifyError): void {
    if (this.#session?.jwt !== jwt) return;
    const { proved, applicationToken } = this.#session;
    this.#session = undefined;
    if (proved) return;
    this.#refusal = { applicationToken, error, untilMs: this.#nowMs() + REFUSAL_HOLDS_MS };
    throw error;
  }

  async #open(): Promise<Session> {
    const refusal = this.#refusal;
    const applicationToken = await this.#options.applicationToken({ fresh: refusal !== undefined });
    if (refusal?.applicationToken === applicationToken && refusal.untilMs > this.#nowMs()) throw refusal.error;
    try {
      const jwt = await this.#options.authenticate(applicationToken);
      this.#refusal = undefined;
      this.#session = { jwt, applicationToken, renewAtMs: renewalTime(jwt, this.#nowMs()), proved: false };
      return this.#session;
    } catch (error) {
      if (error instanceof EmnifyAuthError) {
        this.#refusal = { applicationToken, error, untilMs: this.#nowMs() + REFUSAL_HOLDS_MS };
      }
      throw error;
    }
  }

  #nowMs(): number {
    return this.#options.now().getTime();
  }
}

const MARGIN_MS = 60_000;

/** Shortly before the JWT's own `exp`: emnify's tokens live 4 hours or 7 days, depending on the organisation. */
function renewalTime(jwt: string, nowMs: number): number {
  const expiresAt = expiryOf(jwt);
  const left = expiresAt - nowMs;
  if (!(left > 0)) return Number.POSITIVE_INFINITY;
  return expiresAt - Math.min(MARGIN_MS, left / 10);
}

function expiryOf(jwt: string): number {
  try {
    const payload: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
    const exp = typeof payload === 'object' && payload !== null && 'exp' in payload ? Number(payload.exp) : Number.NaN;
    return exp * 1000;
  } catch {
    return Number.NaN;
  }
}
