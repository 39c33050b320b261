import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback, stopServer } from '../../infra/local/aws/http-stand-in.ts';

/** An action on a table or on one of its indexes: `dynamodb:Query CostHistory/index/months`. */
export type TableCall = string;

/** Stands before DynamoDB and lets through what the caller's role allows, as IAM would. */
export interface TableGate {
  url: string;
  /** What each caller has used, by its access key id. */
  used(caller: string): TableCall[];
  close(): Promise<void>;
}

/** @param grants what each caller may do, by its access key id */
export async function startTableGate(tablesUrl: string, grants: Record<string, TableCall[]>): Promise<TableGate> {
  const used = new Map<string, Set<TableCall>>();
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const caller = callerOf(incoming);
    const call = callOf(incoming, body);
    if (!grants[caller]?.includes(call)) {
      deny(outgoing, `${caller} is not authorized to perform: ${call}`);
      return;
    }
    used.set(caller, (used.get(caller) ?? new Set()).add(call));
    forward(`${tablesUrl}${incoming.url}`, incoming, body, outgoing);
  });
  return {
    url: await listenOnLoopback(server),
    used: (caller) => [...(used.get(caller) ?? [])],
    close: () => stopServer(server),
  };
}

/** From the signature, version 4: `AWS4-HMAC-SHA256 Credential=<access key id>/<day>/…`. */
function callerOf({ headers }: IncomingMessage): string {
  return /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'nobody';
}

function callOf({ headers }: IncomingMessage, body: Buffer): TableCall {
  const action = String(headers['x-amz-target']).split('.').at(-1);
  const { TableName, IndexName } = JSON.parse(String(body)) as { TableName?: string; IndexName?: string };
  return `dynamodb:${action} ${TableName}${IndexName === undefined ? '' : `/index/${IndexName}`}`;
}

function deny(outgoing: ServerResponse, message: string): void {
  outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  outgoing.end(JSON.stringify({ __type: 'com.amazon.coral.service#AccessDeniedException', message }));
}

function forward(url: string, { method, headers }: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  const forwarded = httpRequest(url, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  forwarded.on('error', () => outgoing.destroy());
  forwarded.end(body);
}
