import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { alertsOf, anAlert, aScope } from '../fakes/samples.ts';
import { crossed, tell } from '../fixtures/crossed.ts';
import { notOneSeptet } from '../fixtures/gsm7.ts';
import { HOSTILE_NAMES } from '../fixtures/names.ts';

const named = (name: string, id = '166') => crossed({ endpoint: { id, name } });
const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.constantFrom(...HOSTILE_NAMES.map(([, name]) => name)),
);

function expectOneSegment(sms: string): void {
  expect(notOneSeptet(sms)).toEqual([]);
  expect(sms).not.toMatch(/[\r\n]/);
  expect(sms.length).toBeLessThanOrEqual(140);
}

describe('a text message', () => {
  test.each(HOSTILE_NAMES)('with %s', (_, name) => {
    const { sms } = tell(named(name));
    expectOneSegment(sms);
    expect(sms).toMatch(/^CRIT emnify: \S.* EUR 6\.10 of 5\.00 \(122%\) Oct\. Ref [0-9a-f]{6}$/);
    const digest = tell(named(name), named(name, '167'), named(name, '168'), named(name, '169')).sms;
    expectOneSegment(digest);
    expect(digest).toMatch(/^CRIT emnify: 4 over limit, Oct(; \S.* EUR 6\.10 \(122%\)){1,3}\. Ref [0-9a-f]{6}$/);
  });

  test('is one segment with whole amounts, whatever the names and amounts are', () => {
    const cents = fc.integer({ min: 500, max: 2_000_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(names, cents), { minLength: 1, maxLength: 5 }), (devices) => {
        const spends = devices.map(([, amount]) => (amount / 100).toFixed(2));
        const [first = anAlert(), ...others] = devices.map(([name], index) =>
          crossed({ data: spends[index], endpoint: { id: `${index}`, name } }),
        );
        const { sms } = tell(first, ...others);
        expectOneSegment(sms);
        const shown = [...sms.matchAll(/ EUR (\d+\.\d\d)(?: of 5\.00)? \(\d+%\)/g)].map(([, amount = '']) => amount);
        expect(shown.length).toBeGreaterThan(0);
        const written = [...spends, ...devices.map(([name]) => name)].join();
        for (const amount of shown) expect(written).toContain(amount);
      }),
      { numRuns: 300 },
    );
  });

  test('names three devices where they fit, and fewer with long amounts', () => {
    const [a, b, c, d] = alertsOf(4, (index) => ({ scope: aScope(`${index}`, { name: `gw-${index}` }) }));
    if (!a || !b || !c || !d) throw new Error('four alerts are four');
    expect(tell(a, b, c, d).sms.match(/gw-\d/g)).toHaveLength(3);
    const dear = alertsOf(4, () => ({ spend: '123456789.12', limit: '0.01', ratioPct: 1_234_567_891_200 }));
    const { sms } = tell(dear[0] ?? a, ...dear.slice(1));
    expectOneSegment(sms);
    expect(sms.match(/EUR 123456789\.12 \(1234567891200%\)/g)).toHaveLength(2);
  });

  test('says which cost, where it is not all of it', () => {
    expect(tell(crossed({ budget: { meter: 'data' } })).sms).toContain('tracker-166 data cost EUR 6.10 of 5.00');
    expect(tell(crossed()).sms).toContain('tracker-166 EUR 6.10 of 5.00');
  });

  test('speaks of a device by its id where its name cannot be written', () => {
    expect(tell(named('温度计')).sms).toContain('emnify: endpoint 166 EUR');
  });

  test('says what is near, what is late', () => {
    expect(tell(crossed({ data: '4.1' })).sms).toMatch(
      /^WARN emnify: tracker-166 EUR 4\.10 of 5\.00 \(82%\) Oct\. Ref/,
    );
    expect(tell(anAlert({ period: '2026-09' })).sms).toContain('(122%) Sep, late. Ref');
  });
});
