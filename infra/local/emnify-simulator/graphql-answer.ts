import { buildSchema, type DocumentNode, execute, GraphQLError, parse, validate } from 'graphql';
import { periodOf } from '../../../functions/domain/period.ts';
import { type Answer, badRequest, json } from './answer.ts';
import { endpointItem } from './endpoint-answer.ts';
import { type SimulatedEndpoint, type SimulatedTraffic, type TrafficFigures, textOfId } from './fleet.ts';

/**
 * As much of emnify's schema as its web applications have been seen to use: emnify publishes none and calls its GraphQL
 * API a preview. Fields of the filter and of the sorting are not known.
 */
const SCHEMA = buildSchema(`
  type Query {
    endpointsQuery(
      per_page: Int, page: Int, filter: EndpointQueryObjectFilter!, sorting: [EndpointQueryObjectSort!]!
    ): EndpointPage!
  }
  input EndpointQueryObjectFilter { name: String }
  input EndpointQueryObjectSort { field: String }
  type EndpointPage { items: [Endpoint!]! meta: Meta! }
  type Meta { count: Int! per_page: Int! pages: Int! }
  type Endpoint {
    id: ID! name: String tags: String ip_address: String imei: String imei_lock: Boolean
    status: Described sim: Sim tariff_profile: Profile service_profile: Profile stats: Stats
  }
  type Described { id: Int description: String }
  type Sim { id: Int iccid: String msisdn: String imsi: String status: Described }
  type Profile { id: Int name: String }
  type Stats { current_month: Month }
  type Month { month: String data_volume: Volume sms_volume: Volume sat_geo_data_volume: Volume }
  type Volume { rx: Float tx: Float total: Float }
`);

interface Paging {
  page?: number;
  per_page?: number;
}

/** The answer of `POST /graphql`: what is wrong with a query is told with status 200, too. */
export async function graphql(
  body: string,
  endpoints: SimulatedEndpoint[],
  { maxPerPage, now }: { maxPerPage: number; now: Date },
): Promise<Answer> {
  const request = requestIn(body);
  if (!request) return badRequest('The body is no GraphQL request.');
  const document = parsed(request.query);
  if (document instanceof GraphQLError) return json(200, { errors: [document] });
  const errors = validate(SCHEMA, document);
  if (errors.length > 0) return json(200, { errors });
  const endpointsQuery = ({ page = 1, per_page = maxPerPage }: Paging) => {
    const size = Math.max(1, Math.min(per_page, maxPerPage));
    const items = endpoints.slice((page - 1) * size, page * size).map((endpoint) => itemOf(endpoint, now));
    return { items, meta: { count: endpoints.length, per_page: size, pages: Math.ceil(endpoints.length / size) } };
  };
  const { query: _, variables: variableValues } = request;
  return json(200, await execute({ schema: SCHEMA, document, variableValues, rootValue: { endpointsQuery } }));
}

function requestIn(body: string): { query: string; variables?: Record<string, unknown> } | undefined {
  try {
    const request = JSON.parse(body);
    return typeof request?.query === 'string' ? request : undefined;
  } catch {
    return undefined;
  }
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function itemOf(endpoint: SimulatedEndpoint, now: Date) {
  const period = periodOf(now);
  const traffic = endpoint.months[period];
  return {
    ...endpointItem(endpoint),
    id: textOfId(endpoint),
    stats: { current_month: traffic ? monthOf(traffic, period) : null },
  };
}

function monthOf({ data, sms, sat_geo_data: satellite }: SimulatedTraffic, month: string) {
  return {
    month,
    data_volume: volumeOf(data),
    sms_volume: volumeOf(sms),
    sat_geo_data_volume: volumeOf(satellite),
  };
}

function volumeOf(figures: TrafficFigures | undefined) {
  const total = Number(figures?.volume ?? 0);
  const tx = Number(figures?.volumeTx ?? total / 5);
  return { rx: total - tx, tx, total };
}
