import { messageOf } from '../../../functions/domain/values/text.ts';
import { localAccountId, localRegion } from './client-settings.ts';
import { AwsFault } from './http-stand-in.ts';
import { startRestStandIn } from './rest-stand-in.ts';

export interface DeployedFunction {
  variables: Record<string, string>;
  /** Runs the function. What it throws is an unhandled error of the function. */
  invoke(payload: unknown): Promise<unknown>;
}

/** Lambda on this machine: some functions, and the event source mappings that start them. */
export interface LambdaStandIn {
  url: string;
  /** The functions by name, read on every request. */
  functions: Record<string, DeployedFunction>;
  /** The states of the event source mappings by id, such as `Enabled`. */
  mappings: Record<string, string>;
  /** The payloads of all invocations, in order. */
  payloads: unknown[];
  /** Actions that are refused by name, until they are deleted here. */
  refusals: Map<string, AwsFault>;
  close(): Promise<void>;
}

/** Starts a Lambda that knows Invoke (and waits for the answer), GetFunctionConfiguration and GetEventSourceMapping. */
export async function startLambda(initial: {
  functions: Record<string, DeployedFunction>;
  mappings: Record<string, string>;
}): Promise<LambdaStandIn> {
  const functions = { ...initial.functions };
  const mappings = { ...initial.mappings };
  const payloads: unknown[] = [];
  const refusals = new Map<string, AwsFault>();

  const { url, close } = await startRestStandIn(
    [
      {
        name: 'Invoke',
        method: 'POST',
        path: /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations$/,
        async answer({ parts: { name = '' }, body }) {
          const found = functionNamed(name, functions);
          const payload = payloadIn(body);
          payloads.push(payload);
          return await outcomeOf(found.invoke(payload));
        },
      },
      {
        name: 'GetFunctionConfiguration',
        method: 'GET',
        path: /^\/2015-03-31\/functions\/(?<name>[^/]+)\/configuration$/,
        answer({ parts: { name = '' } }) {
          const { variables } = functionNamed(name, functions);
          return { json: { FunctionName: name, State: 'Active', Environment: { Variables: variables } } };
        },
      },
      {
        name: 'GetEventSourceMapping',
        method: 'GET',
        path: /^\/2015-03-31\/event-source-mappings\/(?<id>[^/]+)$/,
        answer({ parts: { id = '' } }) {
          const state = Object.hasOwn(mappings, id) ? mappings[id] : undefined;
          if (state === undefined) {
            throw new AwsFault(404, 'ResourceNotFoundException', 'The resource you requested does not exist.');
          }
          return { json: { UUID: id, State: state } };
        },
      },
    ],
    refusals,
  );
  return { url, functions, mappings, payloads, refusals, close };
}

/** @param asked its name, or its ARN */
function functionNamed(asked: string, functions: Record<string, DeployedFunction>): DeployedFunction {
  const name = asked.split(':').at(-1) ?? '';
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found !== undefined) return found;
  const arn = `arn:aws:lambda:${localRegion}:${localAccountId}:function:${name}`;
  throw new AwsFault(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
}

function payloadIn(body: string): unknown {
  try {
    return JSON.parse(body || '{}');
  } catch {
    throw new AwsFault(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  }
}

/** The answer as Lambda gives it: an error of the function has the status 200 and a header. */
async function outcomeOf(answer: Promise<unknown>) {
  try {
    return { json: (await answer) ?? null };
  } catch (error) {
    const errorType = error instanceof Error ? error.name : 'Error';
    return {
      json: { errorType, errorMessage: messageOf(error), trace: [] },
      headers: { 'x-amz-function-error': 'Unhandled' },
    };
  }
}
