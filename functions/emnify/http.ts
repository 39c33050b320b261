import { oneLine } from '../domain/text.ts';
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
  body?: object;
}

/** A list of 1,000 endpoints is about 1 MB; nothing that we ask for is larger than this. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const TIME_LIMIT_MS = 20_000;

/**
 * Sends one request, once, and turns whatever comes back into JSON or into an error named by its consequence.
 * The time limit holds for the whole answer, not only for its beginning. A redirect is not followed: the token is
 * for this host.
 *
 * @throws {EmnifyError}
 */
export async function exchange(baseUrl: string, request: HttpRequest): Promise<Exchange> {
  const what = `${request.method} ${request.path.split('?')[0]}`;
  const { response, text } = await send(baseUrl, request, what);
  if (response.ok) return { headers: response.headers, body: parseJson(text, what, response) };
  throw errorOf(response, text, what);
}

async function send(
  baseUrl: string,
  { method, path, bearer, body }: HttpRequest,
  what: string,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
      headers: {
        accept: 'application/json',
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { response, text: await readText(response, what) };
  } catch (error) {
    if (error instanceof UnexpectedResponseError) throw error;
    throw new EmnifyUnavailableError(`emnify did not answer ${what} at ${new URL(baseUrl).host}: ${causeOf(error)}`, {
      cause: error,
    });
  }
}

async function readText(response: Response, what: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      throw new UnexpectedResponseError(`The answer to ${what} is larger than ${MAX_BODY_BYTES} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** An answer cut short or replaced by a proxy's page is worth another try. */
function parseJson(text: string, what: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const kind = text === '' ? 'empty' : 'not JSON';
    throw new EmnifyUnavailableError(`The answer to ${what} is ${kind} (HTTP ${response.status})`, {
      cause,
      requestId: requestIdOf(response),
    });
  }
}

function errorOf(response: Response, text: string, what: string): EmnifyError {
  const { status, headers } = response;
  const requestId = requestIdOf(response);
  const message = `emnify answered ${what} with HTTP ${status}${explanation(text)}`;
  const retryAfterSeconds = parseRetryAfter(headers.get('retry-after'), new Date());
  if (status === 401) return new EmnifyAuthError(message, { requestId });
  if (status === 429) return new EmnifyThrottledError(message, { requestId, retryAfterSeconds });
  if (status >= 500 || status === 408) return new EmnifyUnavailableError(message, { requestId, retryAfterSeconds });
  return new RefusedError(message, status, requestId);
}

/** emnify's own words, where the body has any: most errors are JSON, some are empty, a gateway's may be a page. */
function explanation(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'message' in body)
      return `: ${oneLine(String(body.message)).slice(0, 200)}`;
  } catch {
    return '';
  }
  return '';
}

function requestIdOf(response: Response): string | undefined {
  return response.headers.get('x-amzn-requestid') ?? undefined;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no complete answer within ${TIME_LIMIT_MS / 1000} seconds`;
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
