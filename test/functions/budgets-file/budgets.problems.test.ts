import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkBudgets } from '../../../functions/budgets-file/budgets.ts';

const EVERY_DEVICE = { name: 'every-device', limit: 5 };
const file = (changes: object = {}) => ({ currency: 'EUR', budgets: [EVERY_DEVICE], ...changes });
const budget = (changes: object) => file({ budgets: [{ ...EVERY_DEVICE, ...changes }] });

/** What a person reads of a file that is not right. */
function complaints(content: unknown): string[] {
  const checked = checkBudgets(content);
  return 'problems' in checked ? checked.problems.map(({ message, remedy }) => `${message}. ${remedy}`) : [];
}

describe('one thing wrong, one complaint that says what to write', () => {
  test.each<[string, unknown]>([
    ['the content is empty. Write at least currency and budgets;', null],
    ['the content is a list: not a mapping. Write at least currency', ['EUR']],
    ['currency is missing. Write three capital letters, such as EUR.', { budgets: [EVERY_DEVICE] }],
    ['currency is "eur": not three capital letters. Write EUR.', file({ currency: 'eur' })],
    ['currency is "€": not three capital letters. Write EUR.', file({ currency: '€' })],
    ['currency is "$": not three capital letters. Write three capital letters, such as EUR.', file({ currency: '$' })],
    ['currency is "ﬀr": not three capital letters. Write three', file({ currency: 'ﬀr' })],
    ['currency is "Euro": not three capital letters. Write three', file({ currency: 'Euro' })],
    ['sweep is 60: a number without a unit. Write 5 minutes to 24 hours, such as: 15 minutes', file({ sweep: 60 })],
    ['sweep is "1 week": not a number of minutes or hours. Write 5 minutes', file({ sweep: '1 week' })],
    ['sweep is "4 minutes": not within 5 minutes to 24 hours.', file({ sweep: '4 minutes' })],
    ['sweep is "25 hours": not within 5 minutes to 24 hours.', file({ sweep: '25 hours' })],
    ['smsSpendingLimit is 0: not a whole number from 1 on. Write a whole number of US', file({ smsSpendingLimit: 0 })],
    ['smsSpendingLimit is "10": not a whole number', file({ smsSpendingLimit: '10' })],
    [
      'smsSenderId is "Acme Alerts": not a sender that AWS accepts. Write 3 to 11 letters (A to Z) and digits without spaces, at least one of them a letter, such as Acme, or leave smsSenderId out.',
      file({ smsSenderId: 'Acme Alerts' }),
    ],
    [
      'heartbeatUrl is "***": not https. Write an address that begins with https://, such as https://hc-ping.com/your-id.',
      file({ heartbeatUrl: 'http://hc-ping.com/secret' }),
    ],
    ['heartbeatUrl is "***": not a URL. Write', file({ heartbeatUrl: 'hc-ping' })],
    ['smsSenderId is " Acme ": not a sender that AWS accepts. Write Acme.', file({ smsSenderId: ' Acme ' })],
    [
      'smsSenderId is "AcmeAlerts12": not a sender that AWS accepts. Write 3 to 11',
      file({ smsSenderId: 'AcmeAlerts12' }),
    ],
    ['smsSenderId is "12345": not a sender that AWS accepts. Write 3 to 11', file({ smsSenderId: '12345' })],
    ['smsSenderId is "Acme-1": not a sender that AWS accepts. Write 3 to 11', file({ smsSenderId: 'Acme-1' })],
    ['smsSenderId is "Kühl": not a sender that AWS accepts. Write 3 to 11', file({ smsSenderId: 'Kühl' })],
    ['smsSenderId is "": not a sender that AWS accepts. Write 3 to 11', file({ smsSenderId: '' })],
    ['smsSenderId is 12345: a number, not text. Write 3 to 11', file({ smsSenderId: 12345 })],
    ['smsSenderId is true: not text. Write 3 to 11', file({ smsSenderId: true })],
    ['smsSenderId is empty. Write 3 to 11', file({ smsSenderId: null })],
    ['monthlyTest is "off": not true or false. Write false, without quotes.', file({ monthlyTest: 'off' })],
    [
      'encryption is "customer": not a kind of encryption. Write aws-managed or customer-managed.',
      file({ encryption: 'customer' }),
    ],
    [
      'emnify.tokenExpires is "31.3.2027": not a date. Write 2027-03-31.',
      file({ emnify: { tokenExpires: '31.3.2027' } }),
    ],
    [
      'emnify.tokenExpires is "31.2.2027": not a date. Write a day in UTC',
      file({ emnify: { tokenExpires: '31.2.2027' } }),
    ],
    ['notify is "0 minutes": not within 1 minute to 1 hour.', file({ notify: '0 minutes' })],
    ['notify is "61 minutes": not within 1 minute to 1 hour.', file({ notify: '61 minutes' })],
    [
      'emnify.baseUrl is "cdn.emnify.net": not a URL. Write https:// and',
      file({ emnify: { baseUrl: 'cdn.emnify.net' } }),
    ],
    [
      'so everyone on the way could read your token. Write https://a.example.',
      file({ emnify: { baseUrl: 'http://a.example' } }),
    ],
    [
      'more than a scheme and a host. Write https://a.example.',
      file({ emnify: { baseUrl: 'https://a.example/api/v1' } }),
    ],
    [
      'more than a scheme and a host. Write https://a.example.',
      file({ emnify: { baseUrl: 'https://me:x@a.example' } }),
    ],
    ['emnify.baseUrl is "***": not a URL. Write https://', file({ emnify: { baseUrl: 'https://me:x/y@a.example' } })],
    [
      'budgets[0].threshold is not a known key. Did you mean thresholds? Allowed here: name, scope, match, meter, limit, limitFromTag, thresholds, criticalFrom, forecast, anomaly.',
      budget({ threshold: [80] }),
    ],
    [
      'colour is not a known key. Allowed here: currency, sweep, notify, report, monthlyTest, smsSpendingLimit, smsSenderId, heartbeatUrl, encryption, emnify, recipients, budgets, mutes, checkMe.',
      file({ colour: 'red' }),
    ],
    [
      'emnify.listWith is not a known key any more. Remove listWith: endpoints are always listed by REST.',
      file({ emnify: { listWith: 'rest' } }),
    ],
    ['emnify.constructor is not a known key. Allowed here: baseUrl,', file({ emnify: { constructor: 1 } })],
    ['budgets[0].mater is not a known key. Did you mean meter? ', budget({ mater: 'sms' })],
    ['["a b"] is not a known key. Allowed here: currency', file({ 'a b': 1 })],
    ['report is "7:00": not a time of day. Write "07:00".', file({ report: '7:00' })],
    ['report is "24:00": not a valid time. Write hours and minutes in UTC', file({ report: '24:00' })],
    ['report is "07:60": not a valid time.', file({ report: '07:60' })],
    [
      'report is 420: not a time of day. Write hours and minutes in UTC and in quotes, such as "07:00", or off.',
      file({ report: 420 }),
    ],
    ['report is true: not a time of day.', file({ report: true })],
    ['report is empty. Write hours', file({ report: null })],
    ['checkMe is 30: not a mapping. Write { share: 30, atLeast: 20 }, or leave checkMe out.', file({ checkMe: 30 })],
    ['checkMe.share is 0.3: not a whole percent. Write 30 for 30 percent.', file({ checkMe: { share: 0.3 } })],
    ['checkMe.share is 0.255: not a whole percent. Write whole percents', file({ checkMe: { share: 0.255 } })],
    ['checkMe.share is "500 %": not a number. Write whole percents', file({ checkMe: { share: '500 %' } })],
    ['checkMe.share is "1,000 %": not a number. Write whole percents', file({ checkMe: { share: '1,000 %' } })],
    ['checkMe.share is "40 %": not a number. Write 40.', file({ checkMe: { share: '40 %' } })],
    [
      'checkMe.share is 101: not within 1 to 100. Write whole percents from 1 to 100, such as 30.',
      file({ checkMe: { share: 101 } }),
    ],
    ['checkMe.share is 0: not within 1 to 100.', file({ checkMe: { share: 0 } })],
    [
      'checkMe.atLeast is 0: not a whole number from 1 on. Write a whole number of devices from 1 on, such as 20.',
      file({ checkMe: { atLeast: 0 } }),
    ],
    ['checkMe.atLeast is 1.5: not a whole number', file({ checkMe: { atLeast: 1.5 } })],
    ['checkMe.atLeast is "20": not a whole number', file({ checkMe: { atLeast: '20' } })],
    ['checkMe.atleast is not a known key. Did you mean atLeast?', file({ checkMe: { atleast: 3 } })],
    ['budgets is missing. Write a list of at least one budget', { currency: 'EUR' }],
    ['budgets is an empty list. Write a list of at least one budget', file({ budgets: [] })],
    ['budgets is a mapping: not a list. Write a list', file({ budgets: { cameras: 5 } })],
    ['budgets[0] is "cameras": not a mapping. Write at least a name and a limit', file({ budgets: ['cameras'] })],
    ['budgets[0].name is missing. Write 1 to 64 letters', file({ budgets: [{ limit: 5 }] })],
    ['budgets[0].name is "a b": not a budget name. Write 1 to 64 letters', budget({ name: 'a b' })],
    ['not a budget name. Write 1 to 64 letters', budget({ name: 'a'.repeat(65) })],
    ['budgets[0].name is 7: a number, not text. Put it in quotes, as it stands there.', budget({ name: 7 })],
    ['budgets[0].limit is missing. Write a number above 0', file({ budgets: [{ name: 'x' }] })],
    ['budgets[0].limit is "5,00": not a number. Write 5.00.', budget({ limit: '5,00' })],
    ['budgets[0].limit is NaN: not a number. Write a number', budget({ limit: Number.NaN })],
    ['budgets[0].limit is Infinity: not a number.', budget({ limit: Number.POSITIVE_INFINITY })],
    ['budgets[0].limit is true: not a number.', budget({ limit: true })],
    ['budgets[0].limit is 0: not above 0. Write a number above 0', budget({ limit: 0 })],
    ['budgets[0].limit is "0.00": not above 0.', budget({ limit: '0.00' })],
    ['budgets[0].limit is -5: not above 0.', budget({ limit: -5 })],
    ['budgets[0].limit is "0.12345678901": 11 decimals. Write at most 10 decimals', budget({ limit: '0.12345678901' })],
    ['more digits than a number keeps exactly. Put it in quotes', budget({ limit: 1234567890.1234567 })],
    ['budgets[0].meter is "voice": not a meter. Write total, data or sms.', budget({ meter: 'voice' })],
    [
      'budgets[0].match is empty. Write at least one of tags, name, tariffProfiles, serviceProfiles and ids below it',
      budget({ match: null }),
    ],
    ['budgets[0].match.tags is an empty list. Write a list of tags', budget({ match: { tags: [] } })],
    ['budgets[0].match.tags is "camera": not a list. Write a list of tags', budget({ match: { tags: 'camera' } })],
    ['budgets[0].match.tags[0] is " ": blank. Write text, such as camera.', budget({ match: { tags: [' '] } })],
    [
      'budgets[0].match.tags[0] is "berlin, truck": a comma ends a tag. Write [berlin, truck].',
      budget({ match: { tags: ['berlin, truck'] } }),
    ],
    ['a comma ends a tag. Write ["2024", "*x", "true", a b].', budget({ match: { tags: ['2024,*x, true ,a b,'] } })],
    ['a comma ends a tag. Write text, such as camera.', budget({ match: { tags: [' , '] } })],
    ['a comma ends a tag. Write text, such as camera.', budget({ match: { tags: ['truck,'.repeat(99)] } })],
    ['budgets[0].match.tags[0] is true: not text. Write text', budget({ match: { tags: [true] } })],
    ['limitFromTag is "a,b": not the key of a tag. Write 1 to 64 characters', budget({ limitFromTag: 'a,b' })],
    [
      'budgets[0].match.tags[0] is 2024: a number, not text. Put it in quotes, as it stands there.',
      budget({ match: { tags: [2024] } }),
    ],
    [
      'tariffProfiles is an empty list. Write a list of tariff profiles, such as',
      budget({ match: { tariffProfiles: [] } }),
    ],
    [
      'budgets[0].match.tariffProfiles[0] is "": blank. Write text, such as',
      budget({ match: { tariffProfiles: [''] } }),
    ],
    [
      'serviceProfiles is "Cameras": not a list. Write a list of service profiles, such as ["Cameras"], or leave serviceProfiles out.',
      budget({ match: { serviceProfiles: 'Cameras' } }),
    ],
    ['budgets[0].match.serviceProfiles[0] is 7: a number, not text.', budget({ match: { serviceProfiles: [7] } })],
    [
      'budgets[0].match.tarifProfiles is not a known key. Did you mean tariffProfiles?',
      budget({ match: { name: 'x', tarifProfiles: ['a'] } }),
    ],
    ['budgets[0].match.name is "": blank. Write text, such as "cam-*".', budget({ match: { name: '' } })],
    ['budgets[0].match.ids is an empty list. Write a list of endpoint ids', budget({ match: { ids: [] } })],
    ['not an endpoint id. Write the id of the endpoint', budget({ match: { ids: ['8988303000000614227'] } })],
    [
      'more digits than a number keeps exactly. Put it in quotes.',
      budget({ match: { ids: [JSON.parse('9007199254740993')] } }),
    ],
    ['not an endpoint id. Write the id of the endpoint', budget({ match: { ids: ['1'.repeat(20)] } })],
    ['not an endpoint id. Write the id of the endpoint', budget({ match: { ids: ['..'] } })],
    ['budgets[0].match.ids[0] is 1.5: not an endpoint id.', budget({ match: { ids: [1.5] } })],
    ['budgets[0].thresholds is an empty list. Write a list of whole percents', budget({ thresholds: [] })],
    ['budgets[0].thresholds is 80: not a list. Write a list of whole percents', budget({ thresholds: 80 })],
    ['budgets[0].thresholds[0] is "80 %": not a number. Write 80.', budget({ thresholds: ['80 %'] })],
    ['budgets[0].thresholds[0] is 0.8: not a whole percent. Write 80 for 80 percent.', budget({ thresholds: [0.8] })],
    ['budgets[0].thresholds[0] is 99.5: not a whole percent.', budget({ thresholds: [99.5] })],
    ['budgets[0].thresholds[0] is 0: not within 1 to 1000.', budget({ thresholds: [0] })],
    ['budgets[0].thresholds[0] is 1001: not within 1 to 1000.', budget({ thresholds: [1001] })],
    [
      'budgets[0].thresholds[2] is 80: the same as budgets[0].thresholds[0]. Remove one of the two.',
      budget({ thresholds: [80, 100, 80] }),
    ],
    ['budgets[0].thresholds[0] is NaN: not a number.', budget({ thresholds: [Number.NaN] })],
  ])('%s', (complaint, content) => {
    expect(complaints(content)).toEqual([expect.stringContaining(complaint)]);
  });

  test.each<[string, string]>([
    ['5,00', '5.00'],
    ['1234,5', '1234.5'],
    ["1'000", '1000'],
    ['1’000', '1000'],
    ['1_000', '1000'],
    ['1_500.00', '1500.00'],
    ['1 000', '1000'],
    ['1\u00a0000', '1000'],
    ['1\u202f000,50', '1000.50'],
    ['1\u2009000\u2009000', '1000000'],
    ['1.000,50', '1000.50'],
    ['1,000.50', '1000.50'],
    ['1.000.000', '1000000'],
    ['1e3', '1000'],
    ['1E3', '1000'],
    ['+5', '5'],
    ['.5', '0.5'],
    ['5.', '5'],
  ])('the limit %j has a remedy of the same amount', (limit, same) => {
    expect(complaints(budget({ limit }))).toEqual([
      `budgets[0].limit is ${JSON.stringify(limit).replace(/\s/g, ' ')}: not a number. Write ${same}.`,
    ]);
  });

  test.each<[string, string, string]>([
    ['EUR 5.50', '5.50', 'EUR'],
    ['7,50 €', '7.50', '€'],
    ['€7', '7', '€'],
    ['1_500.00 EUR', '1500.00', 'EUR'],
    ['1.000,50\u00a0CHF', '1000.50', 'CHF'],
  ])('the limit %j has one that names its currency, which may be another', (limit, same, currency) => {
    expect(complaints(budget({ limit }))).toEqual([
      expect.stringMatching(`: not a number. Write ${same}, if ${currency} is the currency of this file.`),
    ]);
  });

  test.each<[string, string]>([
    ['1.000', '1000 or 1'],
    ['1,000', '1000 or 1'],
    ['12.345', '12345 or 12.3450'],
    ['1.250', '1250 or 1.25'],
  ])('the limit %j can mean two amounts, and both are named', (limit, both) => {
    expect(complaints(budget({ limit }))).toEqual([
      `budgets[0].limit is "${limit}": it can mean ${both}. Write ${both}, whichever is meant.`,
    ]);
  });

  test.each([
    '5k',
    '1,5k',
    '1 Mio',
    '1 MIO',
    '1 000 Mio. EUR',
    'EUR 5 USD',
    '1.000 EUR',
    '1,000 €',
    '0x10',
    '0b1',
    '5O',
    '½',
    '5½',
    '5²',
    '５',
    '٧',
    '1.2.3',
    '1,2,3',
    '1,00,000',
    '2,5000',
    '1_0',
    '1 00',
    '1.000,000',
    '7,-',
    '5 %',
    '5 per month',
    '5-10',
    '1e-3',
    '−5',
  ])('the limit %j has a remedy without a number of its own', (limit) => {
    expect(complaints(budget({ limit }))).toEqual([
      `budgets[0].limit is ${JSON.stringify(limit)}: not a number. Write a number without separators, units or letters, such as 5 or 1250.50.`,
    ]);
  });

  test.each([
    ['no match', {}],
    ['an empty match', { match: {} }],
    ['a match of any name', { match: { name: '*' } }],
  ])('a catch-all by %s hides later budgets of its meter', (_, open) => {
    const budgets = [
      { ...EVERY_DEVICE, ...open },
      { name: 'cameras', limit: 50, match: { tags: ['camera'] } },
    ];
    expect(complaints(file({ budgets }))).toEqual([
      'budgets[1] ("cameras") never counts: budgets[0] ("every-device") stands before it and matches every device. ' +
        'Move budgets[0] ("every-device") to the end of the list.',
    ]);
  });

  test('a name twice', () => {
    const budgets = [
      { name: 'a', limit: 1, match: { name: 'x' } },
      { name: 'a', limit: 2 },
    ];
    expect(complaints(file({ budgets }))).toEqual([
      'budgets[1].name is "a": the same as budgets[0].name. Give each budget a name of its own.',
    ]);
  });

  test('more budgets than an SSM parameter holds', () => {
    const budgets = Array.from({ length: 120 }, (_, index) => ({
      name: `b${index}`,
      limit: 1,
      match: { ids: [index + 1] },
    }));
    expect(complaints(file({ budgets }))).toEqual([
      expect.stringMatching(/^budgets take \d{5} bytes as JSON, and an SSM parameter holds 8192\. Use fewer budgets/),
    ]);
  });
});

test('everything wrong is named at once, with path and value', () => {
  const content = file({
    currency: 'eur',
    sweep: '1 minute',
    recipients: { email: ['nobody'], sms: [15555550100] },
    extra: 1,
    budgets: [
      { name: 'a', limit: '5,00', thresholds: [80, 80] },
      { name: 'a', limit: 0, threshold: 1 },
    ],
  });
  const checked = checkBudgets(content);
  expect('problems' in checked ? checked.problems.map(({ path, value }) => [path.join('.'), value]) : []).toEqual([
    ['currency', 'eur'],
    ['sweep', '1 minute'],
    ['recipients.email.0', 'nobody'],
    ['recipients.sms.0', 15555550100],
    ['budgets.0.limit', '5,00'],
    ['budgets.1.limit', 0],
    ['budgets.1.threshold', 1],
    ['extra', 1],
    ['budgets.0.thresholds.1', 80],
    ['budgets.1.name', 'a'],
    ['budgets.1', { name: 'a', limit: 0, threshold: 1 }],
  ]);
});

test('whatever is written, it is either right or there is a problem with a remedy', () => {
  const budgetKeys = {
    name: fc.jsonValue(),
    scope: fc.constantFrom('endpoint', 'group', 'organisation', 7),
    match: fc.jsonValue(),
    limit: fc.oneof(fc.jsonValue(), fc.constant('emnify')),
    limitFromTag: fc.jsonValue(),
    thresholds: fc.jsonValue(),
  };
  const muteKeys = { match: fc.jsonValue(), budget: fc.jsonValue(), until: fc.oneof(fc.jsonValue(), fc.date()) };
  const near = fc.record(
    {
      currency: fc.constantFrom('EUR', 1),
      recipients: fc.record({ email: fc.jsonValue(), sms: fc.jsonValue() }),
      budgets: fc.array(fc.record(budgetKeys, { requiredKeys: [] })),
      mutes: fc.array(fc.record(muteKeys, { requiredKeys: [] })),
      checkMe: fc.jsonValue(),
      report: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.anything({ withNullPrototype: true }), near), (content) => {
      const checked = checkBudgets(content);
      if ('file' in checked) return checked.file.plan.budgets.length > 0;
      return checked.problems.length > 0 && checked.problems.every(({ message, remedy }) => message && remedy);
    }),
    { numRuns: 500 },
  );
});
