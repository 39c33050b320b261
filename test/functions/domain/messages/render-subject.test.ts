import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { reaches } from '../../../../functions/domain/values/money.ts';
import { anAlert, aScope } from '../../../fakes/samples.ts';
import { crossed, messagesAbout } from '../../../fixtures/crossed.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

const named = (name: string) => crossed({ endpoint: { name } });
/** SNS: fewer than 100 characters, printable ASCII, one line, and no space in front. */
const ACCEPTED = /^\[(CRITICAL|WARNING|TEST)\] [\x21-\x7e][\x20-\x7e]{0,97}$/;

describe('a subject', () => {
  test.each(HOSTILE_NAMES)('with %s', (_, name) => {
    for (const subject of [
      messagesAbout(named(name)).subject,
      messagesAbout(named(name), anAlert({ budget: 'b' })).subject,
    ]) {
      expect(subject).toMatch(ACCEPTED);
      expect(subject.length).toBeLessThanOrEqual(99);
    }
    const figures = ': EUR 6.10 of EUR 5.00 (122%), Oct 2026 - emnify cost alert';
    expect(messagesAbout(named(name)).subject.endsWith(figures)).toBe(true);
  });

  test.each([
    ['温度计', '[CRITICAL] endpoint 166: EUR'],
    ['🚀🚀', '[CRITICAL] endpoint 166: EUR'],
    ['', '[CRITICAL] endpoint 166: EUR'],
    ['pump 🚀', '[CRITICAL] pump ?: EUR'],
    ['tracker-0042', '[CRITICAL] tracker-0042: EUR'],
  ])('of a device called %j starts with %j', (name, start) => {
    expect(messagesAbout(named(name)).subject.slice(0, start.length)).toBe(start);
  });

  test('with long amounts lets the name, the ending and the month go, in that order', () => {
    const long = (spend: string, limit: string) =>
      messagesAbout(
        anAlert({
          spend,
          limit,
          ratioPct: 1_234_567_891_200,
          meter: 'sms',
          scope: aScope('1', { name: 'tracker-0042-berlin' }),
        }),
      ).subject;
    expect(long('1234.12', '0.01')).toBe(
      '[CRITICAL] tracker-0042-berlin: SMS cost EUR 1234.12 of EUR 0.01 (1234567891200%), Oct 2026',
    );
    expect(long('123456789.12', '0.0123456789')).toBe(
      '[CRITICAL] tracker-0042-b..: SMS cost EUR 123456789.1200000000 of EUR 0.0123456789 (1234567891200%)',
    );
    expect(long('1'.repeat(60), '0.01')).toBe('[CRITICAL] tracker-0042-berlin: 1234567891200% of its limit');
  });

  test('is accepted, and its amounts are whole, whatever the name and the amounts are', () => {
    const amounts = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 11n }), fc.integer({ min: 0, max: 6 }));
    const write = ([digits, places]: [bigint, number]): string => {
      const text = String(digits).padStart(places + 1, '0');
      return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
    };
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 250 }),
      fc.constantFrom(...HOSTILE_NAMES.map(([, name]) => name)),
    );
    fc.assert(
      fc.property(names, amounts, amounts, fc.constantFrom('total', 'data'), (name, spend, limit, meter) => {
        fc.pre(reaches(write(spend), write(limit), 80));
        const alert = crossed({ data: write(spend), budget: { limit: write(limit), meter }, endpoint: { name } });
        const { subject } = messagesAbout(alert);
        expect(subject).toMatch(ACCEPTED);
        expect(subject.length).toBeLessThanOrEqual(99);
        expect(subject).toMatch(
          /: (data cost )?EUR \d+\.\d{2,} of EUR \d+\.\d{2,} \(\d+%\)(, Oct 2026( - emnify cost alert)?)?$/,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('of a late month says so', () => {
    expect(messagesAbout(anAlert({ period: '2026-09' })).subject).toContain('(122%), Sep 2026, late - emnify');
  });
});
