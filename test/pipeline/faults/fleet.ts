import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';

/** What each endpoint costs this month. Of 5: 122 %, 20 % and 40 %; together of 10: 91 %. */
const COSTS = { '1': '6.10', '2': '1.00', '3': '2.00' };
export const IDS = Object.keys(COSTS);

/** As the deployment writes them. */
export const BUDGETS = JSON.stringify({
  currency: 'EUR',
  budgets: [
    { name: 'every-device', limit: 5, forecast: false },
    { name: 'together', scope: 'group', limit: 10, forecast: false },
    { name: 'workspace', scope: 'organisation', limit: 'emnify', forecast: false },
  ],
});

/** The alert about endpoint 1, and the one about the group. */
export const OF_ENDPOINT = 'endpoint/1/2026-10/every-device/total/100/5';
export const OF_GROUP = 'group/together/2026-10/together/total/80/10';

/** What is to be sent of it, once each on each channel. */
export const ALERTS = [OF_ENDPOINT, OF_GROUP];

/** What is to be stored of it: every cost once. */
export const SPENDS = { 'tracker-1': 'EUR 6.1', 'tracker-2': 'EUR 1', 'tracker-3': 'EUR 2', together: 'EUR 9.1' };

export function smallFleet(): SimulatedFleet {
  return new SimulatedFleet(
    Object.entries(COSTS).map(([id, cost]) => ({
      id: Number(id),
      name: `tracker-${id}`,
      iccid: `898830300000000000${id}`,
      connection: { operator: 'Hamburg Mobile', country: 'de', technology: '4G' },
      months: { '2026-10': { data: { volume: '29.166235', cost } } },
    })),
  );
}
