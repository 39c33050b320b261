import { describe, expect, test } from '@jest/globals';
import { Big } from 'big.js';
import { demoFleet } from '../../../../infra/local/demo/demo-fleet.ts';
import { luhnDigit } from '../../../../infra/local/emnify-simulator/endpoint-answer.ts';
import type { SimulatedEndpoint, TrafficFigures } from '../../../../infra/local/emnify-simulator/fleet.ts';

/** EUR per MB or per message that real price lists have. */
const BELIEVABLE_RATES = ['0.07', '0.10', '0.12', '0.15', '0.20', '0.25', '2.00'];
const MONTH = '2026-10';
const endpoints = demoFleet(new Date('2026-10-18T12:00:00Z')).endpoints;

function figuresOf(endpoint: SimulatedEndpoint, month = MONTH): TrafficFigures[] {
  return Object.values(endpoint.months[month] ?? {}).filter((figures) => figures !== undefined);
}

/** Of its budget: EUR 50 for cameras, EUR 5 for the others. */
function percent(endpoint: SimulatedEndpoint): number {
  const counted = figuresOf(endpoint).filter(({ month, currency }) => month === undefined && currency === undefined);
  const cost = counted.reduce((total, figures) => total.plus(figures.cost ?? 0), new Big(0));
  const tags = (endpoint.tags ?? '').split(',').map((tag) => tag.trim().toLowerCase());
  return cost
    .times(100)
    .div(tags.includes('camera') ? 50 : 5)
    .toNumber();
}

describe('the demo fleet', () => {
  test('is 32 devices, each with its own id and a well formed ICCID', () => {
    expect(new Set(endpoints.map(({ id }) => id)).size).toBe(32);
    const iccids = endpoints.flatMap(({ iccid }) => iccid ?? []);
    expect(new Set(iccids).size).toBe(31);
    for (const iccid of iccids) expect(iccid).toMatch(/^8988303\d{12}$/);
    expect(luhnDigit('8988303000006738593')).toBe(7);
  });

  test('every cost is volume times a believable rate, but for those that the documentation gives', () => {
    const priced = endpoints
      .filter(({ id }) => id !== 166)
      .flatMap((endpoint) => [...figuresOf(endpoint), ...figuresOf(endpoint, '2026-09')])
      .filter((figures) => typeof figures.cost === 'string');
    expect(priced.length).toBeGreaterThan(45);
    const odd = priced.filter(
      ({ volume, cost }) => !BELIEVABLE_RATES.some((rate) => new Big(volume).times(rate).eq(cost ?? -1)),
    );
    expect(odd).toEqual([]);
  });

  test('the device of the documentation page has its figures in the months of now', () => {
    const example = endpoints.find(({ id }) => id === 166);
    expect(example?.months).toMatchObject({
      '2026-10': { data: { volume: '0.848157', cost: '0.21203925' }, sms: { volume: '3.000000', cost: '0.17' } },
      '2026-09': { data: { volume: '29.166235', cost: '6.10483935' }, sms: { volume: '51.000000', cost: '3.32' } },
    });
    const inJanuary = demoFleet(new Date('2027-01-31T23:59:59Z')).get(166);
    expect(Object.keys(inJanuary.months).sort()).toEqual(['2026-12', '2027-01']);
  });

  test('nine devices are over a threshold, one of them exactly at 80 and one exactly at 100 %', () => {
    const over = endpoints.map(percent).filter((share) => share >= 80);
    expect(over.sort((a, b) => a - b).map(Math.floor)).toEqual([80, 86, 88, 92, 100, 105, 113, 299, 592]);
    expect(over).toContain(80);
    expect(over).toContain(100);
    expect(endpoints.map(percent)).toContain(79.96);
  });

  test('has one of every odd case', () => {
    const named = (matches: (endpoint: SimulatedEndpoint) => boolean) =>
      endpoints.filter(matches).map(({ name }) => name);
    const anyOf = (matches: (figures: TrafficFigures) => boolean) =>
      named((endpoint) => figuresOf(endpoint).some(matches));
    expect(anyOf(({ cost, volume }) => cost === null && Number(volume) > 0)).toEqual(['gateway-pooled-tariff']);
    expect(anyOf(({ currency }) => currency === 'USD')).toEqual(['tracker-ship-atlantic']);
    expect(anyOf(({ month }) => month === '2026-09')).toEqual(['meter-power-0403']);
    expect(named(({ months }) => months[MONTH]?.sat_geo_data !== undefined)).toEqual(['buoy-north-sea-1']);
    expect(named(({ statsStatus }) => statsStatus === 404)).toEqual(['tracker-retired-009']);
    expect(named(({ iccid }) => iccid === undefined)).toEqual(['tracker-without-sim-21']);
    expect(named((endpoint) => endpoint.status === 'Disabled' && percent(endpoint) > 0)).toEqual([
      'ev-charger-depot-2',
    ]);
    expect(named(({ name }) => /[^\p{ASCII}]/u.test(name))).toEqual(['Kühlcontainer Süd ❄️ 4']);
    expect(named(({ name }) => name.length > 120)).toHaveLength(1);
    expect(named(({ months }) => months[MONTH] === undefined).length).toBeGreaterThanOrEqual(4);
    expect(endpoints.map(({ tags }) => tags)).toEqual(expect.arrayContaining([null, '', 'CAMERA', '  camera']));
  });
});
