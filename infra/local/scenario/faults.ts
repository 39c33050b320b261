import type { SnsStandIn } from '../aws/sns.ts';
import type { EmnifySimulator } from '../emnify-simulator/simulator.ts';

/** The services of a story that can be out of order. */
export interface Services {
  emnify: EmnifySimulator;
  sns: SnsStandIn;
}

/** What can go wrong in a story, as `service kind`, and how it begins. Each answers with what ends it. */
export const FAULTS = {
  'emnify unavailable': ({ emnify }: Services) => emnify.inject({ respond: { status: 503, body: '<html>' } }),
  'emnify throttled': ({ emnify }: Services) =>
    emnify.inject({ respond: { status: 429, body: '{"message":"Too Many Requests"}' } }),
  'emnify reset': ({ emnify }: Services) => emnify.inject({ respond: 'reset' }),
  'emnify malformed': ({ emnify }: Services) =>
    emnify.inject({ match: /stats/, respond: { status: 200, body: '{"current_month":' } }),
  'emnify token-refused': ({ emnify }: Services) => {
    emnify.revokeTokens();
    return emnify.inject({ match: /authenticate/, respond: { status: 401 } });
  },
  'sns unavailable': ({ sns }: Services) => sns.inject({ errorCode: 'InternalError', status: 500 }),
  'sns throttled': ({ sns }: Services) => sns.inject({ errorCode: 'Throttled', status: 429 }),
  'sns denied': ({ sns }: Services) => sns.inject({ errorCode: 'AuthorizationError', status: 403 }),
};
export type FaultName = keyof typeof FAULTS;
