import { AwsFault, type StandInAnswer, type StandInRequest, startHttpStandIn } from './http-stand-in.ts';

/** One action: the request's JSON object in, the answer's JSON object out; throws {@link AwsFault} to refuse. */
export type JsonAction = (input: Record<string, unknown>) => Record<string, unknown>;

/**
 * Serves an AWS service that speaks the JSON protocol (`X-Amz-Target: <target>.<Action>`).
 * @param target the service's target prefix, such as `secretsmanager`
 * @param actions the actions this stand-in knows; every other one is an UnknownOperationException
 * @param version the version of the protocol that the service speaks
 */
export function startJsonStandIn(
  target: string,
  actions: Record<string, JsonAction>,
  version: '1.0' | '1.1' = '1.1',
): Promise<{ url: string; close(): Promise<void> }> {
  const answer = (status: number, body: Record<string, unknown>): StandInAnswer => ({
    status,
    contentType: `application/x-amz-json-${version}`,
    body: JSON.stringify(body),
  });
  return startHttpStandIn(
    (request) => answer(200, actionOf(request, target, actions)(inputOf(request))),
    ({ status, code, message }) => answer(status, { __type: code, message }),
  );
}

function actionOf(request: StandInRequest, target: string, actions: Record<string, JsonAction>): JsonAction {
  const header = String(request.headers['x-amz-target']);
  const name = header.startsWith(`${target}.`) ? header.slice(target.length + 1) : '';
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) throw new AwsFault(400, 'UnknownOperationException', `this stand-in has no ${header}`);
  return action;
}

function inputOf(request: StandInRequest): Record<string, unknown> {
  try {
    return Object.fromEntries(Object.entries(JSON.parse(request.body)));
  } catch {
    throw new AwsFault(400, 'SerializationException', 'the body is not a JSON object');
  }
}
