import { crc32 } from 'node:zlib';
import { type Answer, json } from './answer.ts';
import { COUNTRIES, type Connection, type SimulatedEndpoint, TECHNOLOGY_IDS } from './fleet.ts';

/** Answers `GET /api/v1/endpoint/{id}/connectivity`. Fields that no test sets follow from the id. */
export function endpointConnectivity({ id, connection }: SimulatedEndpoint, now: Date): Answer {
  if (!connection) return json(200, { status: { description: 'OFFLINE' }, services: [] });
  return json(200, {
    status: { description: 'ONLINE' },
    location: location(connection, now),
    pdp_context: session(id, connection, now),
    services: ['GPRS'],
  });
}

function location({ operator, country }: Connection, now: Date) {
  const { id, ...rest } = COUNTRIES[country];
  return {
    last_updated: now.toISOString(),
    operator: { id: operatorId(operator), name: operator, country: { id, name: rest.name } },
    country: { country_id: id, ...rest, iso_code: country },
    sgsn_ip_address: '192.0.2.88',
  };
}

function session(endpointId: number, { operator, country, technology }: Connection, now: Date) {
  return {
    pdp_context_id: 92_415 + endpointId,
    endpoint_id: endpointId,
    created: now.toISOString(),
    mcc: COUNTRIES[country].mcc,
    operator_id: operatorId(operator),
    ue_ip_address: `10.${endpointId % 200}.${(endpointId >> 8) % 256}.${endpointId % 251}`,
    rat_type: { rat_type_id: TECHNOLOGY_IDS[technology], description: technology },
    duration: '00:00:04',
  };
}

/** The same name has the same id in every answer. */
function operatorId(name: string): number {
  return crc32(name) % 1000;
}
