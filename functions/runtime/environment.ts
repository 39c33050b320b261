import * as z from 'zod';
import { readBaseUrl } from '../contracts/base-url.ts';

/** What every function of ours needs from its environment, whatever it does. */
export const commonVariables = {
  POWERTOOLS_SERVICE_NAME: z.string().min(1),
};

const topicArn = z.string().startsWith('arn:');

/** The topics that recipients subscribe to. */
export const topicVariables = {
  MAIL_TOPIC_ARN: topicArn,
  TEXT_TOPIC_ARN: topicArn,
  EVENT_TOPIC_ARN: topicArn,
};

/** What a function needs to ask emnify. */
export const emnifyVariables = {
  /** Without a path; white labels run the same API on other hosts. */
  EMNIFY_BASE_URL: z.string().refine(isBaseUrl, { error: 'must be an http(s) URL of a host alone' }),
  EMNIFY_TOKEN_SECRET_ID: z.string().min(1),
  /** This worker's share of emnify's 2,000 requests in 5 minutes per IP address. */
  EMNIFY_REQUESTS_PER_SECOND: z.coerce.number({ error: 'must be a number' }).positive(),
  /** Requests that may go out at once before the pace sets in. */
  EMNIFY_BURST: z.coerce.number({ error: 'must be a number' }).min(1),
};

/**
 * Reads a function's environment once, at its start.
 *
 * @throws {Error} naming every missing or bad variable, never its value: an environment may hold secrets.
 */
export function parseEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: Record<string, string | undefined>,
): z.output<Schema> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.');
    return `${name} ${environment[name] === undefined ? 'is missing' : issue.message}`;
  });
  throw new Error(`The environment of this function is not complete: ${problems.join('; ')}.`);
}

function isBaseUrl(text: string): boolean {
  return !('reason' in readBaseUrl(text));
}
