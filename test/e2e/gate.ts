import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback, stopServer } from '../../infra/local/aws/http-stand-in.ts';
import type { Permission } from './judge.ts';
import { type PartitionKeyOf, requestedPermission, signatureOf } from './requested-permission.ts';

/** Stands before all services of AWS at once, and lets through what IAM would. */
export interface Gate {
  url: string;
  close(): Promise<void>;
}

export interface GateOptions {
  /** Where the stand-ins are, by the names that requests are signed for. */
  services: Record<string, string>;
  partitionKeyOf: PartitionKeyOf;
  /** @returns why a request is refused; nothing if it is not */
  ask(accessKeyId: string, permission: Permission): Promise<string | undefined>;
}

/** Opens it on a free port of 127.0.0.1. What it cannot read it refuses. */
export async function startGate({ services, partitionKeyOf, ask }: GateOptions): Promise<Gate> {
  const server = createServer(async (incoming, outgoing) => {
    let service = 'unknown';
    try {
      const body = await buffer(incoming);
      const signature = signatureOf(incoming.headers);
      service = signature.service;
      const permission = requestedPermission(signature, incoming.headers, String(body), partitionKeyOf);
      const reason = await ask(signature.accessKeyId, permission);
      if (reason === undefined) forward(`${services[service]}${incoming.url}`, incoming, body, outgoing);
      else refuse(outgoing, service, reason);
    } catch (error) {
      refuse(outgoing, service, String(error));
    }
  });
  return { url: await listenOnLoopback(server), close: () => stopServer(server) };
}

/** In the words of the service: SNS alone still answers in XML. */
function refuse(outgoing: ServerResponse, service: string, message: string): void {
  if (service === 'sns') {
    outgoing.writeHead(403, { 'content-type': 'text/xml' });
    outgoing.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
    return;
  }
  outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  outgoing.end(JSON.stringify({ __type: 'AccessDeniedException', message }));
}

function forward(url: string, { method, headers }: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  const forwarded = httpRequest(url, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  forwarded.on('error', () => outgoing.destroy());
  forwarded.end(body);
}
