import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

/** One complete request to a stand-in. */
export interface StandInRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  requestId: string;
}

/** The answer of a stand-in. */
export interface StandInAnswer {
  status: number;
  contentType: string;
  headers?: Record<string, string>;
  body: string;
}

/** A refusal as AWS words it: HTTP status, error code and message. Each protocol renders it differently. */
export class AwsFault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'AwsFault';
    this.status = status;
    this.code = code;
  }
}

/** Listens on 127.0.0.1, on a free port if none is given; returns the base URL without a trailing slash. */
export function listenOnLoopback(server: Server, port = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

/** Stops listening and cuts kept-alive connections, which would otherwise keep the process alive. Safe to repeat. */
export function stopServer(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

/**
 * Serves one stand-in over HTTP.
 * @param answer what to answer; an {@link AwsFault} it throws goes through `refuse`, anything else is an InternalFailure
 * @param refuse renders a fault in the protocol of this service
 */
export async function startHttpStandIn(
  answer: (request: StandInRequest) => StandInAnswer | Promise<StandInAnswer>,
  refuse: (fault: AwsFault, requestId: string) => StandInAnswer,
): Promise<{ url: string; close(): Promise<void> }> {
  const respond = async (request: StandInRequest): Promise<StandInAnswer> => {
    try {
      return await answer(request);
    } catch (error) {
      const fault = error instanceof AwsFault ? error : new AwsFault(500, 'InternalFailure', String(error));
      return refuse(fault, request.requestId);
    }
  };
  const server = createServer(async (message, response) => {
    const request = await readRequest(message);
    if (request === undefined) return;
    const { status, contentType, headers, body } = await respond(request);
    response
      .writeHead(status, { 'content-type': contentType, 'x-amzn-requestid': request.requestId, ...headers })
      .end(body);
  });
  const url = await listenOnLoopback(server);
  return { url, close: () => stopServer(server) };
}

/** Reads a request; undefined if the caller disconnects before its end, like a killed function. */
async function readRequest(message: IncomingMessage): Promise<StandInRequest | undefined> {
  const { method = '', url: path = '', headers } = message;
  try {
    return { method, path, headers, body: await text(message), requestId: randomUUID() };
  } catch {
    return undefined;
  }
}
