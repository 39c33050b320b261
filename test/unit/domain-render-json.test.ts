import { describe, expect, test } from '@jest/globals';
import { alertsOf, anAlert, traffic } from '../fakes/samples.ts';
import { crossed, tell } from '../fixtures/crossed.ts';
import { HOSTILE_NAMES } from '../fixtures/names.ts';

const DECIMAL = /^-?\d+(\.\d+)?$/;
const documentOf = (...alerts: Parameters<typeof tell>) => JSON.parse(tell(...alerts).json);

describe('the document for machines', () => {
  test.each(HOSTILE_NAMES)('parses and says what it is, with %s', (_, name) => {
    const alert = crossed({ endpoint: { name } });
    const document = documentOf(alert);
    expect(document).toMatchObject({ schema: 'emnify-cost-alert/1', event: 'crossed', dedupKey: alert.dedupKey });
    const { kind: _kind, ...endpoint } = alert.scope;
    expect(document.alerts[0].endpoint).toEqual(endpoint);
  });

  test('has amounts as exact decimal text, and percentages as percentages', () => {
    const dollars = traffic('sat_geo_sms', undefined, { cost: { amount: '0.0000000001', currency: 'USD' } });
    const [alert] = documentOf(
      crossed({ data: '123456789.1234567891', more: [traffic('sms', '0.1'), dollars], budget: { limit: '0.01' } }),
    ).alerts;
    expect(alert).toMatchObject({
      spend: '123456789.2234567891',
      limit: '0.01',
      parts: { data: '123456789.1234567891', sms: '0.1', total: '123456789.2234567891' },
      otherCurrencies: [{ amount: '0.0000000001', currency: 'USD' }],
      ratioPct: 1_234_567_892_234,
      thresholds: { crossedPct: 1_234_567_892_200, nextPct: 1_234_567_892_250 },
    });
    for (const amount of [alert.spend, alert.limit, ...Object.values(alert.parts)]) expect(amount).toMatch(DECIMAL);
  });

  test('never says a ratio as a fraction', () => {
    const [alert] = documentOf(crossed({ data: '4.9999999999' })).alerts;
    expect([alert.ratioPct, alert.thresholds.crossedPct, alert.thresholds.nextPct]).toEqual([99, 80, 100]);
  });

  test('has the borders of the month in UTC, in February of a leap year, too', () => {
    expect(documentOf(anAlert({ period: '2028-02' })).alerts[0].period).toEqual({
      id: '2028-02',
      start: '2028-02-01T00:00:00.000Z',
      end: '2028-03-01T00:00:00.000Z',
      zone: 'UTC',
    });
  });

  test('of a digest has a key of its own, and each alert has its own as well', () => {
    const [a = anAlert(), b = anAlert()] = alertsOf(2);
    const document = documentOf(a, b);
    expect(document.dedupKey).toBe(`digest/${document.notificationId}`);
    expect(document.alerts.map(({ dedupKey }: { dedupKey: string }) => dedupKey)).toEqual([a.dedupKey, b.dedupKey]);
    expect(document.run).toEqual({ alerts: 2, critical: 2, warning: 0, muted: 0, detail: 'full', omitted: 0 });
  });

  test('leaves out the least urgent where not all fit', () => {
    const alerts = alertsOf(2_000, (index) => ({ ratioPct: 100 + index }));
    const { run, alerts: sent } = documentOf(alerts[0] ?? anAlert(), ...alerts.slice(1));
    expect(run.omitted).toBeGreaterThan(1_000);
    expect(sent[0].ratioPct).toBe(2_099);
    expect(sent.at(-1).ratioPct).toBe(2_100 - sent.length);
  });
});
