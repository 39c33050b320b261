import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { listenOnLoopback, stopServer } from '../../infra/local/aws/http-stand-in.ts';

/** One whole request as it arrived. */
export interface Arrived {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Chunks are sent as they come, until the caller has gone. */
  body: Buffer | AsyncIterable<Buffer>;
  /** After half of the body the connection ends, or nothing more comes. */
  breaksOff?: 'reset' | 'silence';
}

/** What comes back: an answer, no answer at all, or an end of the connection (RST). */
export type Reply = Answer | 'silence' | 'reset';
export type PassedOn = Answer & { body: Buffer };

/** Replies to one request; `passTo` asks the service at a URL. */
export type Deal = (asked: Arrived, passTo: PassTo) => Promise<Reply>;
export type PassTo = (targetUrl: string, asked: Arrived) => Promise<PassedOn>;

/** Stands before services: sees each request whole, and refuses it, fails it or passes it on. */
export interface ServiceProxy {
  url: string;
  close(): Promise<void>;
}

/** Opens a proxy on a free port of 127.0.0.1. Where `deal` throws, the connection ends. */
export async function startServiceProxy(deal: Deal): Promise<ServiceProxy> {
  // Do not use Node's own agent, which would use the proxy of the user's environment.
  const agent = new Agent({ keepAlive: true });
  const passTo: PassTo = (targetUrl, asked) => passOn(asked, targetUrl, agent);
  const server = createServer(async (incoming, response) => {
    const asked = await arrived(incoming);
    if (!asked) return;
    const reply = await deal(asked, passTo).catch((): Reply => 'reset');
    if (reply === 'reset') incoming.socket.resetAndDestroy();
    else if (reply !== 'silence') await send(response, reply);
  });
  // Longer than any client's, so that no kept connection closes under a request.
  server.keepAliveTimeout = 120_000;
  return {
    url: await listenOnLoopback(server),
    async close() {
      agent.destroy();
      await stopServer(server);
    },
  };
}

/** Undefined when the caller went away in the middle. */
async function arrived(incoming: IncomingMessage): Promise<Arrived | undefined> {
  const { method = '', url: path = '', headers } = incoming;
  try {
    return { method, path, headers, body: await text(incoming) };
  } catch {
    return undefined;
  }
}

function passOn({ method, path, headers, body }: Arrived, targetUrl: string, agent: Agent): Promise<PassedOn> {
  const sent = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const onward = request(new URL(path, targetUrl), { method, headers: sent, agent }, (reply) => {
      buffer(reply).then(
        (answer) => resolve({ status: reply.statusCode ?? 502, headers: reply.headers, body: answer }),
        reject,
      );
    });
    onward.on('error', reject);
    onward.end(body);
  });
}

async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { status, headers, body, breaksOff } = answer;
  const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...others } = headers;
  if (!Buffer.isBuffer(body)) {
    response.writeHead(status, others);
    await pipeline(body, response).catch(() => {});
    return;
  }
  response.writeHead(status, { ...others, 'content-length': body.length });
  if (!breaksOff) response.end(body);
  else response.write(body.subarray(0, Math.floor(body.length / 2)), () => breaksOff === 'reset' && response.destroy());
}
