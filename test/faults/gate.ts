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

/** One whole request as it arrived at the gate. */
export interface Arrived {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** What is asked for: `PutItem`, `Publish`, or `GET /api/v1/endpoint/1/stats` without the query. */
  operation: string;
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

/** How one request is dealt with; `pass` asks the service behind the gate, with another request where one is given. */
export type Behaviour = (asked: Arrived, pass: (instead?: Arrived) => Promise<PassedOn>) => Promise<Reply>;
export type PassedOn = Answer & { body: Buffer };

/** Which requests a fault hits. */
export interface Aim {
  /** On the operation, a blank and the body. Default: every request. */
  on?: RegExp;
  /** How many of each operation. Default: all. */
  times?: number;
}

/** Stands before a service and lets every request through, or does with it what its behaviour says. */
export interface Gate {
  url: string;
  /** From now on; of two, the later counts. */
  begin(behaviour: Behaviour, aim: Aim): void;
  lift(): void;
  /** Whether a behaviour is in force. */
  isShut(): boolean;
  /** How many requests were hit so far. */
  hits: number;
  /** How many bytes of streamed bodies have left. */
  streamed: number;
  close(): Promise<void>;
}

/** Opens a gate on a free port of 127.0.0.1 before the service at `targetUrl`. */
export async function startGate(targetUrl: string): Promise<Gate> {
  const agent = new Agent({ keepAlive: true });
  let fate: ((asked: Arrived) => Behaviour | undefined) | undefined;

  const server = createServer(async (incoming, response) => {
    const asked = await arrived(incoming);
    if (!asked) return;
    const behaviour = fate?.(asked);
    const pass = (instead = asked) => passOn(instead, targetUrl, agent);
    if (behaviour) gate.hits += 1;
    const reply = await (behaviour ? behaviour(asked, pass) : pass()).catch((): Reply => 'reset');
    if (reply === 'reset') incoming.socket.resetAndDestroy();
    else if (reply !== 'silence') await send(response, reply, gate);
  });
  // Longer than any client's, so that no kept connection closes under a request.
  server.keepAliveTimeout = 120_000;
  const gate: Gate = {
    url: await listenOnLoopback(server),
    hits: 0,
    streamed: 0,
    begin(behaviour, { on, times = Number.POSITIVE_INFINITY }) {
      const hits = new Map<string, number>();
      fate = (asked) => {
        if (on && !on.test(`${asked.operation} ${asked.body}`)) return undefined;
        const before = hits.get(asked.operation) ?? 0;
        hits.set(asked.operation, before + 1);
        return before < times ? behaviour : undefined;
      };
    },
    lift() {
      fate = undefined;
    },
    isShut: () => fate !== undefined,
    async close() {
      agent.destroy();
      await stopServer(server);
    },
  };
  return gate;
}

/** Undefined when the caller went away in the middle. */
async function arrived(incoming: IncomingMessage): Promise<Arrived | undefined> {
  const { method = '', url: path = '', headers } = incoming;
  try {
    const body = await text(incoming);
    return { method, path, headers, body, operation: operationOf(method, path, headers, body) };
  } catch {
    return undefined;
  }
}

function operationOf(method: string, path: string, headers: IncomingHttpHeaders, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1);
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return (isForm && new URLSearchParams(body).get('Action')) || `${method} ${path.split('?')[0]}`;
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

async function send(response: ServerResponse, answer: Answer, gate: Gate): Promise<void> {
  const { status, headers, body, breaksOff } = answer;
  const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...others } = headers;
  if (!Buffer.isBuffer(body)) {
    response.writeHead(status, others);
    await pipeline(counted(body, gate), response).catch(() => {});
    return;
  }
  response.writeHead(status, { ...others, 'content-length': body.length });
  if (!breaksOff) response.end(body);
  else response.write(body.subarray(0, Math.floor(body.length / 2)), () => breaksOff === 'reset' && response.destroy());
}

async function* counted(body: AsyncIterable<Buffer>, gate: Gate): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    gate.streamed += chunk.length;
    yield chunk;
  }
}
