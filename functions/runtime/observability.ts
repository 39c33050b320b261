import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';

/** Where a function says what it did. Its name and the metrics' namespace come from the environment. */
export const logger = new Logger();
export const metrics = new Metrics();

/** What the `record-…` files write to: given, so that a test can read along. */
export interface Observers {
  logger: Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;
  metrics: Pick<Metrics, 'addMetric'>;
}

/**
 * The middleware that each of our functions ends in: the request id in every log line, a failure logged with its
 * cause before Lambda hears of it, and metrics flushed whatever happens.
 */
export const observability = [
  injectLambdaContext(logger, { resetKeys: true }),
  logMetrics(metrics, { throwOnEmptyMetrics: false }),
  {
    onError: ({ error }: { error: Error | null }): void => {
      logger.error(error?.message ?? 'failed for an unknown reason', { error });
    },
  },
];
