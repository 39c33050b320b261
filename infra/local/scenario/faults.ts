import type { Gate, Refusal } from '../aws/fault-proxy.ts';
import type { SnsStandIn } from '../aws/sns.ts';
import type { SsmStandIn } from '../aws/ssm.ts';
import type { EmnifySimulator } from '../emnify-simulator/simulator.ts';

/** The services of a story that can be out of order; those of AWS behind a gate only where the story needs one. */
export interface Services {
  emnify: EmnifySimulator;
  sns: SnsStandIn;
  /** The parameter with the budgets. */
  budgets: { parameters: SsmStandIn['parameters']; name: string };
  gates: Partial<Record<GatedService, Gate>>;
}

/** Services that are given to the functions behind a gate. */
export const GATED_SERVICES = ['dynamodb', 'sqs', 'ssm', 'secretsManager'] as const;
export type GatedService = (typeof GATED_SERVICES)[number];

type Begin = (services: Services) => () => void;

const EMNIFY: Record<string, Begin> = {
  unavailable: ({ emnify }) => emnify.inject({ respond: { status: 503, body: '<html>' } }),
  throttled: ({ emnify }) => emnify.inject({ respond: { status: 429, body: '{"message":"Too Many Requests"}' } }),
  reset: ({ emnify }) => emnify.inject({ respond: 'reset' }),
  truncated: ({ emnify }) => emnify.inject({ match: /stats/, respond: 'truncate' }),
  malformed: ({ emnify }) => emnify.inject({ match: /stats/, respond: { status: 200, body: '{"current_month":' } }),
  'token-refused': ({ emnify }) => {
    emnify.revokeTokens();
    return emnify.inject({ match: /authenticate/, respond: { status: 401 } });
  },
};

const SNS: Record<string, Begin> = {
  unavailable: ({ sns }) => sns.inject({ errorCode: 'InternalError', status: 500 }),
  throttled: ({ sns }) => sns.inject({ errorCode: 'Throttled', status: 429 }),
  denied: ({ sns }) => sns.inject({ errorCode: 'AuthorizationError', status: 403 }),
  'texts-denied': ({ sns }) => sns.inject({ errorCode: 'AuthorizationError', status: 403, topicName: 'text' }),
  'mails-denied': ({ sns }) => sns.inject({ errorCode: 'AuthorizationError', status: 403, topicName: 'mail' }),
};

/** How a service of AWS refuses by the JSON protocols. */
const REFUSALS: Record<string, Refusal> = {
  unavailable: { status: 500, code: 'InternalServerError' },
  throttled: { status: 400, code: 'ThrottlingException' },
  denied: { status: 400, code: 'AccessDeniedException' },
};

/** What can go wrong in a story, by service and kind, and how it begins. Each answers with what ends it. */
export const FAULTS: Record<string, Record<string, Begin>> = {
  emnify: EMNIFY,
  sns: SNS,
  ...Object.fromEntries(GATED_SERVICES.map((service) => [service, gated(service)])),
  ssm: { ...gated('ssm'), broken: mistype },
};

/** A person has lost a comma in the budgets, and puts it back in the end if no deployment has by then. */
function mistype({ budgets: { parameters, name } }: Services): () => void {
  const right = parameters[name] ?? '';
  const wrong = right.replace(',', '');
  parameters[name] = wrong;
  return () => {
    if (parameters[name] === wrong) parameters[name] = right;
  };
}

function gated(service: GatedService): Record<string, Begin> {
  return Object.fromEntries(
    Object.entries(REFUSALS).map(([kind, refusal]): [string, Begin] => [
      kind,
      ({ gates }) => gates[service]?.shut(refusal) ?? (() => {}),
    ]),
  );
}
