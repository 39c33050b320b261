import type { Secrets } from '../domain/values/secrets.ts';
import { oneLine, singleLine } from '../domain/values/text.ts';
import { bounded } from './bounded.ts';
import {
  EmnifyAuthError,
  type EmnifyError,
  EmnifyThrottledError,
  EmnifyUnavailableError,
  RefusedError,
  UnexpectedResponseError,
} from './errors.ts';
import { parseExactly } from './exact-json.ts';
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
  /** Ours, which no text of an answer keeps. */
  secrets: Secrets;
}

/** An answer about one endpoint has some KB. JSON takes some thirty times its size while it is read. */
const MAX_BODY_BYTES = 1024 * 1024;
/** A page of 1,000 endpoints has about 1 MB. */
export const MAX_LIST_BYTES = 6 * 1024 * 1024;
export const TIME_LIMIT_MS = 20_000;
/** In characters, before a token in it becomes shorter. */
const LONGEST_EXPLANATION = 10_000;

/**
 * Sends one request, once, and turns whatever comes back into JSON or into an error named by its consequence.
 * A redirect is not followed: the token is for this host. What comes back in answer to a token has no secret of ours in
 * it; the answer without one before brings the token.
 *
 * @throws {EmnifyError}
 */
export async function exchange(host: Host, request: HttpRequest): Promise<Exchange> {
  const what = `${request.method} ${request.path.split('?')[0]}`;
  const { response, text } = await send(host, request, what);
  if (response.ok) {
    const body = parseJson(text, what, response, host);
    const isClean = !request.bearer || host.secrets.mask(text) === text;
    return { headers: response.headers, body: isClean ? body : host.secrets.maskAll(body) };
  }
  const explanation = explanationIn(text, host.secrets);
  throw errorOf(response, `emnify answered ${what} with HTTP ${response.status}${explanation}`, host);
}

async function send(
  { baseUrl, timeLimitMs, secrets }: Host,
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
    const reason = secrets.mask(reasonOf(error, timeLimitMs));
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
function parseJson(text: string, what: string, response: Response, host: Host): unknown {
  try {
    return parseExactly(text);
  } catch {
    // No `cause`: a syntax error quotes the text around it, which may be a token.
    const kind = text === '' ? 'empty' : 'not JSON';
    throw new EmnifyUnavailableError(`The answer to ${what} is ${kind} (HTTP ${response.status})`, {
      requestId: requestIdOf(response, host),
    });
  }
}

function errorOf(response: Response, message: string, host: Host): EmnifyError {
  const { status, headers } = response;
  const requestId = requestIdOf(response, host);
  const retryAfterSeconds = parseRetryAfter(headers.get('retry-after'), host.now());
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
function explanationIn(text: string, secrets: Secrets): string {
  const said = secrets.mask(messageIn(text).slice(0, LONGEST_EXPLANATION));
  return said && `: ${oneLine(said).slice(0, 200).toWellFormed()}`;
}

function requestIdOf({ headers }: Response, { secrets }: Host): string | undefined {
  const id = headers.get('x-amzn-requestid');
  return id === null ? undefined : bounded(singleLine(secrets.mask(id)));
}

function reasonOf(error: unknown, timeLimitMs: number): string {
  if (!Error.isError(error)) return String(error);
  if (error.name === 'TimeoutError') return `no complete answer within ${timeLimitMs / 1000} seconds`;
  const cause = rootOf(error);
  if (cause === error) return error.message;
  // A host of several addresses fails with an AggregateError, which has a code and no message.
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}

/** A proxy that refuses is named by the cause of the cause. */
function rootOf(error: Error): Error {
  return Error.isError(error.cause) ? rootOf(error.cause) : error;
}
