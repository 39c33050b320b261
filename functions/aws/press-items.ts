import * as z from 'zod';
import type { Author, Press } from '../domain/presses/press.ts';
import { ceiling, decimal, moment } from './stored-values.ts';

const author = {
  at: moment,
  who: z.string().optional(),
  reason: z.string().optional(),
  from: z.enum(['page', 'hand']),
  requestId: z.string().optional(),
} satisfies { [Field in keyof Author]: z.ZodType };

const named = z.looseObject({ id: z.string(), name: z.string() });

const common = {
  ...author,
  id: z.string(),
  until: moment,
  ref: z.string().optional(),
  isSaid: z.literal(true).optional(),
  undone: z.looseObject({ ...author, isSaid: z.literal(true).optional() }).optional(),
};

const raised = { budget: z.string(), period: z.string(), limit: decimal, before: decimal, currency: z.string() };

const press = z.union([
  z.looseObject({
    ...common,
    kind: z.literal('mute'),
    upTo: ceiling,
    endpoint: named,
    budget: z.undefined().optional(),
  }),
  z.looseObject({
    ...common,
    kind: z.literal('mute'),
    upTo: ceiling,
    budget: z.string(),
    endpoint: z.undefined().optional(),
  }),
  z.looseObject({
    ...common,
    kind: z.literal('acknowledge'),
    scope: z.looseObject({ kind: z.enum(['endpoint', 'group', 'organisation']), id: z.string(), name: z.string() }),
    incident: z.enum(['limit', 'pace', 'figures']),
    budget: z.string(),
    severity: z.enum(['warning', 'critical']),
    spent: z.looseObject({ amount: decimal, currency: z.string() }).optional(),
  }),
  z.looseObject({ ...common, ...raised, kind: z.literal('raise'), endpoint: named }),
  z.looseObject({ ...common, kind: z.literal('resend'), ref: z.string(), doneAt: moment.optional() }),
  z.looseObject({ ...common, kind: z.literal('check'), endpoint: named, doneAt: moment.optional() }),
]);

/** One press. What is noted of it later stands beside it. */
export const pressItem = z.object({ press }).transform((item) => item.press as Press);
