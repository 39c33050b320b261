import { describe, expect, test } from '@jest/globals';
import { priceInWords } from '../../../../functions/domain/messages/pace-words.ts';
import { anAlert } from '../../../fakes/samples.ts';

const price = { perMb: 2, usualPerMb: 0.1 };

describe('a dear price', () => {
  test('is said beside what the endpoint usually pays', () => {
    expect(priceInWords(anAlert({ price: { ...price, usualOf: 'endpoint' } }))).toBe(
      'EUR 2.00 a MB, usually EUR 0.10: is it abroad, or in a dear network?',
    );
  });

  test('is said beside what the fleet usually pays, and says so', () => {
    expect(priceInWords(anAlert({ price: { ...price, usualOf: 'fleet' } }))).toBe(
      'EUR 2.00 a MB, usually EUR 0.10 in this fleet: is it abroad, or in a dear network?',
    );
  });

  test('is not said where there is none', () => {
    expect(priceInWords(anAlert())).toBeUndefined();
  });
});
