import { type Arrived, type PassedOn, type Reply, type ServiceProxy, startServiceProxy } from '../service-proxy.ts';

/** One whole request as it arrived at the gate. */
export interface Asked extends Arrived {
  /** What is asked for: `PutItem`, `Publish`, or `GET /api/v1/endpoint/1/stats` without the query. */
  operation: string;
}

/** How one request is dealt with; `pass` asks the service behind the gate, with another request where one is given. */
export type Behaviour = (asked: Asked, pass: (instead?: Asked) => Promise<PassedOn>) => Promise<Reply>;

/** Which requests a fault hits. */
export interface Aim {
  /** On the operation, a blank and the body. Default: every request. */
  on?: RegExp;
  /** How many of each operation. Default: all. */
  times?: number;
}

/** Stands before a service and lets every request through, or does with it what its behaviour says. */
export interface Gate extends ServiceProxy {
  /** From now on; of two, the later counts. */
  begin(behaviour: Behaviour, aim: Aim): void;
  lift(): void;
  /** Whether a behaviour is in force. */
  isShut(): boolean;
  /** How many requests were hit so far. */
  hits: number;
  /** How many bytes of streamed bodies have left. */
  streamed: number;
}

/** Opens a gate on a free port of 127.0.0.1 before the service at `targetUrl`. */
export async function startGate(targetUrl: string): Promise<Gate> {
  let fate: ((asked: Asked) => Behaviour | undefined) | undefined;
  const proxy = await startServiceProxy(async (whole, passTo) => {
    const asked = { ...whole, operation: operationOf(whole) };
    const behaviour = fate?.(asked);
    const pass = (instead = asked) => passTo(targetUrl, instead);
    if (!behaviour) return await pass();
    gate.hits += 1;
    const reply = await behaviour(asked, pass);
    if (typeof reply === 'string' || Buffer.isBuffer(reply.body)) return reply;
    return { ...reply, body: counted(reply.body, gate) };
  });
  const gate: Gate = {
    ...proxy,
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
  };
  return gate;
}

function operationOf({ method, path, headers, body }: Arrived): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.indexOf('.') + 1);
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return (isForm && new URLSearchParams(body).get('Action')) || `${method} ${path.split('?')[0]}`;
}

async function* counted(body: AsyncIterable<Buffer>, gate: Gate): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    gate.streamed += chunk.length;
    yield chunk;
  }
}
