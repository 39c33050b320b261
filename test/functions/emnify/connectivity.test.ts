import { describe, expect, test } from '@jest/globals';
import { parseLocation } from '../../../functions/emnify/connectivity.ts';
import { UnexpectedResponseError } from '../../../functions/emnify/errors.ts';

/** What emnify documents, without what we do not read. */
const ONLINE = {
  status: { description: 'ONLINE' },
  location: {
    operator: { id: 4, name: 'EPlus', country: { id: 74, name: 'Germany' } },
    country: { country_id: 74, name: 'Germany', country_code: 49, mcc: 262, iso_code: 'de' },
  },
  pdp_context: { rat_type: { rat_type_id: 1, description: '3G' } },
  services: ['GPRS'],
};

describe('where an endpoint is', () => {
  test('its operator, its country and its access technology', () => {
    expect(parseLocation(ONLINE, '166')).toEqual({ country: 'Germany', operator: 'EPlus', technology: '3G' });
  });

  test.each<[string, unknown]>([
    ['as emnify answers about an offline endpoint', { status: { description: 'OFFLINE' }, services: [] }],
    ['without anything', {}],
    ['with nulls', { status: null, location: null, pdp_context: null }],
    ['of other types', { status: 'ONLINE', location: ['Germany'], pdp_context: 'em' }],
    ['with names that are none', { ...ONLINE, location: { operator: { name: 4 }, country: 'de' }, pdp_context: {} }],
    ['with names that are invisible', { ...ONLINE, location: { operator: { name: ' \n\u200b' } }, pdp_context: {} }],
  ])('an answer %s says nothing', (_, body) => {
    expect(parseLocation(body, '166')).toBeUndefined();
  });

  test.each<[string, object, object]>([
    ['the country', { location: { operator: { name: 'EPlus' } } }, { operator: 'EPlus', technology: '3G' }],
    ['the operator', { location: { country: { name: 'Germany' } } }, { country: 'Germany', technology: '3G' }],
    ['the session', { pdp_context: null }, { country: 'Germany', operator: 'EPlus' }],
  ])('what is missing is left out: %s', (_, change, expected) => {
    expect(parseLocation({ ...ONLINE, ...change }, '166')).toEqual(expected);
  });

  test("the operator's country where the location has none", () => {
    const location = { operator: { name: 'EPlus', country: { name: 'Germany' } }, country: null };
    expect(parseLocation({ ...ONLINE, location }, '166')).toMatchObject({ country: 'Germany' });
  });

  test.each<[unknown, string | undefined]>([
    [1, '3G'],
    ['2', '2G'],
    [6, '4G'],
    [{ rat_type_id: 8, description: null }, 'NB-IoT'],
    [{ rat_type_id: '9' }, 'LTE-M'],
    [{ rat_type_id: 99, description: '6G' }, '6G'],
    [{ rat_type_id: 99 }, undefined],
    [99, undefined],
    [null, undefined],
    [['4G'], undefined],
  ])('the access technology %j', (rat_type, expected) => {
    expect(parseLocation({ pdp_context: { rat_type } }, '166')?.technology).toBe(expected);
  });

  test('texts are on one line, and not longer than the name of an endpoint', () => {
    const location = { operator: { name: `x\u001b[31m\r\nSubject: ${'y'.repeat(1000)}` }, country: { name: ' A\tB ' } };
    const { operator = '', country } = parseLocation({ location }, '166') ?? {};
    expect(operator).toMatch(/^x \[31m Subject: y+\.\.$/);
    expect(operator).toHaveLength(200);
    expect(country).toBe('A B');
  });

  test.each<[unknown]>([[null], [[]], ['<html>'], [{ error_code: 1000, message: 'BadRequest' }]])(
    'the answer %j is none',
    (body) => {
      expect(() => parseLocation(body, '166')).toThrow(UnexpectedResponseError);
      expect(() => parseLocation(body, '166')).toThrow('The connectivity of endpoint 166 makes no sense');
    },
  );
});
