import * as z from 'zod';
import type { Ceiling, MuteTerms } from '../domain/budgets/budget.ts';
import { METERS, type Spend } from '../domain/costs/spend.ts';
import type { Coverage } from '../domain/judging/alert.ts';
import type { Decimal, Money } from '../domain/values/money.ts';

/** Parts that items of both tables have. Fields that this version does not know are kept: `looseObject` everywhere. */

/** An amount that decimals can be counted with: one that is none would stop the sum that it belongs to. */
export const decimal: z.ZodType<Decimal> = z.string().regex(/^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i);

/** ISO 8601, and a moment that there is. */
export const moment: z.ZodType<string> = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

export const meter = z.enum(METERS);

export const moneys: z.ZodType<Money[]> = z.array(z.looseObject({ amount: decimal, currency: z.string() }));

export const meters: z.ZodType<Spend['meters']> = z.looseObject({ total: moneys, data: moneys, sms: moneys });

export const coverage: z.ZodType<Coverage> = z.looseObject({ endpoints: z.number(), unseen: z.array(z.string()) });

export const ceiling: z.ZodType<Ceiling> = z.union([
  z.looseObject({ pct: z.number() }),
  z.looseObject({ amount: decimal, currency: z.string() }),
]);

export const muteTerms = {
  until: moment,
  upTo: ceiling,
  reason: z.string(),
  who: z.string(),
  by: z.enum(['mute', 'acknowledgement']).optional(),
} satisfies { [Field in keyof MuteTerms]: z.ZodType<MuteTerms[Field]> };
