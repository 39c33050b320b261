import * as z from 'zod';
import { budgetName, limit } from '../budgets-file/budget-values.ts';
import { ceiling } from '../budgets-file/ceiling-value.ts';
import { type Ceiling, DEFAULT_UP_TO_PCT } from '../domain/budgets/budget.ts';
import { singleLine } from '../domain/values/text.ts';
import { writtenEndpointId } from '../runtime/endpoint-id.ts';
import { type PayloadContract, problemsOf } from '../runtime/payload.ts';
import { widgetContext } from '../runtime/widget-context.ts';
import { withFields } from './form-fields.ts';
import { type Until, until } from './until.ts';

/** What every press may say. */
export interface AnyWish {
  /** Absent where no name was written. */
  who?: string;
  reason?: string;
  /** The id of the press, made by the page: a button that is pressed twice is one press. */
  press?: string;
}

/** One endpoint by its id, or what a notification is about by its ref. */
export type About = { endpoint: string; ref?: undefined } | { endpoint?: undefined; ref: string };
/** The same, or a whole budget. */
export type Mutable = (About & { budget?: undefined }) | { endpoint?: undefined; ref?: undefined; budget: string };

/** What a person wants. */
export type Wish =
  | ({ kind: 'mute'; until: Until; upTo: Ceiling } & Mutable & AnyWish)
  | ({ kind: 'acknowledge'; budget?: string } & About & AnyWish)
  | ({ kind: 'raise'; limit: string; budget?: string } & About & AnyWish)
  | ({ kind: 'resend'; ref: string } & AnyWish)
  | ({ kind: 'check' } & About & AnyWish)
  /** `undoes` is the id of a press. */
  | ({ kind: 'undo'; undoes: string } & AnyWish);

/** An event of a person, the page, or a widget of CloudWatch. */
export type ActPayload =
  | PressPayload
  /** A form in a widget has a mistake. */
  | { kind: 'mistake'; words: string; endpoint?: string; widget: Widget }
  /** CloudWatch asks for the documentation. */
  | { kind: 'describe' };

/** The widget of CloudWatch that shows an answer. */
export interface Widget {
  theme?: 'light' | 'dark';
}

/** One thing that a person wants done. */
export interface PressPayload {
  kind: 'press';
  wish: Wish;
  from: 'page' | 'hand';
  /** The answer is shown in a widget, in this theme where it is known; absent: it is read as data. */
  widget?: Widget;
}

const LONGEST = 200;
/** Free text of a form: an empty field is none. */
const remark = z
  .string()
  .transform((written) => singleLine(written))
  .refine((line) => [...line].length <= LONGEST, `it has more than ${LONGEST} characters`)
  .transform((line) => line || undefined)
  .optional();

const press = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z-[0-9a-f]{6}$/)
  .optional();
const any = { who: remark, reason: remark, press };
const ref = z
  .string()
  .regex(/^[0-9a-f]{6}$/i)
  .transform((written) => written.toLowerCase());
const about = { endpoint: writtenEndpointId.optional(), ref: ref.optional() };

/** A field of a form is text, also where a number is meant. */
const asNumber = (written: unknown): unknown =>
  typeof written === 'string' && /^\d{1,6}$/.test(written) ? Number(written) : written;

const namesOne = (named: unknown[]): boolean => named.filter((each) => each !== undefined).length === 1;

const wishes = {
  mute: z
    .strictObject({
      ...any,
      ...about,
      budget: budgetName.optional(),
      until,
      upTo: z.preprocess(asNumber, ceiling).default({ pct: DEFAULT_UP_TO_PCT }),
    })
    .refine(
      ({ endpoint, ref, budget }) => namesOne([endpoint, ref, budget]),
      'it names none or several of endpoint, ref and budget',
    ),
  acknowledge: ofOne({ budget: budgetName.optional() }),
  raise: ofOne({
    budget: budgetName.optional(),
    limit: limit.refine((amount) => amount !== 'emnify', 'it is no amount'),
  }),
  resend: z.strictObject({ ...any, ref }),
  check: ofOne({}),
  undo: z.strictObject({ ...any, undoes: z.string().min(1).max(100) }),
};

function ofOne<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .strictObject({ ...any, ...about, ...shape })
    .refine(
      (wish) => namesOne([Reflect.get(wish, 'endpoint'), Reflect.get(wish, 'ref')]),
      'it names neither or both of endpoint and ref',
    );
}

const written = z.looseObject({
  /** The page of this machine: it sends the fields of its form along, and shows the answer itself. */
  form: z.record(z.string(), z.unknown()).optional(),
  describe: z.literal(true).optional(),
  widgetContext: widgetContext.optional(),
});

const oneWish = z
  .strictObject(Object.fromEntries(Object.entries(wishes).map(([kind, wish]) => [kind, wish.optional()])))
  .refine((wish) => Object.keys(wish).length === 1, 'it has none or several of its kinds')
  .transform((wish): Wish => {
    const [[kind, said] = []] = Object.entries(wish);
    return { kind, ...(said as object) } as Wish;
  });

/** The endpoint whose page the form is on. */
function endpointIn(wish: object): { endpoint?: string } {
  const [said] = Object.values(wish) as { endpoint?: unknown }[];
  return typeof said?.endpoint === 'string' ? { endpoint: said.endpoint } : {};
}

const schema = z.unknown().transform((event, context): ActPayload => {
  const refuse = ({ issues }: z.ZodError): never => {
    context.issues.push(...issues.map((issue) => ({ ...issue, input: event }) as never));
    return z.NEVER;
  };
  const envelope = written.safeParse(event ?? {});
  if (!envelope.success) return refuse(envelope.error);
  const { describe, widgetContext: around, form, ...wish } = envelope.data;
  if (describe) return { kind: 'describe' };
  const widget = around && { ...(around.theme && { theme: around.theme }) };
  const read = oneWish.safeParse(withFields(wish, form ?? around?.forms?.all ?? {}));
  if (read.success) {
    return { kind: 'press', wish: read.data, from: widget || form ? 'page' : 'hand', ...(widget && { widget }) };
  }
  // A person reads it in the widget, where an error would be shown as JSON.
  if (widget) return { kind: 'mistake', words: problemsOf(read.error), ...endpointIn(wish), widget };
  return refuse(read.error);
});

/** What may be sent to this function. */
export const actPayload: PayloadContract<ActPayload> = {
  schema,
  allowed:
    '{"mute": {"endpoint": "166", "until": "4 hours", "reason": "load test", "who": "Anna"}}, where ref or budget may stand in place of ' +
    'endpoint, until may be a day such as 2026-11-30, and upTo, reason and who may be left out; {"acknowledge": {"ref": "34e44b"}}; ' +
    '{"raise": {"endpoint": "166", "limit": "80"}}; {"resend": {"ref": "34e44b"}}; {"check": {"endpoint": "166"}}; ' +
    '{"undo": {"undoes": "the id of a press"}}',
};
