import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { BudgetsError, checkBudgets, parsePlan, planText } from '../../../functions/budgets-file/budgets.ts';
import { unseenIn } from '../../../functions/budgets-file/unseen.ts';

const EVERY_DEVICE = { name: 'every-device', limit: 5 };
const EVERY_DEVICE_IN_FULL = {
  ...EVERY_DEVICE,
  scope: 'endpoint',
  meter: 'total',
  limit: '5',
  thresholds: [80, 100],
  criticalFrom: 100,
  forecast: true,
  anomaly: true,
};
const file = (changes: object = {}) => ({ currency: 'EUR', budgets: [EVERY_DEVICE], ...changes });
const budget = (changes: object) => file({ budgets: [{ ...EVERY_DEVICE, ...changes }] });

function accepted(content: unknown) {
  const checked = checkBudgets(content);
  if ('problems' in checked) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  return checked.file;
}

describe('what is right', () => {
  test('the least that can be written gets the defaults', () => {
    expect(accepted(file())).toEqual({
      currency: 'EUR',
      sweepMinutes: 60,
      requestSharePct: 50,
      notifyMinutes: 1,
      reportAt: { hour: 7, minute: 0 },
      monthlyTest: true,
      smsSpendingLimitUsd: 1,
      customerManagedKey: false,
      recipients: { email: [], sms: [] },
      emnifyBaseUrl: 'https://cdn.emnify.net',
      plan: {
        currency: 'EUR',
        budgets: [EVERY_DEVICE_IN_FULL],
        mutes: [],
        checkMe: { sharePct: 30, atLeast: 20 },
      },
    });
  });

  test('everything that can be written', () => {
    const cameras = {
      name: 'cameras',
      scope: 'endpoint',
      match: {
        tags: ['camera'],
        name: 'cam-?*',
        tariffProfiles: ['Europe 1 GB'],
        serviceProfiles: ['Cameras', 'Gateways'],
        ids: [12345678, '42', '9007199254740993'],
      },
      meter: 'data',
      limit: '7.50',
      limitFromTag: 'cost-limit',
      thresholds: [150, 80, 100],
      forecast: false,
    };
    const everything = file({
      sweep: '15 minutes',
      notify: '1 hour',
      report: '23:59',
      checkMe: { share: 100, atLeast: 1 },
      monthlyTest: false,
      smsSpendingLimit: 25,
      smsSenderId: 'Acme',
      encryption: 'customer-managed',
      emnify: { baseUrl: 'https://api.example.com/', tokenExpires: '2027-03-31' },
      recipients: {
        email: ['ops@example.com', { to: 'boss@example.com', from: 'critical' }, { to: 'lab@example.com' }],
        sms: ['+15555550100', { to: '+15555550101', from: 'warning' }, { to: '+15555550102' }],
      },
      budgets: [cameras, EVERY_DEVICE],
    });
    expect(accepted(everything)).toMatchObject({
      sweepMinutes: 15,
      notifyMinutes: 60,
      reportAt: { hour: 23, minute: 59 },
      monthlyTest: false,
      smsSpendingLimitUsd: 25,
      smsSenderId: 'Acme',
      customerManagedKey: true,
      emnifyBaseUrl: 'https://api.example.com',
      tokenExpiresAt: '2027-03-31T00:00:00.000Z',
      recipients: {
        email: [
          { to: 'ops@example.com', from: 'warning' },
          { to: 'boss@example.com', from: 'critical' },
          { to: 'lab@example.com', from: 'warning' },
        ],
        sms: [
          { to: '+15555550100', from: 'critical' },
          { to: '+15555550101', from: 'warning' },
          { to: '+15555550102', from: 'critical' },
        ],
      },
      plan: {
        budgets: [
          {
            ...cameras,
            match: { ...cameras.match, ids: ['12345678', '42', '9007199254740993'] },
            limit: '7.5',
            thresholds: [80, 100, 150],
          },
          { name: 'every-device' },
        ],
        checkMe: { sharePct: 100, atLeast: 1 },
      },
    });
  });

  test.each([
    [0.1, '0.1'],
    ['0.0000000001', '0.0000000001'],
    [1e21, '1000000000000000000000'],
    ['12345678901234567890.12', '12345678901234567890.12'],
  ])('the limit %p stays exact', (limit, exact) => {
    expect(accepted(budget({ limit })).plan.budgets[0]?.limit).toBe(exact);
  });

  test.each([
    ['5 minutes', 5],
    ['90 minutes', 90],
    ['2 hours', 120],
    ['24 hours', 1440],
  ])('sweep: %s', (sweep, minutes) => {
    expect(accepted(file({ sweep })).sweepMinutes).toBe(minutes);
  });

  test.each(['off', false])('no report: %j', (report) => {
    expect(accepted(file({ report }))).not.toHaveProperty('reportAt');
  });

  test.each(['abc', 'Acme', 'ACMEalerts1', '4uu', '1234x678901'])('smsSenderId: %s', (smsSenderId) => {
    expect(accepted(file({ smsSenderId })).smsSenderId).toBe(smsSenderId);
  });

  test.each([
    [{ share: 50 }, { sharePct: 50, atLeast: 20 }],
    [{ atLeast: 3 }, { sharePct: 30, atLeast: 3 }],
  ])('checkMe: %j', (checkMe, inPlan) => {
    expect(accepted(file({ checkMe })).plan.checkMe).toEqual(inPlan);
  });

  test('a catch-all hides nothing on another meter, and nothing before it', () => {
    const budgets = [
      { name: 'sms', meter: 'sms', limit: 1 },
      { name: 'cameras', match: { name: 'c*' }, limit: 9 },
      EVERY_DEVICE,
    ];
    expect(accepted(file({ budgets })).plan.budgets).toHaveLength(3);
  });
});

describe('the SSM parameter', () => {
  test('is one budget a line, for a person who edits it', () => {
    const budgets = [{ name: 'cameras', match: { tags: ['camera'] }, limit: '7.50' }, EVERY_DEVICE];
    expect(planText(accepted(file({ budgets })))).toBe(`{
  "currency": "EUR",
  "budgets": [
    {"name":"cameras","scope":"endpoint","match":{"tags":["camera"]},"meter":"total","limit":"7.5","thresholds":[80,100]},
    {"name":"every-device","scope":"endpoint","meter":"total","limit":"5","thresholds":[80,100]}
  ]
}
`);
  });

  test('holds what is not usual only where it is there', () => {
    const budgets = [
      { name: 'cameras', limit: 50, match: { tags: ['camera'] }, limitFromTag: 'cost-limit', forecast: false },
      { name: 'lab', scope: 'group', match: { serviceProfiles: ['Lab'] }, limit: 99 },
      { name: 'workspace', scope: 'organisation', limit: 'emnify', thresholds: [50] },
    ];
    const mutes = [
      { budget: 'lab', until: '2026-11-30', reason: 'load test', who: 'Kim' },
      { match: { ids: [42] }, until: '2026-12-01T06:00Z', reason: 'new antenna', who: 'Kim' },
    ];
    const unusual = accepted(file({ budgets, mutes, checkMe: { share: 50 }, report: 'off' }));
    expect(planText(unusual)).toBe(`{
  "currency": "EUR",
  "budgets": [
    {"name":"cameras","scope":"endpoint","match":{"tags":["camera"]},"meter":"total","limit":"50","limitFromTag":"cost-limit","thresholds":[80,100],"forecast":false},
    {"name":"lab","scope":"group","match":{"serviceProfiles":["Lab"]},"meter":"total","limit":"99","thresholds":[80,100]},
    {"name":"workspace","scope":"organisation","meter":"total","limit":"emnify","thresholds":[50]}
  ],
  "mutes": [
    {"budget":"lab","until":"2026-11-30T00:00:00.000Z","reason":"load test","who":"Kim"},
    {"match":{"ids":["42"]},"until":"2026-12-01T06:00:00.000Z","reason":"new antenna","who":"Kim"}
  ],
  "checkMe": {"share":50,"atLeast":20}
}
`);
    expect(parsePlan(planText(unusual), 'p')).toEqual(unusual.plan);
  });

  test('says what the file says, whatever the tags and names are', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 20 })
      .filter((tag) => /\S/.test(tag) && unseenIn(tag) === undefined);
    const tags = fc.array(
      text.filter((tag) => !tag.includes(',')),
      { minLength: 1, maxLength: 3 },
    );
    const match = fc.record({ tags, name: text }, { requiredKeys: [] });
    fc.assert(
      fc.property(match, fc.integer({ min: 1, max: 1e9 }), (wanted, cents) => {
        const { plan, ...rest } = accepted(budget({ match: wanted, limit: cents / 100 }));
        expect(parsePlan(planText({ plan, ...rest }), 'p')).toEqual(plan);
      }),
    );
  });

  test('never holds two braces in a row, which SSM and CloudFormation take for their own', () => {
    const file = accepted(budget({ match: { tags: ['{{resolve:ssm:x}}', '{{{'] } }));
    expect(planText(file)).not.toContain('{{');
    expect(parsePlan(planText(file), 'p')).toEqual(file.plan);
  });

  test('fills in what a person left out', () => {
    expect(parsePlan('{"currency": "USD", "budgets": [{"name": "all", "limit": 7.5}]}', 'p')).toEqual({
      currency: 'USD',
      budgets: [{ ...EVERY_DEVICE_IN_FULL, name: 'all', limit: '7.5' }],
      mutes: [],
      checkMe: { sharePct: 30, atLeast: 20 },
    });
  });

  test('names every problem and itself', () => {
    const text =
      '{"currency": "usd", "sweep": "1 hour",\n"budgets": [\n{"name": "all", "limit": "7,5"},\n{"name": "b", "limit": 1}]}';
    const read = () => parsePlan(text, '/alerts/budgets');
    expect(read).toThrow(BudgetsError);
    expect(read).toThrow(`/alerts/budgets has 4 problems:
  line 1: currency is "usd": not three capital letters. Write USD.
  line 3: budgets[0].limit is "7,5": not a number. Write 7.5.
  line 1: sweep is not a known key. Allowed here: currency, budgets, mutes, checkMe.
  line 4: budgets[1] ("b") never counts: budgets[0] ("all") stands before it and matches every device. Move`);
  });

  test('names a key that is there twice, wherever it is, together with all else', () => {
    const text = '{"currency": "USD",\n"currency": "EUR",\n"budgets": [\n{"name": "a", "limit": 5,\n"limit": -6}]}';
    expect(() => parsePlan(text, 'p')).toThrow(`p has 3 problems:
  line 2: duplicate key "currency". Keep one of the two.
  line 5: duplicate key "budgets[0].limit". Keep one of the two.
  line 5: budgets[0].limit is -6: not above 0. Write a number above 0, such as 5 or 7.50.`);
    const escaped = '{"currency": "EUR", "budgets": [{"name": "a", "limit": 5, "\\u006cimit": 5}]}';
    expect(() => parsePlan(escaped, 'p')).toThrow(
      'p has 1 problem:\n  line 1: duplicate key "budgets[0].limit". Keep one of the two.',
    );
  });

  test('may begin with a byte order mark, as some editors save it', () => {
    expect(parsePlan('\ufeff{"currency": "EUR", "budgets": [{"name": "a", "limit": 5}]}', 'p').currency).toBe('EUR');
  });

  test('does not guess what 1.000 means', () => {
    const text = (limit: string) => `{"currency": "EUR", "budgets": [{"name": "a", "limit": ${limit}}]}`;
    for (const limit of ['1.000', '"1.000"']) {
      expect(() => parsePlan(text(limit), 'p')).toThrow('it can mean 1000 or 1. Write 1000 or 1, whichever is meant.');
    }
    expect(parsePlan(text('1e3'), 'p').budgets).toMatchObject([{ limit: '1000' }]);
  });

  test('has limits as they are read again', () => {
    const file = accepted(budget({ limit: '1.1250' }));
    expect(planText(file)).toContain('"limit":"1.1250"');
    expect(parsePlan(planText(file), 'p')).toEqual(file.plan);
  });

  test.each([
    ['', 1],
    ['{"currency": "EUR",}', 1],
    ['{"currency": "EUR",\n"budgets": [{"name": "a", "limit": 7,50}]}', 2],
    ['currency: EUR\nbudgets: []', 1],
    ['{\n"currency": "EUR",\n"budgets": [}', 3],
  ])('is not JSON: %j', (text, line) => {
    expect(() => parsePlan(text, 'p')).toThrow(
      new RegExp(`^p has 1 problem:\\n {2}line ${line}: the content is not JSON: [^\\n]+\\. Look for a missing`),
    );
  });
});
