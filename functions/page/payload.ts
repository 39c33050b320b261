import * as z from 'zod';
import { FLEET_SORTS, type FleetSort, type PageQuery } from '../domain/page/views.ts';
import { ENDPOINT_STATES, type ListName } from '../domain/records/fleet-view.ts';
import { writtenEndpointId } from '../runtime/endpoint-id.ts';
import type { PayloadContract } from '../runtime/payload.ts';
import { widgetContext } from '../runtime/widget-context.ts';

/** What is asked for, and in which form. */
export type PagePayload = { kind: 'describe' } | (Form & ({ kind: 'view'; query: PageQuery } | CsvPayload));

export type CsvPayload = { kind: 'csv'; query: CsvQuery };

/** Endpoints of a list, after an id. */
export interface CsvQuery {
  list: ListName;
  /** `next` of the answer before. */
  from?: string;
}

/** In which form an answer is wanted. */
export interface Form {
  /** JSON in place of HTML. */
  isData: boolean;
  /** CloudWatch asks, and shows the answer in a dashboard. */
  isWidget: boolean;
  /** The function that buttons call; absent: there are none. */
  actArn?: string;
  /** As the console is; absent where it is not known. */
  theme?: 'light' | 'dark';
}

const LONGEST = 200;
const VIEWS = ['fleet', 'device', 'messages', 'health'] as const;
const STATES = new RegExp(`^state#(${ENDPOINT_STATES.join('|')})$`);

const text = z.string().max(LONGEST);
const listName = text.refine(isListName, { error: 'list is not a name such as all, cost, state#over or budget#NAME' });
const sort = z.enum(FLEET_SORTS);
const search = text.transform((written) => written.trim() || undefined);

const written = z.strictObject({
  describe: z.literal(true).optional(),
  view: z.enum(VIEWS).optional(),
  list: listName.optional(),
  sort: sort.optional(),
  search: search.optional(),
  /** The field of the form that counts: a button is beside each. Links count no field. */
  field: z.enum(['list', 'search']).optional(),
  endpoint: writtenEndpointId.optional(),
  csv: z.strictObject({ list: listName.optional(), from: writtenEndpointId.optional() }).optional(),
  as: z.enum(['data', 'html']).optional(),
  /** The ARN of the function that acts. Who may not call it gains nothing by it. */
  act: z
    .string()
    .regex(/^arn:[\w:/-]+$/)
    .optional(),
  widgetContext: widgetContext.optional(),
});

type Written = z.output<typeof written>;

export const pagePayload: PayloadContract<PagePayload> = {
  schema: written
    .refine(({ csv, view }) => csv === undefined || view === undefined, 'it names both view and csv')
    .refine(
      ({ view, endpoint }) => (view === 'device') === (endpoint !== undefined),
      'view device and endpoint belong together',
    )
    .transform(payloadOf),
  allowed:
    '{"view": "fleet"}, with "list" (all, cost, state#over, budget#NAME, tag#TAG), "sort" (urgency, cost, share, name) ' +
    'and "search" (an id, an ICCID or the beginning of a name) where you want them; {"view": "device", "endpoint": "166"}; ' +
    '{"view": "messages"}; {"view": "health"}; {"csv": {}}, with "list" and "from" (the "next" of the answer before); ' +
    'each with "as": "data" for JSON in place of HTML; or {"describe": true}',
};

function payloadOf(asked: Written): PagePayload {
  if (asked.describe) return { kind: 'describe' };
  const { csv, as, act, widgetContext: context } = asked;
  const form: Form = {
    isData: as === 'data',
    isWidget: context !== undefined,
    ...(act !== undefined && { actArn: act }),
    ...(context?.theme && { theme: context.theme }),
  };
  if (csv) return { ...form, kind: 'csv', query: { list: nameOf(csv.list), ...(csv.from && { from: csv.from }) } };
  return { ...form, kind: 'view', query: queryOf(asked) };
}

/** Of a form, only the field beside its button counts: what is left in the others was for another button. */
function queryOf({ view = 'fleet', endpoint = '', widgetContext: context, ...asked }: Written): PageQuery {
  if (view === 'device') return { view, endpoint };
  if (view !== 'fleet') return { view };
  const fields = context?.forms?.all ?? {};
  const searched = asked.field === 'search' ? search.safeParse(fields.search).data : asked.search;
  const list: string | undefined = asked.field === 'list' ? listName.safeParse(fields.list).data : asked.list;
  const sorted: FleetSort = asked.sort ?? 'urgency';
  return { view, list: nameOf(list), sort: sorted, ...(searched !== undefined && { search: searched }) };
}

function nameOf(list: string | undefined): ListName {
  return (list as ListName | undefined) ?? 'all';
}

function isListName(name: string): boolean {
  return name === 'all' || name === 'cost' || STATES.test(name) || /^(budget|tag)#./s.test(name);
}
