import type { FaultProxy, Refusal } from '../aws/fault-proxy.ts';
import type { SnsStandIn } from '../aws/sns.ts';
import type { SsmStandIn } from '../aws/ssm.ts';
import type { EmnifySimulator } from '../emnify-simulator/simulator.ts';

/** The services of a story that can fail. Services of AWS have a proxy only if the story needs one. */
export interface Services {
  emnify: EmnifySimulator;
  sns: SnsStandIn;
  /** The parameter with the budgets. */
  budgets: { parameters: SsmStandIn['parameters']; name: string };
  proxies: Partial<Record<ProxiedService, FaultProxy>>;
}

/** Services that functions reach through a proxy. */
export const PROXIED_SERVICES = ['dynamodb', 'sqs', 'ssm', 'secretsManager'] as const;
export type ProxiedService = (typeof PROXIED_SERVICES)[number];

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

/** The refusals of a service of AWS with a JSON protocol. */
const REFUSALS: Record<string, Refusal> = {
  unavailable: { status: 500, code: 'InternalServerError' },
  throttled: { status: 400, code: 'ThrottlingException' },
  denied: { status: 400, code: 'AccessDeniedException' },
};

/** The faults of stories, by service and kind. Each is a function that begins the fault and returns one that ends it. */
export const FAULTS: Record<string, Record<string, Begin>> = {
  emnify: EMNIFY,
  sns: SNS,
  ...Object.fromEntries(PROXIED_SERVICES.map((service) => [service, refusals(service)])),
  ssm: { ...refusals('ssm'), broken: mistype },
};

/** Removes a comma from the budgets, and restores it in the end if no deployment has by then. */
function mistype({ budgets: { parameters, name } }: Services): () => void {
  const right = parameters[name] ?? '';
  const wrong = right.replace(',', '');
  parameters[name] = wrong;
  return () => {
    if (parameters[name] === wrong) parameters[name] = right;
  };
}

function refusals(service: ProxiedService): Record<string, Begin> {
  return Object.fromEntries(
    Object.entries(REFUSALS).map(([kind, refusal]): [string, Begin] => [
      kind,
      ({ proxies }) => proxies[service]?.refuse(refusal) ?? (() => {}),
    ]),
  );
}
