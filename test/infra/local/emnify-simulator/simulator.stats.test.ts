import { describe, expect, test } from '@jest/globals';
import {
  type SimulatedEndpoint,
  SimulatedFleet,
  type SimulatedTraffic,
} from '../../../../infra/local/emnify-simulator/fleet.ts';
import { startSimulator } from '../../../fixtures/emnify-simulator.ts';

const A_YEAR = 365 * 86_400;

type Month = Record<string, Record<string, unknown>>;

interface Stats {
  last_month: Month;
  current_month: Month;
  last_hour: Record<'data' | 'sms', Record<'rx' | 'tx', [string, number][]>>;
}

/** Asks a simulator whose fleet is these endpoints. */
async function ask(...endpoints: SimulatedEndpoint[]) {
  const started = await startSimulator({ fleet: new SimulatedFleet(endpoints), tokenLifetimeSeconds: A_YEAR });
  return { ...started, stats: (id = 1) => started.getJson<Stats>(`/api/v1/endpoint/${id}/stats`) };
}

describe('stats of an endpoint', () => {
  test('have the documented shape', async () => {
    const { stats } = await ask({
      id: 166,
      name: 'a',
      months: { '2026-10': { data: { volume: '0.848157', volumeTx: '0.172846', cost: '0.21203925' } } },
    });
    expect((await stats(166)).current_month).toEqual({
      data: {
        endpoint_id: 166,
        id: 1662026105,
        month: '2026-10-01T00:00:00.000Z',
        volume: '0.848157',
        volume_tx: '0.172846',
        volume_rx: '0.675311',
        traffic_type_id: 5,
        last_updated: '2026-10-18T11:45:00.000Z',
        cost: 0.21203925,
        currency_id: 1,
        traffic_type: { description: 'Data', unit: 'MB', id: 5 },
        currency: { code: 'EUR', symbol: '€', id: 1 },
      },
    });
  });

  test('follow the clock into the next month, in UTC', async () => {
    const { clock, stats } = await ask({
      id: 1,
      name: 'a',
      months: { '2026-10': { sms: { volume: '3', cost: '0.21' } } },
    });
    clock.set('2026-10-31T23:59:59.999Z');
    expect(Object.keys(await stats())).toEqual(['current_month', 'last_hour']);
    clock.set('2026-11-01T00:00:00Z');
    const next = await stats();
    expect(Object.keys(next)).toEqual(['last_month', 'last_hour']);
    expect(next.last_month.sms).toMatchObject({ volume: '3.000000', last_updated: '2026-10-31T23:45:00.000Z' });
    clock.set('2026-12-01T00:00:00Z');
    expect(Object.keys(await stats())).toEqual(['last_hour']);
  });

  test('cost is a number, a string with ten decimals, null, or not there', async () => {
    const volume = '1';
    const { stats } = await ask({
      id: 1,
      name: 'a',
      months: {
        '2026-10': {
          data: { volume, cost: '0.21203925', costAs: 'string' },
          sms: { volume, cost: null },
          sat_geo_data: { volume },
          sat_geo_sms: { volume, cost: 2 },
        },
      },
    });
    const { current_month } = await stats();
    expect(current_month).toMatchObject({
      data: { cost: '0.2120392500' },
      sms: { cost: null },
      sat_geo_sms: { cost: 2 },
    });
    expect(current_month.sat_geo_data).toMatchObject({ volume: '1.000000' });
    expect(current_month.sat_geo_data).not.toHaveProperty('cost');
  });

  test('figures can claim another month, another currency and their own age', async () => {
    const lastUpdated = '2026-09-30T22:00:00.000Z';
    const { stats } = await ask({
      id: 1,
      name: 'a',
      months: { '2026-10': { data: { volume: '1', cost: '1', month: '2026-09', currency: 'USD', lastUpdated } } },
    });
    expect((await stats()).current_month.data).toMatchObject({
      month: '2026-09-01T00:00:00.000Z',
      currency: { code: 'USD', symbol: '$', id: 2 },
      last_updated: lastUpdated,
    });
  });

  test('minutes into a month, figures are not older than the month', async () => {
    const { clock, stats } = await ask({
      id: 1,
      name: 'a',
      months: { '2026-11': { data: { volume: '1', cost: '1' } } },
    });
    clock.set('2026-11-01T00:05:00Z');
    expect((await stats()).current_month.data).toMatchObject({ last_updated: '2026-11-01T00:00:00.000Z' });
  });

  test('the last hour has 59 minutes, across midnight too', async () => {
    const { clock, stats } = await ask({ id: 1, name: 'a', months: {} });
    clock.set('2026-10-18T00:02:00Z');
    const { data, sms } = (await stats()).last_hour;
    expect(data.rx).toHaveLength(59);
    expect([data.rx[0], data.rx[58]]).toEqual([
      ['23:04', 0],
      ['00:02', 0],
    ]);
    expect([data.tx, sms.rx, sms.tx]).toEqual([data.rx, data.rx, data.rx]);
  });

  test('a busy device has data in the last five minutes, both ways', async () => {
    const { stats } = await ask({ id: 1, name: 'a', months: {}, activeLastHour: true });
    const { data, sms } = (await stats()).last_hour;
    expect(data.rx.filter(([, amount]) => amount > 0).map(([minute]) => minute)).toEqual([
      '11:56',
      '11:57',
      '11:58',
      '11:59',
      '12:00',
    ]);
    expect(data.tx).toEqual(data.rx);
    expect(sms.rx.every(([, amount]) => amount === 0)).toBe(true);
  });

  test('changes to the fleet are in the next answer', async () => {
    const { fleet, get, stats } = await ask({ id: 1, name: 'a', months: {} });
    fleet.setTraffic(1, '2026-10', { data: { volume: '2', cost: '0.5' } });
    expect((await stats()).current_month.data).toMatchObject({ cost: 0.5 });
    fleet.remove(1);
    expect((await get('/api/v1/endpoint/1/stats')).status).toBe(404);
    expect(() => fleet.setTraffic(1, '2026-10', {})).toThrow(RangeError);
  });

  test('an unknown id is an invalid reference, a word no id, and statsStatus a refusal of the real kind', async () => {
    const refusals = [404, 403, 422, 500].map((statsStatus) => ({
      id: statsStatus,
      name: 'a',
      months: {},
      statsStatus,
    }));
    const { get } = await ask(...refusals);
    const answer = async (id: string | number) => {
      const response = await get(`/api/v1/endpoint/${id}/stats`);
      return [response.status, await response.text()];
    };
    const notFound = (id: number) => ({
      error_code: 1401,
      error_token: 'InvalidReference',
      message: `Endpoint with Id '${id}' not found.`,
    });
    expect(await answer(7)).toEqual([404, JSON.stringify(notFound(7))]);
    expect(await answer(404)).toEqual([404, JSON.stringify(notFound(404))]);
    expect(await answer(403)).toEqual([403, expect.stringContaining('"error_code":1104')]);
    expect(await answer(422)).toEqual([422, '']);
    expect(await answer(500)).toEqual([500, expect.stringMatching(/^<!DOCTYPE html>/)]);
    expect(await answer('None')).toEqual([400, expect.stringContaining('"error_code":1000')]);
    expect((await get('/api/v1/endpoint/403')).status).toBe(200);
  });
});

describe('the organisation', () => {
  test('sums its endpoints exactly, in its own currency and month', async () => {
    const { getJson } = await ask(
      { id: 1, name: 'a', iccid: '8988303000006738593', months: { '2026-10': { data: { volume: '1', cost: '0.1' } } } },
      {
        id: 2,
        name: 'b',
        months: { '2026-10': { data: { volume: '1', cost: '0.2' }, sms: { volume: '4', cost: '0.28' } } },
      },
      { id: 3, name: 'c', months: { '2026-10': { data: { volume: '1', cost: '9', currency: 'USD' } } } },
      { id: 4, name: 'd', months: { '2026-10': { data: { volume: '1', cost: '9', month: '2026-09' } } } },
      { id: 5, name: 'e', months: { '2026-10': { data: { volume: '1', cost: null } } } },
    );
    const stats = await getJson<Stats>('/api/v1/organisation/my/stats');
    expect(stats.current_month).toMatchObject({
      data: { cost: 0.3, volume: 3, month: '2026-10-01', currency: { code: 'EUR' } },
      sms: { cost: 0.28, volume: 4 },
    });
    expect(stats).not.toHaveProperty('last_month');
    expect(stats).toMatchObject({ sim: { total: 1, active: 1 }, active_chargeable_sims: 1, hosting_fees: 0.8 });
  });

  test('adds what its children cost, which are none of its endpoints', async () => {
    const childTraffic: Record<string, SimulatedTraffic> = {
      '2026-10': { data: { volume: '10', cost: '5.05' }, sat_geo_data: { volume: '1', cost: 40 } },
      '2026-09': { sms: { volume: '2', cost: '0.14' } },
    };
    const fleet = new SimulatedFleet([
      { id: 1, name: 'a', months: { '2026-10': { data: { volume: '1', cost: '0.1' } } } },
    ]);
    const { getJson } = await startSimulator({ fleet, childTraffic });
    const stats = () => getJson<Stats>('/api/v1/organisation/my/stats');
    expect(await stats()).toMatchObject({
      current_month: { data: { cost: 5.15, volume: 11 }, sat_geo_data: { cost: 40 } },
      last_month: { sms: { cost: 0.14, volume: 2, month: '2026-09-01' } },
      sim: { total: 0 },
    });
    childTraffic['2026-10'] = {};
    expect((await stats()).current_month).toMatchObject({ data: { cost: 0.1, volume: 1 } });
  });

  test('without a SIM there is no hosting fee', async () => {
    const { get } = await ask();
    expect(await (await get('/api/v1/organisation/my/stats')).json()).not.toHaveProperty('hosting_fees');
  });

  test('has a limit in each of the ways in which emnify writes it', async () => {
    const limitOf = async ({ getJson }: Pick<Awaited<ReturnType<typeof startSimulator>>, 'getJson'>) =>
      (await getJson<{ monthly_cost_limit: unknown }>('/api/v1/organisation/my')).monthly_cost_limit;
    const started = await startSimulator();
    expect(await started.getJson('/api/v1/organisation/my')).toMatchObject({
      id: 14207,
      monthly_cost_limit: 2000,
      currency_id: 1,
    });
    for (const limit of ['1000', 350.5, null]) {
      started.simulator.setMonthlyCostLimit(limit);
      expect(await limitOf(started)).toBe(limit);
      expect(await limitOf(await startSimulator({ monthlyCostLimit: limit }))).toBe(limit);
    }
  });

  test('what is not simulated is not found', async () => {
    const { get } = await ask();
    const answer = await get('/api/v1/sim');
    expect([answer.status, await answer.json()]).toMatchObject([404, { error_code: 1201 }]);
  });
});
