import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach } from '@jest/globals';
import { createEmnifyClient } from '../../functions/emnify/client.ts';
import type { TransportOptions } from '../../functions/emnify/transport.ts';
import { hurriedTimer } from './hurried-timer.ts';

export const NOON = '2026-10-18T12:00:00Z';
/** Notes every wait of a retry and of the pace, in seconds, and does not wait. */
export function notingTimer() {
  const waits: number[] = [];
  let nowMs = 0;
  const timer = {
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      waits.push(ms / 1000);
      nowMs += ms;
    },
  };
  return { waits, timer };
}

/** Stands at noon until it is set, in seconds since 1970. */
export function movableClock() {
  let seconds = Date.parse(NOON) / 1000;
  return {
    now: () => new Date(seconds * 1000),
    set: (value: number) => {
      seconds = value;
    },
  };
}

/** A client whose waits are short, with the token `right`, at noon. */
export function clientOf(baseUrl: string, options: Partial<TransportOptions> = {}) {
  return createEmnifyClient({
    baseUrl,
    rate: { perSecond: 1000, burst: 100 },
    applicationToken: async () => 'right',
    now: () => new Date(NOON),
    timer: hurriedTimer,
    timeLimitMs: 5_000,
    ...options,
  });
}

export interface Arrived {
  method: string;
  /** With the query. */
  path: string;
  bearer?: string;
  body: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
}

/** What a test answers itself: a reply, or its own handling of the socket. */
export type Script = (
  request: Arrived,
  nth: number,
  raw: { request: IncomingMessage; response: ServerResponse },
) => Reply | undefined;

const running: Server[] = [];

afterEach(() => {
  for (const server of running.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server that answers what `script` says; `authenticate` is by default answered with a new JWT each time. */
export async function startScripted(script: Script, authenticate: Script = (_, nth) => issue(`nr-${nth}`)) {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const entry: Arrived = { method, path, bearer: headers.authorization?.replace('Bearer ', ''), body: '' };
    arrived.push(entry);
    const nth = arrived.filter((earlier) => earlier.path === path).length;
    entry.body = await text(request);
    const reply = (isAuthenticate(entry) ? authenticate : script)(entry, nth, { request, response });
    if (!reply) return;
    const { status = 200, headers: replied = {}, body = '' } = reply;
    response.writeHead(status, replied).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    authentications: () => arrived.filter(isAuthenticate),
    asked: (path: string) => arrived.filter((request) => request.path === path),
  };
}

/** The answer that issues a JWT. `expiresAt` in seconds since 1970; default a week after noon. */
export function issue(subject: string, expiresAt: unknown = Date.parse(NOON) / 1000 + 604_800): Reply {
  return { body: { auth_token: jwt({ sub: subject, exp: expiresAt }) } };
}

export function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS384' })}.${part(claims)}.c2lnbmF0dXJl`;
}

function isAuthenticate({ path }: Arrived): boolean {
  return path === '/api/v1/authenticate';
}

/** What a promise fails with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}
