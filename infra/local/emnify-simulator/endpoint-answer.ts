import { crc32 } from 'node:zlib';
import type { EndpointStatus, SimStatus, SimulatedEndpoint } from './fleet.ts';

declare global {
  interface JSON {
    /** Makes a value that `JSON.stringify` writes as it is. Node has it, but TypeScript does not know it yet. */
    rawJSON(text: string): object;
  }
}

const STATUS_IDS: Record<EndpointStatus, number> = { Enabled: 0, Disabled: 1, Deleted: 2 };

const SIM_STATUS_IDS: Record<SimStatus, number> = {
  Issued: 0,
  Activated: 1,
  Suspended: 2,
  Deleted: 3,
  'Factory Test': 4,
};

/** emnify's number for the endpoint's status. */
export function statusId(endpoint: SimulatedEndpoint): number {
  return STATUS_IDS[endpoint.status ?? 'Enabled'];
}

/** Makes an endpoint as emnify lists it. Fields that no test sets (IMSI, addresses …) follow from its id. */
export function endpointItem(endpoint: SimulatedEndpoint) {
  return {
    id: endpoint.idInJson === undefined ? endpoint.id : JSON.rawJSON(endpoint.idInJson),
    created: '2022-04-07T12:06:06.000+0000',
    last_updated: '2024-11-07T14:46:02.000+0000',
    name: endpoint.name,
    tags: endpoint.tags ?? null,
    ip_address: `10.${endpoint.id % 200}.${(endpoint.id >> 8) % 256}.${endpoint.id % 251}`,
    imei: endpoint.imei === undefined ? `35${digits(endpoint.id, 13)}` : endpoint.imei,
    imei_lock: false,
    status: { id: statusId(endpoint), description: endpoint.status ?? 'Enabled' },
    tariff_profile: profile(endpoint.tariffProfile ?? 'Default Policy'),
    service_profile: profile(endpoint.serviceProfile ?? 'Default Policy'),
    ...(endpoint.iccid && { sim: sim(endpoint.id, endpoint.iccid, endpoint.simStatus ?? 'Activated') }),
    ip_address_space: { id: 14865 },
  };
}

/** Computes the check digit that turns the 19 digits of `iccid` into `iccid_with_luhn`. */
export function luhnDigit(number: string): number {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

function sim(endpointId: number, iccid: string, status: SimStatus) {
  const bare = iccid.slice(0, 19);
  return {
    id: 4_000_000 + (endpointId % 1_000_000),
    iccid: bare,
    iccid_with_luhn: `${bare}${luhnDigit(bare)}`,
    imsi: `29505${digits(endpointId, 10)}`,
    msisdn: `42366${digits(endpointId, 10)}`,
    status: { id: SIM_STATUS_IDS[status], description: status },
  };
}

/** Makes a profile. The same name has the same id in every answer. */
function profile(name: string) {
  return { id: 500_000 + (crc32(name) % 100_000), name };
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0').slice(-length);
}
