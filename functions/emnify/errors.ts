import { maskByLooks } from '../domain/values/secrets.ts';

/** What every failure of emnify's API says to its caller: whether another try can help, and what to quote to support. */
interface EmnifyErrorDetails {
  cause?: unknown;
  /** emnify's gateway names each request in `x-amzn-RequestId`. */
  requestId?: string;
}

/**
 * A failure of emnify's API, named by what it means for us. No message ever contains a token: our own are masked before,
 * and here whatever looks like one, as emnify's words and headers may be anything.
 */
export abstract class EmnifyError extends Error {
  abstract readonly retryable: boolean;
  readonly requestId?: string;

  constructor(message: string, { cause, requestId }: EmnifyErrorDetails = {}) {
    const request = requestId && maskByLooks(requestId);
    super(maskByLooks(message) + (request ? ` (emnify request ${request})` : ''), { cause });
    this.name = new.target.name;
    this.requestId = request;
  }
}

/** The token is refused: stop, and let the operator know. Another `authenticate` would count towards the account's lock. */
export class EmnifyAuthError extends EmnifyError {
  readonly retryable = false;
}

/** 429: we, or another program behind the same IP address, sent too many requests. */
export class EmnifyThrottledError extends EmnifyError {
  readonly retryable = true;
  readonly retryAfterSeconds?: number;

  constructor(message: string, details: EmnifyErrorDetails & { retryAfterSeconds?: number }) {
    super(message, details);
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** 5xx, a time-out, a broken connection or an answer cut short: later may help. */
export class EmnifyUnavailableError extends EmnifyError {
  readonly retryable = true;
  readonly retryAfterSeconds?: number;

  constructor(message: string, details: EmnifyErrorDetails & { retryAfterSeconds?: number } = {}) {
    super(message, details);
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** 404 or 422 about one endpoint: it is deleted. Skip it, count it, go on. */
export class EndpointGoneError extends EmnifyError {
  readonly retryable = false;
}

/** 403 about one endpoint, or 401 with a token that is good elsewhere: it cannot be judged. Count it, go on. */
export class EndpointRefusedError extends EmnifyError {
  readonly retryable = false;
}

/** An answer that nothing we know explains: never read as "no cost". */
export class UnexpectedResponseError extends EmnifyError {
  readonly retryable = false;
}

/** A 3xx or 4xx that is neither 401 nor 429. What it means depends on what was asked. */
export class RefusedError extends UnexpectedResponseError {
  readonly status: number;

  constructor(message: string, status: number, requestId?: string) {
    super(message, { requestId });
    this.status = status;
  }
}
