import { describe, expect, test } from '@jest/globals';
import { readSpend } from '../../../functions/domain/costs/spend.ts';
import {
  EmnifyUnavailableError,
  EndpointGoneError,
  UnexpectedResponseError,
} from '../../../functions/emnify/errors.ts';
import { SimulatedFleet, type SimulatedTraffic } from '../../../infra/local/emnify-simulator/fleet.ts';
import { clientOf, failure, notingTimer, startScripted } from '../../fakes/scripted-emnify.ts';
import { startSimulator } from '../../fixtures/emnify-simulator.ts';

const OCTOBER = '2026-10';

/** What a budget would see of an endpoint that has this traffic at emnify. */
async function spendOf(months: Record<string, SimulatedTraffic>) {
  const { simulator } = await startSimulator({ fleet: new SimulatedFleet([{ id: 7, name: 'seven', months }]) });
  const answer = await clientOf(simulator.url).endpointStats('7');
  if (answer.kind !== 'stats') throw new Error(`the endpoint is ${answer.reason}`);
  return { stats: answer.stats, reading: readSpend(answer.stats, OCTOBER) };
}

const eur = (amount: string) => ({ amount, currency: 'EUR' });

describe('what an endpoint has cost', () => {
  test('data and SMS of both months, exactly, with the age of the figures', async () => {
    const { stats } = await spendOf({
      '2026-10': {
        data: { volume: '24.419341', cost: '6.10483935', lastUpdated: '2026-10-18T11:40:00.000Z' },
        sms: { volume: '51', cost: '3.32', costAs: 'string', lastUpdated: '2026-10-18T10:00:00.000Z' },
      },
      '2026-09': { data: { volume: '0.848157', cost: '0.21203925', costAs: 'string' } },
    });
    expect(stats).toEqual({
      currentMonth: [
        {
          trafficType: 'data',
          period: '2026-10',
          volume: '24.419341',
          cost: eur('6.10483935'),
          lastUpdated: '2026-10-18T11:40:00.000Z',
        },
        {
          trafficType: 'sms',
          period: '2026-10',
          volume: '51',
          cost: eur('3.32'),
          lastUpdated: '2026-10-18T10:00:00.000Z',
        },
      ],
      lastMonth: [
        {
          trafficType: 'data',
          period: '2026-09',
          volume: '0.848157',
          cost: eur('0.21203925'),
          lastUpdated: '2026-09-30T23:59:59.000Z',
        },
      ],
      activeLastHour: false,
    });
  });

  test('no traffic is zero, not unknown', async () => {
    const { stats, reading } = await spendOf({});
    expect(stats).toEqual({ currentMonth: [], lastMonth: [], activeLastHour: false });
    expect(reading).toMatchObject({ kind: 'spend', spend: { meters: { total: [] }, costUnavailable: [] } });
  });

  test('a device that is busy now differs from a silent one', async () => {
    const { simulator, fleet } = await startSimulator();
    fleet.get(2).activeLastHour = true;
    const client = clientOf(simulator.url);
    const answers = await Promise.all(['1', '2'].map((id) => client.endpointStats(id)));
    expect(answers).toMatchObject([{ stats: { activeLastHour: false } }, { stats: { activeLastHour: true } }]);
  });

  test('satellite traffic counts in the total', async () => {
    const { reading } = await spendOf({
      [OCTOBER]: {
        data: { volume: '1', cost: '1.1' },
        sat_geo_data: { volume: '1', cost: '40.05' },
      },
    });
    expect(reading).toMatchObject({ spend: { meters: { total: [eur('41.15')], data: [eur('1.1')], sms: [] } } });
  });

  test('two currencies stay two amounts', async () => {
    const { reading } = await spendOf({
      [OCTOBER]: { data: { volume: '1', cost: '2', currency: 'USD' }, sms: { volume: '1', cost: '1' } },
    });
    expect(reading).toMatchObject({ spend: { meters: { total: [{ amount: '2', currency: 'USD' }, eur('1')] } } });
  });

  test.each([
    ['null', null],
    ['missing', undefined],
    ['zero', '0'],
  ])('a volume whose cost is %s is "cost unavailable"', async (_, cost) => {
    const { reading } = await spendOf({ [OCTOBER]: { data: { volume: '30', cost }, sms: { volume: '1', cost: '1' } } });
    expect(reading).toMatchObject({ spend: { costUnavailable: ['data'], meters: { sms: [eur('1')] } } });
  });

  test('figures that claim another month are not this month', async () => {
    const { reading } = await spendOf({ [OCTOBER]: { data: { volume: '1', cost: '9', month: '2026-09' } } });
    expect(reading).toMatchObject({ kind: 'stale', lastMonth: { meters: { total: [eur('9')] } } });
  });
});

test('no faster than 40 endpoints a second after the first 20, however fast the client may be', async () => {
  const server = await startScripted(() => ({ body: {} }));
  const { waits, timer } = notingTimer();
  const client = clientOf(server.url, { timer });
  for (let id = 0; id < 30; id++) await client.endpointStats(String(id));
  expect(waits).toHaveLength(10);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(10 / 40, 6);
});

describe('an endpoint that emnify does not answer about', () => {
  test.each([
    [404, 'gone'],
    [403, 'refused'],
    [422, 'gone'],
  ])('%d is %s, and costs one request', async (statsStatus, kind) => {
    const fleet = new SimulatedFleet([{ id: 7, name: 'seven', months: {}, statsStatus }]);
    const { simulator } = await startSimulator({ fleet });
    const asked = simulator.requests.length;
    const answer = await clientOf(simulator.url).endpointStats('7');
    expect(answer).toEqual({ kind, reason: expect.stringContaining(`HTTP ${statsStatus}`) });
    expect(simulator.requests.length - asked).toBe(2);
  });

  test.each(['', '<html>', '{"message":7}', 'null'])('422 with the body %j is gone', async (body) => {
    const server = await startScripted(() => ({ status: 422, body, headers: { 'content-type': 'text/html' } }));
    expect(await clientOf(server.url).endpointStats('7')).toMatchObject({ kind: 'gone' });
  });

  test.each([400, 405, 409, 410, 418])('%d is an error and not "gone"', async (status) => {
    const server = await startScripted(() => ({ status, body: { error_code: 1000, message: 'Cannot parse id' } }));
    const error = await failure(clientOf(server.url).endpointStats('7'));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error).not.toBeInstanceOf(EndpointGoneError);
    expect(String(error)).toContain(`HTTP ${status}: Cannot parse id`);
    expect(server.arrived).toHaveLength(2);
  });

  test('others are not touched by it', async () => {
    const { simulator, fleet } = await startSimulator();
    fleet.get(2).statsStatus = 500;
    const client = clientOf(simulator.url);
    const answers = await Promise.allSettled(['1', '2', '3', '99'].map((id) => client.endpointStats(id)));
    expect(answers).toMatchObject([
      { value: { kind: 'stats' } },
      { reason: expect.any(EmnifyUnavailableError) },
      { value: { kind: 'stats' } },
      { value: { kind: 'gone' } },
    ]);
  });

  test('figures that make no sense name the endpoint and the field, and are not asked for twice', async () => {
    const server = await startScripted(() => ({
      body: { current_month: { data: { month: '2026-10', cost: 'abc' } } },
    }));
    const error = await failure(clientOf(server.url).endpointStats('4711'));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error).toMatchObject({ retryable: false });
    expect(String(error)).toContain('The stats of endpoint 4711 make no sense: current_month.data.cost is "abc"');
    expect(server.arrived).toHaveLength(2);
  });
});
