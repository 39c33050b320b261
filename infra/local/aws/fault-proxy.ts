import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The answer while the proxy refuses: an AWS error of the JSON protocols. */
export interface Refusal {
  status: number;
  /** The error's code, such as `ThrottlingException`. */
  code: string;
}

/** A proxy before a stand-in, which passes every request on or answers in its place. */
export interface FaultProxy {
  url: string;
  /** Refuses every request from now on. @returns a function that ends it */
  refuse(refusal: Refusal): () => void;
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1 for the stand-in at `targetUrl`. */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const refusals: Refusal[] = [];
  const server = createServer((incoming, answer) => {
    const [refusal] = refusals;
    if (refusal) refuse(incoming, answer, refusal);
    else pass(incoming, answer, targetUrl);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuse(refusal) {
      refusals.push(refusal);
      return () => {
        refusals.splice(refusals.indexOf(refusal), 1);
      };
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function refuse(incoming: IncomingMessage, answer: ServerResponse, { status, code }: Refusal): void {
  incoming.resume();
  answer.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' });
  answer.end(JSON.stringify({ __type: code, message: 'injected by the proxy' }));
}

function pass(incoming: IncomingMessage, answer: ServerResponse, targetUrl: string): void {
  const { method, url, headers } = incoming;
  // Do not use Node's own agent, which would use the proxy of the user's environment.
  const onward = request(new URL(url ?? '/', targetUrl), { method, headers, agent: false }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  incoming.pipe(onward);
}
