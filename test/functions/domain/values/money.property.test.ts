import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  beside,
  compare,
  decimal,
  formatMoney,
  isZero,
  reaches,
  roundUpTo,
  Sum,
  subtract,
  sum,
  times,
  timesAsMuch,
  wholePercent,
  wholePercentFast,
} from '../../../../functions/domain/values/money.ts';

/** emnify's DECIMAL(14,10), and far more: an amount as a whole number of ten-billionths. */
const PLACES = 10;
const units = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 14n }),
  fc.bigInt({ min: 0n, max: 10n ** 30n }),
  fc.nat(1_000).map(BigInt),
  fc.nat(100_000).map((cents) => BigInt(cents) * 10n ** 8n),
);
const signed = fc.tuple(units, fc.boolean()).map(([amount, isDebt]) => (isDebt ? -amount : amount));

/** As plain as it can be written. */
function write(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(PLACES + 1, '0');
  const text = `${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`.replace(/\.?0+$/, '');
  return amount < 0n ? `-${text}` : text;
}

/** Back from whatever was written. */
function unitsOf(text: string): bigint {
  expect(text).toMatch(/^-?\d+(\.\d{1,10})?$/);
  const [whole = '', places = ''] = text.split('.');
  return BigInt(whole + places.padEnd(PLACES, '0'));
}

const abs = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

test('whole percent that are quick are those that are exact', () => {
  fc.assert(
    fc.property(signed, units, fc.nat(1000), (spend, of, pct) => {
      fc.pre(of > 0n);
      const exactly = write((of * BigInt(pct)) / 100n);
      for (const amount of [write(spend), exactly, write((of * BigInt(pct)) / 100n + 1n)]) {
        expect(wholePercentFast(amount, write(of))).toBe(wholePercent(amount, write(of)));
      }
    }),
  );
});

test('a sum that grows is the sum', () => {
  fc.assert(
    fc.property(fc.array(signed.map(write)), (amounts) => {
      const growing = new Sum();
      for (const amount of amounts) growing.add(amount);
      expect(growing.total()).toBe(sum(...amounts));
    }),
  );
});

describe('amounts', () => {
  test('are read as they are written, in whichever of the ways', () => {
    fc.assert(
      fc.property(signed, fc.nat(5), fc.nat(5), fc.integer({ min: -20, max: 20 }), (amount, zeros, more, exponent) => {
        const plain = write(amount);
        expect(decimal(plain)).toBe(plain);
        const [whole = '', places = ''] = plain.replace('-', '').split('.');
        const padded = `${amount < 0n ? '-' : ''}${'0'.repeat(zeros)}${whole}.${places}${'0'.repeat(more + 1)}`;
        expect(decimal(padded)).toBe(plain);
        expect(decimal(`${decimal(`${plain}e${exponent}`)}e${-exponent}`)).toBe(plain);
      }),
      { numRuns: 500 },
    );
  });

  test('that were numbers are what the number was written as', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), (number, whole) => {
        expect(Number(decimal(number))).toBe(number === 0 ? 0 : number);
        expect(decimal(number)).toMatch(/^-?\d+(\.\d*[1-9])?$/);
        expect(decimal(whole / 100)).toBe(decimal(String(whole / 100)));
      }),
      { numRuns: 500 },
    );
  });

  test('are added and taken away as whole numbers are', () => {
    fc.assert(
      fc.property(fc.array(signed, { maxLength: 8 }), signed, fc.nat(8), (all, one, cut) => {
        const total = all.reduce((left, right) => left + right, 0n);
        const written = all.map(write);
        expect(sum(...written)).toBe(write(total));
        expect(sum(sum(...written.slice(0, cut)), sum(...written.slice(cut)))).toBe(write(total));
        expect(subtract(write(total), write(one))).toBe(write(total - one));
        expect(sum(subtract(write(total), write(one)), write(one))).toBe(write(total));
        expect(isZero(subtract(write(one), write(one)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('are multiplied without a tail', () => {
    fc.assert(
      fc.property(signed, fc.nat(10_000), (amount, tenths) => {
        const product = times(`${write(amount)}`, `${Math.floor(tenths / 10)}.${tenths % 10}`);
        expect(decimal(`${product}e1`)).toBe(write(amount * BigInt(tenths)));
      }),
    );
  });

  test('have one order, that of whole numbers', () => {
    fc.assert(
      fc.property(fc.array(signed, { minLength: 2, maxLength: 8 }), (all) => {
        const inOrder = all.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map(write);
        expect(all.map(write).toSorted(compare)).toEqual(inOrder);
        const [a = 0n, b = 0n] = all;
        expect(Math.sign(compare(write(a), write(b)))).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect([compare(write(a), write(a + 1n)), compare(write(a), write(a - 1n))].map(Math.sign)).toEqual([-1, 1]);
        expect(compare(write(a), write(b)) + compare(write(b), write(a))).toBe(0);
        expect(compare(`${write(a)}${a % 10n ** 10n === 0n ? '.0' : '0'}`, write(a))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('shares', () => {
  const limit = units.filter((amount) => amount > 0n);

  test('are reached and counted as whole numbers are', () => {
    fc.assert(
      fc.property(units, limit, fc.integer({ min: 1, max: 1_000 }), (spend, of, pct) => {
        expect(reaches(write(spend), write(of), pct)).toBe(spend * 100n >= of * BigInt(pct));
        // One hundred times the limit, so that any whole percent of it is a whole number of units.
        const exactly = write(of * BigInt(pct));
        const justBelow = write(of * BigInt(pct) - 1n);
        expect([reaches(exactly, write(of * 100n), pct), wholePercent(exactly, write(of * 100n))]).toEqual([true, pct]);
        expect([reaches(justBelow, write(of * 100n), pct), wholePercent(justBelow, write(of * 100n))]).toEqual([
          false,
          pct - 1,
        ]);
        const whole = (spend * 100n) / of;
        const most = BigInt(Number.MAX_SAFE_INTEGER);
        expect(wholePercent(write(spend), write(of))).toBe(Number(whole < most ? whole : most));
      }),
      { numRuns: 500 },
    );
  });

  test('of an average are near the truth, in words that end', () => {
    fc.assert(
      fc.property(units, units, fc.double({ min: 1, max: 31, noNaN: true }), (amount, total, days) => {
        const words = timesAsMuch(write(amount), write(total), days);
        if (total === 0n) return expect(words).toBeUndefined();
        const ratio = (Number(amount) * days) / Number(total);
        const [, said] = /^([\d.]+) times$/.exec(words ?? '') ?? [];
        if (said === undefined) expect({ 'a fraction of': 0, half: 0.5, about: 1 }[words ?? '']).toBeDefined();
        else expect(Math.abs(Number(said) / ratio - 1)).toBeLessThan(0.2);
      }),
    );
  });
});

describe('amounts for people', () => {
  test('have two places, and are off by half of the last at most', () => {
    fc.assert(
      fc.property(units, fc.constantFrom('EUR', 'USD'), (amount, currency) => {
        const shown = formatMoney({ amount: write(amount), currency });
        expect(shown).toMatch(/^(EUR|USD) \d+\.\d\d$/);
        expect(abs(unitsOf(shown.slice(4)) - amount)).toBeLessThanOrEqual(10n ** 8n / 2n);
      }),
    );
  });

  test('keep their order beside one limit', () => {
    fc.assert(
      fc.property(
        units,
        units,
        units.filter((of) => of > 0n),
        (a, b, of) => {
          const [shownA, shownB] = [beside(write(of), write(a)), beside(write(of), write(b))];
          expect(Math.sign(compare(shownA, shownB)) * (a < b ? 1 : -1)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });

  test('to remember have two digits, and are no less and at most a tenth more', () => {
    fc.assert(
      fc.property(units, (amount) => {
        const round = roundUpTo(write(amount));
        expect(round.replace('.', '').replace(/^0+|0+$/g, '').length).toBeLessThanOrEqual(2);
        expect(unitsOf(round)).toBeGreaterThanOrEqual(amount);
        expect(unitsOf(round) * 10n).toBeLessThanOrEqual(amount * 11n);
      }),
    );
  });
});
