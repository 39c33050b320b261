/** One kind of traffic of one endpoint in one month, as the simulator reports it. */
export interface TrafficFigures {
  /** MB for data, messages for SMS; written with six decimals, like emnify. */
  volume: string;
  /** The device's own share of `volume` (`volume_tx`); the rest is `volume_rx`. Default: a fifth, in whole messages for SMS. */
  volumeTx?: string;
  /** `null` is written as null; `undefined` leaves the key out, as a tariff without cost might. */
  cost?: string | number | null;
  /** ISO 4217, default `EUR`. */
  currency?: string;
  /** emnify's documentation shows both. Default `number`; `string` has ten decimals: `"0.2120392500"`. */
  costAs?: 'number' | 'string';
  /** `YYYY-MM`: the month that the figures claim, if it differs from the one they are reported under. */
  month?: string;
  /** ISO 8601. Default: a quarter of an hour before the simulator's now, limited to the month. */
  lastUpdated?: string;
}

/** Figures per traffic type under emnify's own key: `data`, `sms`, `sat_geo_data` … */
export interface SimulatedTraffic {
  data?: TrafficFigures;
  sms?: TrafficFigures;
  [trafficType: string]: TrafficFigures | undefined;
}

export type EndpointStatus = 'Enabled' | 'Disabled' | 'Deleted';
export type SimStatus = 'Issued' | 'Activated' | 'Suspended' | 'Deleted' | 'Factory Test';

/** A country that emnify knows, by its ISO code. */
export type CountryCode = keyof typeof COUNTRIES;
export const COUNTRIES = {
  at: { id: 14, name: 'Austria', country_code: '43', mcc: '232' },
  de: { id: 74, name: 'Germany', country_code: '49', mcc: '262' },
  tr: { id: 204, name: 'Turkey', country_code: '90', mcc: '286' },
};

/** The access technologies by their numbers in 3GPP TS 29.274. */
export const TECHNOLOGY_IDS = { '2G': 2, '3G': 1, '4G': 6, 'LTE-M': 9, 'NB-IoT': 8 };

/** The mobile network that a device uses. */
export interface Connection {
  operator: string;
  country: CountryCode;
  technology: keyof typeof TECHNOLOGY_IDS;
}

/** A device of the simulated workspace. */
export interface SimulatedEndpoint {
  id: number;
  /** The id as JSON text, if it differs: `9007199254740993`, `"a/b"`. */
  idInJson?: string;
  name: string;
  /** One comma separated string, written as it is. Default null. */
  tags?: string | null;
  /** Default `Enabled`. */
  status?: EndpointStatus;
  /** 19 digits without check digit, or 20 with it. Absent: the endpoint has no SIM, and no `sim` key. */
  iccid?: string;
  /** Default `Activated`. */
  simStatus?: SimStatus;
  /** Default: 15 digits that follow from the id. `null`: its SIM was in no device yet. */
  imei?: string | null;
  /** The profile's name. Default `Default Policy`. */
  tariffProfile?: string;
  /** The profile's name. Default `Default Policy`. */
  serviceProfile?: string;
  /** Traffic by `YYYY-MM`. A month that is absent or empty has no traffic. */
  months: Record<string, SimulatedTraffic>;
  /** Whether `last_hour` shows data in its last minutes. Default: all zero. */
  activeLastHour?: boolean;
  /** Where it is connected. Absent: it is offline. */
  connection?: Connection;
  /** The status that answers a request for this endpoint's stats, for example 404. */
  statsStatus?: number;
}

/** The endpoints of the simulated workspace. They are live objects: a change shows in the next answer. */
export class SimulatedFleet {
  readonly #endpoints = new Map<number, SimulatedEndpoint>();
  /** The endpoints by the ids that requests name. */
  readonly #byText = new Map<string, SimulatedEndpoint>();

  /** Throws `RangeError` if two endpoints have the same id. */
  constructor(endpoints: SimulatedEndpoint[]) {
    for (const endpoint of endpoints) this.add(endpoint);
  }

  /** A snapshot of the list, by ascending id. */
  get endpoints(): SimulatedEndpoint[] {
    return [...this.#endpoints.values()].sort((a, b) => a.id - b.id);
  }

  find(id: number): SimulatedEndpoint | undefined {
    return this.#endpoints.get(id);
  }

  /** @param id as a path names it, decoded */
  findQueued(id: string): SimulatedEndpoint | undefined {
    return this.#byText.get(id);
  }

  /** Throws `RangeError` if there is none with this id. */
  get(id: number): SimulatedEndpoint {
    const endpoint = this.find(id);
    if (!endpoint) throw new RangeError(`no endpoint ${id} in the simulated fleet`);
    return endpoint;
  }

  /** Throws `RangeError` if the id is taken. */
  add(endpoint: SimulatedEndpoint): void {
    if (this.#endpoints.has(endpoint.id)) throw new RangeError(`two endpoints with id ${endpoint.id}`);
    this.#endpoints.set(endpoint.id, endpoint);
    this.#byText.set(textOfId(endpoint), endpoint);
  }

  remove(id: number): void {
    const endpoint = this.find(id);
    if (endpoint) this.#byText.delete(textOfId(endpoint));
    this.#endpoints.delete(id);
  }

  /** Replaces one endpoint's traffic of one month (`YYYY-MM`). */
  setTraffic(id: number, month: string, traffic: SimulatedTraffic): void {
    this.get(id).months[month] = traffic;
  }
}

/** Writes the id as text with all digits. */
function textOfId({ id, idInJson = String(id) }: SimulatedEndpoint): string {
  return idInJson.startsWith('"') ? JSON.parse(idInJson) : idInJson;
}
