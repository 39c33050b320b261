import { $ZodCatch, type $ZodType, type output } from 'zod/v4/core';

/**
 * What `z.catch` is: `instead` of whatever the schema does not take. That of `zod/mini` brings all of zod's helpers into
 * a bundle, 10 KB of it.
 */
export function orElse<Schema extends $ZodType>(schema: Schema, instead: output<Schema>): $ZodCatch<Schema> {
  return new $ZodCatch({ type: 'catch', innerType: schema, catchValue: () => instead }) as $ZodCatch<Schema>;
}
