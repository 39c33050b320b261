import { oneLine } from '../domain/text.ts';
import { bounded } from './bounded.ts';
import {
  EmnifyAuthError,
  type EmnifyError,
  EmnifyThrottledError,
  EmnifyUnavailableError,
  RefusedError,
  UnexpectedResponseError,
} from './errors.ts';
import { parseRetryAfter } from './retry-timing.ts';

/** One HTTP exchange with emnify, already parsed. */
export interface Exchange {
  headers: Headers;
  body: unknown;
}

export interface HttpRequest {
  method: 'GET' | 'POST';
  /** Path and query. */
  path: string;
  bearer?: string;
  /** Sent as JSON. */
  body?: object;
  /** The largest answer that is read, in bytes. Default: enough for all but a page of a list. */
  maxBytes?: number;
}

/** One API on one host. */
export interface Host {
  baseUrl: string;
  /** For a whole answer, not only for its beginning. */
  timeLimitMs: number;
  now(): Date;
}

/** An answer about one endpoint has some KB. JSON takes some thirty times its size while it is read. */
const MAX_BODY_BYTES = 1024 * 1024;
/** A page of 1,000 endpoints has about 1 MB. */
export const MAX_LIST_BYTES = 6 * 1024 * 1024;
export const TIME_LIMIT_MS = 20_000;

/**
 * Sends one request, once, and turns whatever comes back into JSON or into an error named by its consequence.
 * A redirect is not followed: the token is for this host.
 *
 * @throws {EmnifyError}
 */
export async function exchange(host: Host, request: HttpRequest): Promise<Exchange> {
  const what = `${request.method} ${request.path.split('?')[0]}`;
  const { response, text } = await send(host, request, what);
  if (response.ok) return { headers: response.headers, body: parseJson(text, what, response) };
  const explanation = withoutSecrets(messageIn(text), request);
  throw errorOf(response, `emnify answered ${what} with HTTP ${response.status}${explanation}`, host.now());
}

async function send(
  { baseUrl, timeLimitMs }: Host,
  { method, path, bearer, body, maxBytes = MAX_BODY_BYTES }: HttpRequest,
  what: string,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimitMs),
      headers: {
        accept: 'application/json',
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { response, text: await readText(response, what, maxBytes) };
  } catch (error) {
    if (error instanceof UnexpectedResponseError) throw error;
    const reason = reasonOf(error, timeLimitMs);
    // No `cause`: where an answer is not HTTP, fetch's error carries its bytes, and they may hold a token.
    throw new EmnifyUnavailableError(`emnify did not answer ${what} at ${new URL(baseUrl).host}: ${reason}`);
  }
}

async function readText(response: Response, what: string, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new UnexpectedResponseError(`The answer to ${what} is larger than ${maxBytes} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** An answer cut short or replaced by a proxy's page is worth another try. */
function parseJson(text: string, what: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No `cause`: a syntax error quotes the text around it, which may be a token.
    const kind = text === '' ? 'empty' : 'not JSON';
    throw new EmnifyUnavailableError(`The answer to ${what} is ${kind} (HTTP ${response.status})`, {
      requestId: requestIdOf(response),
    });
  }
}

function errorOf(response: Response, message: string, now: Date): EmnifyError {
  const { status, headers } = response;
  const requestId = requestIdOf(response);
  const retryAfterSeconds = parseRetryAfter(headers.get('retry-after'), now);
  if (status === 401) return new EmnifyAuthError(message, { requestId });
  if (status === 429) return new EmnifyThrottledError(message, { requestId, retryAfterSeconds });
  if (status >= 500 || status === 408) return new EmnifyUnavailableError(message, { requestId, retryAfterSeconds });
  return new RefusedError(message, status, requestId);
}

/** emnify's own words, where the body has any: most errors are JSON, some are empty, a gateway's may be a page. */
function messageIn(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';
  } catch {
    return '';
  }
}

/** API Gateway quotes the whole Authorization header when it cannot make sense of it. */
function withoutSecrets(message: string, { bearer = '', body = {} }: HttpRequest): string {
  const secrets = [bearer, ...Object.values(body)].filter((secret) => typeof secret === 'string' && secret !== '');
  const harmless = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message);
  return harmless && `: ${oneLine(harmless).slice(0, 200).toWellFormed()}`;
}

function requestIdOf(response: Response): string | undefined {
  const id = response.headers.get('x-amzn-requestid');
  return id === null ? undefined : bounded(id);
}

function reasonOf(error: unknown, timeLimitMs: number): string {
  if (!Error.isError(error)) return String(error);
  if (error.name === 'TimeoutError') return `no complete answer within ${timeLimitMs / 1000} seconds`;
  const { cause } = error;
  if (!Error.isError(cause)) return error.message;
  // A host of several addresses fails with an AggregateError, which has a code and no message.
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}
