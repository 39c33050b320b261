import type { SimulatedRequest } from '../../infra/local/emnify-simulator/simulator.ts';

const FIVE_MINUTES_MS = 5 * 60_000;

/** Requests that were answered with 429. */
export function refusedOf(requests: SimulatedRequest[]): number {
  return requests.filter(({ status }) => status === 429).length;
}

/** The most requests in any five minutes, refused ones included. */
export function mostInFiveMinutes(requests: SimulatedRequest[]): number {
  const times = requests.map(({ at }) => at.getTime());
  let first = 0;
  let most = 0;
  for (const [last, time] of times.entries()) {
    while ((times[first] ?? time) <= time - FIVE_MINUTES_MS) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Requests that were answered, in five minutes, at the pace that is kept once the bursts are over. */
export function keptUpInFiveMinutes(requests: SimulatedRequest[], burstsMs: number): number {
  const [begun, ended] = [requests.at(0)?.at.getTime() ?? 0, requests.at(-1)?.at.getTime() ?? 0];
  const later = requests.filter(({ at, status }) => status !== 429 && at.getTime() > begun + burstsMs);
  return (later.length / (ended - begun - burstsMs)) * FIVE_MINUTES_MS;
}
