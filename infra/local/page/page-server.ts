import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { localPlace, type Place } from '../../../functions/domain/page/place.ts';
import { documentOf, renderAnswer, renderPage } from '../../../functions/domain/page/render-page.ts';
import { FLEET, type PageQuery, type PageView } from '../../../functions/domain/page/views.ts';
import { messageOf } from '../../../functions/domain/values/text.ts';
import { pressIds } from '../../../functions/runtime/press-id.ts';
import { listenOnLoopback, stopServer } from '../aws/http-stand-in.ts';
import { queryIn } from './page-query.ts';

/** What the server shows, and what it asks for when a person presses. */
export interface PageSource {
  /** Whose page it is: `demonstration fleet`. */
  subtitle: string;
  read(query: PageQuery): Promise<PageView>;
  /** The endpoints of a list as CSV. */
  csv(list: string | undefined): AsyncIterable<string>;
  /** Does what a person wants. @throws with words for that person */
  press(event: object): Promise<{ id: string; kind: string; words: string[] }>;
  now(): Date;
}

export interface PageServer {
  /** Without a slash at its end. */
  url: string;
  close(): Promise<void>;
}

const MOST_BYTES = 10_000;
/** The name of the cookie with the name that the reader has written before. */
const WHO = 'who';

/**
 * Serves the page on this machine, to this machine only. A page of another site can neither read it nor press anything:
 * requests have to be for our own address, and presses have to come from it.
 */
export async function startPageServer(source: PageSource, port?: number): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(source, request, response).catch((error: unknown) => {
      // A download that has begun has its status already: only a broken connection says that it is not whole.
      if (response.headersSent) response.destroy();
      else refuse(response, 500, messageOf(error));
    });
  });
  const url = await listenOnLoopback(server, port);
  return { url, close: () => stopServer(server) };
}

async function answer(source: PageSource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { host = '', origin } = request.headers;
  if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host)) return refuse(response, 403, 'This page is for this machine only.');
  const url = URL.parse(`http://${host}${request.url}`);
  if (!url) return refuse(response, 400, 'This address cannot be read.');
  const place = localPlace({ newId: pressIds(source.now), who: whoIn(request) });
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /') return await show(source, queryIn(url.searchParams), place, response);
  if (route === 'GET /fleet.csv') return await download(source, url.searchParams.get('list') ?? undefined, response);
  if (route !== 'POST /act') return refuse(response, 404, 'There is no such page.');
  if (origin !== `http://${host}`) return refuse(response, 403, 'A press has to come from this page.');
  const body = await text(request);
  if (body.length > MOST_BYTES) return refuse(response, 413, 'This press is too long.');
  await press(source, new URLSearchParams(body), place, response);
}

async function show(source: PageSource, query: PageQuery, place: Place, response: ServerResponse): Promise<void> {
  const view = await source.read(query);
  const body = renderPage(view, place, { subtitle: source.subtitle });
  send(response, 200, HTML, documentOf(body, `Cost alerts: ${view.view}`, place));
}

async function download(source: PageSource, list: string | undefined, response: ServerResponse): Promise<void> {
  response.writeHead(200, {
    ...SAFE,
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="fleet.csv"',
  });
  for await (const part of source.csv(list)) response.write(part);
  response.end();
}

async function press(source: PageSource, form: URLSearchParams, place: Place, response: ServerResponse): Promise<void> {
  const { payload = '{}', ...fields } = Object.fromEntries(form);
  const wish = objectIn(payload);
  if (!wish)
    return refuse(response, 400, 'The payload of this press is no JSON object. Load the page again, and press there.');
  const back = backTo(wish);
  const outcome = await source.press({ ...wish, form: fields }).then(
    ({ id, kind, words }) => ({ isDone: true, text: words.join(' '), ...(kind === 'pressed' && { undoes: id }) }),
    (error: unknown) => ({ isDone: false, text: messageOf(error) }),
  );
  const body = renderAnswer({ ...outcome, back }, place, { subtitle: source.subtitle });
  const cookie = `${WHO}=${encodeURIComponent(fields.who ?? '')}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000`;
  const headers = outcome.isDone && fields.who ? { 'set-cookie': cookie } : {};
  send(response, outcome.isDone ? 200 : 409, HTML, documentOf(body, 'Cost alerts: press', place), headers);
}

/** The view that a press was made in. */
function backTo(wish: object): PageQuery {
  const [about] = Object.values(wish) as ({ endpoint?: unknown } | null)[];
  return typeof about?.endpoint === 'string' ? { view: 'device', endpoint: about.endpoint } : FLEET;
}

function objectIn(written: string): object | undefined {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function whoIn({ headers }: IncomingMessage): string | undefined {
  const [, written] = /(?:^|; )who=([^;]*)/.exec(headers.cookie ?? '') ?? [];
  if (!written) return undefined;
  try {
    return decodeURIComponent(written);
  } catch {
    // Another program of this machine has set it.
    return undefined;
  }
}

const HTML = 'text/html; charset=utf-8';
const SAFE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
};

function send(response: ServerResponse, status: number, contentType: string, body: string, headers = {}): void {
  response.writeHead(status, { ...SAFE, 'content-type': contentType, ...headers });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, words: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${words}\n`);
}
