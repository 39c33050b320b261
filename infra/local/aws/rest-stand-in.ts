import { AwsFault, type StandInAnswer, startHttpStandIn } from './http-stand-in.ts';

/** One request of a REST service: the parts of its path that a route names, its query, and its body. */
export interface RestRequest {
  /** The named parts of the path. */
  parts: Record<string, string>;
  query: URLSearchParams;
  body: string;
}

/** What a REST service answers: JSON, with the status 200 if none is given. */
export interface RestAnswer {
  json: unknown;
  status?: number;
  headers?: Record<string, string>;
}

/** One action of a REST service. */
export interface RestAction {
  /** The name of the action, by which it is refused. */
  name: string;
  method: 'GET' | 'POST';
  /** Matches the whole path. Its named groups are the parts. */
  path: RegExp;
  answer(request: RestRequest): RestAnswer | Promise<RestAnswer>;
}

/** Serves an AWS service that speaks REST with JSON. `refusals` has the actions that are refused, by name. */
export function startRestStandIn(
  actions: RestAction[],
  refusals: Map<string, AwsFault>,
): Promise<{ url: string; close(): Promise<void> }> {
  return startHttpStandIn(
    async ({ method, path, body }) => {
      const { pathname, searchParams } = new URL(path, 'http://localhost');
      for (const action of actions) {
        const match = action.method === method ? action.path.exec(pathname) : null;
        if (match === null) continue;
        const refusal = refusals.get(action.name);
        if (refusal) throw refusal;
        return inJson(await action.answer({ parts: decoded(match.groups), query: searchParams, body }));
      }
      throw new AwsFault(404, 'UnknownOperationException', `this stand-in has no ${method} ${pathname}`);
    },
    ({ status, code, message }) =>
      inJson({ status, json: { Message: message, message }, headers: { 'x-amzn-errortype': code } }),
  );
}

function decoded(groups: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));
}

function inJson({ status = 200, json, headers }: RestAnswer): StandInAnswer {
  return { status, contentType: 'application/json', headers, body: JSON.stringify(json) };
}
