import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Answer, apiError, badRequest, gatewayError, json, unknownEndpoint } from './answer.ts';
import { endpointConnectivity } from './connectivity-answer.ts';
import { endpointItem } from './endpoint-answer.ts';
import { drip, Faults, type SimulatorFault, send, truncate } from './faults.ts';
import type { SimulatedEndpoint, SimulatedFleet, SimulatedTraffic } from './fleet.ts';
import { type CallClass, RequestLimits } from './limits.ts';
import { listEndpoints } from './list-answer.ts';
import { type CostLimit, organisation, organisationStats } from './organisation-answer.ts';
import { endpointStats } from './stats-answer.ts';
import { Tokens } from './tokens.ts';

export type { SimulatorFault } from './faults.ts';

export interface SimulatorOptions {
  fleet: SimulatedFleet;
  /** The clock for months, expiry, locks and limits. Default: the real one. */
  now?: () => Date;
  /** The only application token that is accepted. Default: any is. */
  applicationToken?: string;
  /** Default 14400, four hours. */
  tokenLifetimeSeconds?: number;
  /** The maximum and default of `per_page`. Default 1000. */
  maxPerPage?: number;
  /** Whether to apply emnify's documented request limits, counted on `now`. Default true. */
  enforceLimits?: boolean;
  /** The limit at which the organisation is taken offline, as in `monthly_cost_limit`. Default 2000. */
  monthlyCostLimit?: CostLimit;
  /** Traffic of child organisations by `YYYY-MM`: it counts in the organisation's total, but for no endpoint. A live object. */
  childTraffic?: Record<string, SimulatedTraffic>;
}

/** A received request. */
export interface SimulatedRequest {
  method: string;
  /** With the query. */
  path: string;
  /** The status of the answer; 0 without an answer. */
  status: number;
  at: Date;
}

export interface EmnifySimulator {
  /** `http://127.0.0.1:<port>`, without a path. */
  url: string;
  /** Stops, and ends open connections, even hanging ones. */
  close(): Promise<void>;
  /** Every request so far, in order of arrival. */
  requests: SimulatedRequest[];
  /** Injects a fault. Returns a function that removes it. */
  inject(fault: SimulatorFault): () => void;
  /** Answers every token issued so far with 401 from now on. */
  revokeTokens(): void;
  /** Replaces the application token. Tokens issued under the old one stay valid, as at emnify. */
  setApplicationToken(token: string): void;
  setMonthlyCostLimit(limit: CostLimit): void;
}

/** Starts emnify's REST API, as far as cost alerts use it, on a free port of 127.0.0.1. */
export async function startEmnifySimulator(options: SimulatorOptions): Promise<EmnifySimulator> {
  const { fleet, now = () => new Date(), maxPerPage = 1000, enforceLimits = true } = options;
  const tokens = new Tokens({
    applicationToken: options.applicationToken,
    lifetimeSeconds: options.tokenLifetimeSeconds ?? 14_400,
  });
  const { monthlyCostLimit = 2000, childTraffic = {} } = options;
  const limits = enforceLimits ? new RequestLimits() : undefined;
  const workspace: Workspace = { fleet, tokens, maxPerPage, limits, monthlyCostLimit, childTraffic };
  const faults = new Faults();
  const requests: SimulatedRequest[] = [];

  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request;
    const arrived = { method, path, status: 0, at: now() };
    requests.push(arrived);
    const fault = faults.take(`${method} ${path}`);
    if (fault === 'hang') return;
    if (fault === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const answer = typeof fault === 'object' ? injected(fault) : await answerOrFail(workspace, request, arrived.at);
    arrived.status = answer.status;
    deliver(response, answer, fault);
  });
  // Longer than any client's timeout, so that no kept connection closes during a request.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
    requests,
    inject: (fault) => faults.inject(fault),
    revokeTokens: () => tokens.revokeAll(),
    setApplicationToken: (token) => tokens.setApplicationToken(token),
    setMonthlyCostLimit: (limit) => {
      workspace.monthlyCostLimit = limit;
    },
  };
}

interface Workspace {
  fleet: SimulatedFleet;
  tokens: Tokens;
  maxPerPage: number;
  limits?: RequestLimits;
  monthlyCostLimit: CostLimit;
  childTraffic: Record<string, SimulatedTraffic>;
}

interface Call extends Workspace {
  query: URLSearchParams;
  /** The part of the path in place of `{id}`. */
  id: string;
  now: Date;
}

interface Route {
  pattern: RegExp;
  /** Absent: only the general limit holds. */
  callClass?: CallClass;
  answer(call: Call): Answer;
}

/** The routes, all with GET. */
const ROUTES: Route[] = [
  {
    pattern: /^\/api\/v1\/endpoint$/,
    callClass: 'list',
    answer: ({ fleet, query, maxPerPage }) => listEndpoints(fleet.endpoints, query, maxPerPage),
  },
  {
    pattern: /^\/api\/v1\/endpoint\/([^/]+)$/,
    callClass: 'endpoint',
    answer: (call) => withEndpoint(call, (endpoint) => json(200, endpointItem(endpoint))),
  },
  {
    pattern: /^\/api\/v1\/endpoint\/([^/]+)\/stats$/,
    callClass: 'stats',
    answer: (call) => withEndpoint(call, (endpoint) => endpointStats(endpoint, call.now)),
  },
  {
    pattern: /^\/api\/v1\/endpoint\/([^/]+)\/connectivity$/,
    callClass: 'endpoint',
    answer: (call) => withEndpoint(call, (endpoint) => endpointConnectivity(endpoint, call.now)),
  },
  { pattern: /^\/api\/v1\/organisation\/my$/, answer: ({ monthlyCostLimit }) => organisation(monthlyCostLimit) },
  {
    pattern: /^\/api\/v1\/organisation\/my\/stats$/,
    callClass: 'list',
    answer: ({ fleet, childTraffic, now }) => organisationStats(fleet, childTraffic, now),
  },
];

async function answerTo(workspace: Workspace, request: IncomingMessage, now: Date): Promise<Answer> {
  const { tokens, limits } = workspace;
  const address = request.socket.remoteAddress ?? '';
  const [rawPath = '', query = ''] = (request.url ?? '').split('?', 2);
  const path = rawPath.replace(/\/$/, '');
  if (limits?.allowsRequest(address, now) === false) return tooManyRequests();
  if (request.method === 'POST' && path === '/api/v1/authenticate') {
    const body = await text(request);
    return limits?.allowsAuthenticate(address, now) === false ? tooManyRequests() : tokens.authenticate(body, now);
  }
  const refusal = tokens.refusal(request.headers.authorization, now);
  if (refusal) return refusal;
  const route = request.method === 'GET' ? ROUTES.find(({ pattern }) => pattern.test(path)) : undefined;
  if (!route) return apiError(404, 1201, 'NotFound', `${request.method} ${path} is not simulated`);
  if (route.callClass && limits?.allowsCall(route.callClass, now) === false) return tooManyRequests();
  const id = route.pattern.exec(path)?.[1] ?? '';
  return route.answer({ ...workspace, query: new URLSearchParams(query), id, now });
}

function withEndpoint({ id, fleet }: Call, answer: (endpoint: SimulatedEndpoint) => Answer): Answer {
  const endpoint = fleet.findQueued(decodeURIComponent(id));
  if (endpoint) return answer(endpoint);
  if (/^-?\d+$/.test(id)) return unknownEndpoint(id);
  return badRequest(`Cannot parse parameter id as Long: For input string: "${id}"`);
}

/** Answers 429 like API Gateway: emnify documents neither a body nor a header for it. */
function tooManyRequests(): Answer {
  return gatewayError(429, 'TooManyRequestsException', 'Too Many Requests');
}

/** Answers with an error if the fleet has invalid figures, such as a volume that is not a number, instead of leaving the request open. */
async function answerOrFail(workspace: Workspace, request: IncomingMessage, now: Date): Promise<Answer> {
  try {
    return await answerTo(workspace, request, now);
  } catch (error) {
    return { status: 500, headers: { 'Content-Type': 'text/plain' }, body: `The simulator failed: ${error}` };
  }
}

function injected({ status, body = '', headers = {} }: Exclude<SimulatorFault['respond'], string>): Answer {
  return { status, body, headers };
}

function deliver(response: ServerResponse, answer: Answer, fault: SimulatorFault['respond'] | undefined): void {
  if (fault === 'slow-drip') drip(response, answer);
  else if (fault === 'truncate') truncate(response, answer);
  else send(response, answer);
}
