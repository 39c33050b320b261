import { describe, expect, test } from '@jest/globals';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { Refusal } from '../../functions/budgets-file/leaf.ts';
import { doubtAbout, readPhoneNumber } from '../../infra/phone-number.ts';

const REMEDY = 'Write it otherwise.';
const read = (written: string) => readPhoneNumber(written, REMEDY);
const numbers = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);

describe('a number', () => {
  test.each(['+4915112345678', '+15555550100', '+442079460958', '+390612345678', '+882161234567'])(
    'is what was written: %s',
    (written) => {
      expect(read(written)).toBe(written);
    },
  );

  test('of a phone of any country is one, and nothing speaks against it', () => {
    expect(numbers.length).toBeGreaterThan(200);
    expect(numbers.map(({ number }) => read(number))).toEqual(numbers.map(({ number }) => number));
    expect(numbers.filter(({ number }) => doubtAbout(number) !== undefined)).toEqual([]);
  });

  test.each([
    ['0049 170 1234567', '+491701234567'],
    ['004915112345678', '+4915112345678'],
    ['+49 151 / 12345678', undefined],
    ['+49 151 12345678', '+4915112345678'],
    ['+49\u00a0151\u202f123-456\u201178', '+4915112345678'],
    ['+1 (555) 555-0100', '+15555550100'],
    ['+1.555.555.0100', '+15555550100'],
    [' +15555550100', '+15555550100'],
  ])('in other form is offered only with the same digits: %s', (written, offered) => {
    const remedy = offered === undefined ? REMEDY : `Write "${offered}", with the quotes.`;
    expect(read(written)).toEqual(new Refusal('not an international phone number', remedy));
  });
});

describe('what is no number is refused, and none is made up', () => {
  test.each([
    ['without a country', '015112345678', 'not an international phone number'],
    ['without a plus', '15112345678', 'not an international phone number'],
    ['with the prefix of North America', '011 49 151 12345678', 'not an international phone number'],
    ['of no country', '+999123456', 'no country has this code'],
    ['of a country that begins with zero', '+0491511234567', 'not an international phone number'],
    ['too short', '+4912', 'not as many digits as the numbers of its country have'],
    ['too long', '+155555501000', 'not as many digits as the numbers of its country have'],
    ['longer than any', '+49151123456781234', 'not as many digits as the numbers of its country have'],
    ['with a zero from the country itself', '+49 015112345678', /^a prefix in it .* after \+49$/],
    ['with it in brackets', '+44 (0)20 7946 0958', /^a prefix in it .* after \+44$/],
    ['with it in brackets where it is dialled', '+39 (0)6 12345678', /^a prefix in it .* after \+39$/],
    ['with it after 00', '0049 (0)151 12345678', /^a prefix in it .* after \+49$/],
    ['with another prefix', '+7 8 912 345-67-89', /^a prefix in it .* after \+7$/],
    ['in letters', '+1 800 FLOWERS', 'letters in it, and texts reach no extension'],
    ['with an extension', '+1 555 555 0100 ext. 22', 'letters in it, and texts reach no extension'],
    ['with a short extension', '+15555550100x22', 'letters in it, and texts reach no extension'],
    ['with a sign of the keypad', '+15555550100#22', 'not an international phone number'],
    ['two of them', '+15555550100, +15555550101', 'not an international phone number'],
    ['in full width', '＋４９１５１１２３４５６７８', 'not an international phone number'],
    ['in other digits', '+٤٩١٥١١٢٣٤٥٦٧٨', 'not an international phone number'],
    ['with two plus signs', '++4915112345678', 'not an international phone number'],
    ['nothing', '', 'not an international phone number'],
  ])('%s: %s', (_, written, reason) => {
    const refusal = read(written);
    expect(refusal).toMatchObject({ reason: expect.stringMatching(reason) });
    expect((refusal as Refusal).remedy).not.toMatch(/\d{4}/);
  });

  test('a zero after the country code, in any country, but for Italy and one range of islands', () => {
    const taken = numbers
      .filter(({ countryCallingCode, nationalNumber }) => {
        const written = `+${countryCallingCode}0${nationalNumber}`;
        return read(written) === written && doubtAbout(written) === undefined;
      })
      .map(({ country }) => country);
    expect(taken).toEqual(['AC']);
  });
});

test.each([
  ['+15555550200', 'in no known range'],
  ['+8831234567890', 'in no known range'],
  ['+49301234567', 'a fixed line'],
  ['+18005550100', 'toll-free'],
  ['+4915112345678', undefined],
  ['+12125550199', undefined],
])('whether %s gets texts', (number, doubt) => {
  expect(doubtAbout(number)).toBe(doubt);
});
