import { afterEach } from '@jest/globals';
import { SimulatedFleet } from '../../infra/local/emnify-simulator/fleet.ts';
import {
  type EmnifySimulator,
  type SimulatorOptions,
  startEmnifySimulator,
} from '../../infra/local/emnify-simulator/simulator.ts';

export const NOON = '2026-10-18T12:00:00Z';

const running: EmnifySimulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

/** A simulator whose clock stands at noon until it is moved, and a caller with a token. Closed after the test. */
export async function startSimulator(options: Partial<SimulatorOptions> = {}) {
  let time = Date.parse(NOON);
  const clock = {
    advance: (seconds: number) => {
      time += seconds * 1000;
    },
    set: (iso: string) => {
      time = Date.parse(iso);
    },
  };
  const fleet = options.fleet ?? fleetOf(3);
  const now = () => new Date(time);
  const simulator = await startEmnifySimulator({ applicationToken: 'right', now, ...options, fleet });
  running.push(simulator);
  const authenticate = (body: unknown) =>
    fetch(`${simulator.url}/api/v1/authenticate`, { method: 'POST', body: JSON.stringify(body) });
  const logIn = async () => {
    const answer = await authenticate({ application_token: 'right' });
    return ((await answer.json()) as { auth_token: string }).auth_token;
  };
  const token = await logIn();
  const get = (path: string, bearer = token, signal?: AbortSignal) =>
    fetch(simulator.url + path, { headers: { Authorization: `Bearer ${bearer}` }, signal });
  /** No more than a promise of the body's type: what is in it is for the test to find out. */
  const getJson = async <Body>(path: string) => (await (await get(path)).json()) as Body;
  const close = () => {
    running.splice(running.indexOf(simulator), 1);
    return simulator.close();
  };
  return { simulator, fleet, clock, authenticate, logIn, token, get, getJson, close };
}

export function fleetOf(count: number): SimulatedFleet {
  return new SimulatedFleet(
    Array.from({ length: count }, (_, index) => ({ id: count - index, name: `device-${count - index}`, months: {} })),
  );
}
