import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Secrets } from '../domain/values/secrets.ts';
import { proxyCredentials } from './proxy-credentials.ts';
import { RunFacts } from './run-facts.ts';

/** The tokens that this function works with, and what its proxy wants to know. No way out of the function has them. */
export const secrets = new Secrets(proxyCredentials(process.env));

/** Where a function says what it did. Its name comes from the environment. */
export const logger = new Logger({
  jsonReplacerFn: (_, value) => (typeof value === 'string' ? secrets.mask(value) : value),
});
/** What a run leaves for the watchdog: `createRunLog` and `createRequestCounter` store it. */
export const facts = new RunFacts();

/** What the `record-…` files write to: given, so that a test can read along. */
export interface Observers {
  logger: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  facts: Pick<RunFacts, 'note' | 'count' | 'counts' | 'stored' | 'takeNotes'>;
}

interface Invocation {
  response: unknown;
  error: Error | null;
}

/**
 * The middleware that each of our functions ends in: the request id in every log line, a failure logged with its
 * cause before Lambda gets it, and no secret in an answer or an error.
 */
export const observability = [
  injectLambdaContext(logger, { resetKeys: true }),
  {
    after: (invocation: Invocation): void => {
      invocation.response = withoutSecrets(invocation.response);
    },
    onError: ({ error }: Invocation): void => {
      secrets.maskAll(error);
      logger.error(error?.message ?? 'failed for an unknown reason', { error });
    },
  },
];

/** The answer as Lambda would write it. */
function withoutSecrets(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer) ?? 'null', (_, value) =>
    typeof value === 'string' ? secrets.mask(value) : value,
  );
}
