import type * as z from 'zod';

/** What may be sent to a function, and the sentence that says so. */
export interface PayloadContract<Payload> {
  schema: z.ZodType<Payload>;
  allowed: string;
}

/**
 * Wraps a function's work so that it only ever sees a payload it knows; any other is refused with what is allowed. What
 * Lambda hands over beside the event, its context, is passed on.
 */
export function withPayload<Payload, Answer, Rest extends unknown[]>(
  { schema, allowed }: PayloadContract<Payload>,
  work: (payload: Payload, ...rest: Rest) => Promise<Answer>,
): (event: unknown, ...rest: Rest) => Promise<Answer> {
  return async (event, ...rest) => {
    const parsed = schema.safeParse(event ?? {});
    if (!parsed.success)
      throw new Error(`This payload is not known: ${problemsOf(parsed.error)}. Allowed: ${allowed}.`);
    return await work(parsed.data, ...rest);
  };
}

/** What is wrong with a payload, in words. */
export function problemsOf(error: z.core.$ZodError): string {
  return error.issues
    .map((issue) => {
      if (issue.code === 'unrecognized_keys') return `unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
      const place = issue.path.join('.') || 'it';
      if (issue.code !== 'custom') return `${place} is not valid`;
      const remedy: unknown = issue.params?.remedy;
      // zod's own words stand where a value is missing, of which there is nothing else to say.
      const why = issue.message === 'Invalid input' ? 'missing' : issue.message;
      return typeof remedy === 'string' ? `${place}: ${why} (${remedy})` : issue.message;
    })
    .join('; ');
}
