import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkBudgets, parsePlan, planText } from '../../../functions/budgets-file/budgets.ts';
import { unseenIn } from '../../../functions/budgets-file/unseen.ts';
import type { Ceiling } from '../../../functions/domain/budgets/budget.ts';

const BUDGETS = [
  { name: 'cameras', match: { tags: ['camera'] }, limit: 50 },
  { name: 'every-device', limit: 5 },
  { name: 'fleet', scope: 'group', limit: 500 },
  { name: 'workspace', scope: 'organisation', limit: 'emnify' },
];
const MUTE = { budget: 'cameras', until: '2026-11-30', reason: 'new firmware', who: 'Kim' };

const check = (...mutes: unknown[]) => checkBudgets({ currency: 'EUR', budgets: BUDGETS, mutes });

function accepted(...mutes: unknown[]) {
  const checked = check(...mutes);
  if ('problems' in checked) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  return checked.file;
}

function complaints(...mutes: unknown[]): string[] {
  const checked = check(...mutes);
  return 'problems' in checked ? checked.problems.map(({ message, remedy }) => `${message}. ${remedy}`) : [];
}

const WRITE_UNTIL = 'Write a day in UTC, such as 2026-11-30, or a moment with its zone, such as 2026-11-30T18:00Z.';
const MUTES_NOTHING =
  'mutes[0] says neither which devices nor which budget it mutes. ' +
  'Write match, such as match: { ids: [12345678] }, or budget, or both.';
const line = (example: string) => `Write one line of at most 200 characters, such as: ${example}.`;

describe('mutes that are right', () => {
  test('of a budget, of devices, of both', () => {
    const { budget, ...rest } = MUTE;
    const until = '2026-11-30T00:00:00.000Z';
    expect(accepted(MUTE, { ...rest, match: { ids: [42] } }, { ...MUTE, match: {} }).plan.mutes).toEqual([
      { ...rest, until, upTo: { pct: 300 }, budget },
      { ...rest, until, upTo: { pct: 300 }, match: { ids: ['42'] } },
      { ...rest, until, upTo: { pct: 300 }, budget, match: {} },
    ]);
  });

  test.each([
    ['2026-11-30', '2026-11-30T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-11-30T18:00Z', '2026-11-30T18:00:00.000Z'],
    ['2026-11-30T18:00:07Z', '2026-11-30T18:00:07.000Z'],
    ['2026-11-30T18:00:07.125Z', '2026-11-30T18:00:07.125Z'],
    ['2026-11-30T00:30+01:00', '2026-11-29T23:30:00.000Z'],
    [new Date('2026-11-30'), '2026-11-30T00:00:00.000Z'],
    ['2001-01-01', '2001-01-01T00:00:00.000Z'],
  ])('until %j', (until, stored) => {
    expect(accepted({ ...MUTE, until }).plan.mutes).toEqual([{ ...MUTE, until: stored, upTo: { pct: 300 } }]);
  });

  test('remarks lose the blanks around them, and may be 200 characters long', () => {
    const reason = '😀'.repeat(200);
    expect(accepted({ ...MUTE, reason: ` ${reason}\n`, who: ' Kim ' }).plan.mutes[0]).toMatchObject({
      reason,
      who: 'Kim',
    });
  });

  test('come back from the SSM parameter as they are', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 20 })
      .filter((written) => /\S/.test(written) && unseenIn(written) === undefined);
    const tagged = text.filter((tag) => !tag.includes(','));
    const remark = text.filter((value) => !/[\r\n]/.test(value));
    const until = fc.date({ min: new Date('1000-01-02'), max: new Date('2999-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(tagged, remark, remark, until, (tag, reason, who, end) => {
        const file = accepted({ budget: 'cameras', match: { tags: [tag] }, until: end.toISOString(), reason, who });
        expect(file.plan.mutes[0]?.until).toBe(end.toISOString());
        expect(parsePlan(planText(file), 'p')).toEqual(file.plan);
      }),
    );
  });
});

describe('the ceiling of a mute', () => {
  test.each<[unknown, Ceiling]>([
    [100, { pct: 100 }],
    [500, { pct: 500 }],
    [100_000, { pct: 100_000 }],
    ['EUR 50', { amount: '50', currency: 'EUR' }],
    ['EUR 7.50', { amount: '7.5', currency: 'EUR' }],
    ['EUR 1250', { amount: '1250', currency: 'EUR' }],
    ['EUR 1.2500', { amount: '1.25', currency: 'EUR' }],
  ])('%j', (upTo, ceiling) => {
    const file = accepted({ ...MUTE, upTo });
    expect(file.plan.mutes[0]?.upTo).toEqual(ceiling);
    expect(parsePlan(planText(file), 'p')).toEqual(file.plan);
  });

  test('is 300 percent where none is written, and then is not written into the parameter', () => {
    for (const mute of [MUTE, { ...MUTE, upTo: 300 }]) {
      const file = accepted(mute);
      expect(file.plan.mutes[0]?.upTo).toEqual({ pct: 300 });
      expect(planText(file)).not.toContain('upTo');
    }
    expect(planText(accepted({ ...MUTE, upTo: 'EUR 1.1250' }))).toContain('"upTo":"EUR 1.1250"');
    expect(planText(accepted({ ...MUTE, upTo: 500 }))).toContain('"upTo":500,"reason"');
  });

  test.each<[unknown, string]>([
    [50, 'is 50: not within 100 to 100000 percent. Write whole percent of the limit'],
    [0, 'is 0: not within 100 to 100000 percent. '],
    [-500, 'is -500: not within 100 to 100000 percent. '],
    [100_001, 'is 100001: not within 100 to 100000 percent. '],
    [Number.NaN, 'is NaN: not within 100 to 100000 percent. '],
    [150.5, 'is 150.5: not whole percent. '],
    [true, 'is true: neither percent nor an amount. '],
    ['500', 'is "500": text, not percent. Write 500.'],
    ['500 %', 'is "500 %": text, not percent. Write 500.'],
    ['50 %', 'is "50 %": neither percent nor an amount with its currency. '],
    ['never', 'is "never": neither percent nor an amount with its currency. '],
    ['EUR', 'is "EUR": neither percent nor an amount with its currency. '],
    ['EUR 50 EUR', 'is "EUR 50 EUR": neither percent nor an amount with its currency. '],
    ['$ 50', 'is "$ 50": neither percent nor an amount with its currency. '],
    ['50 EUR', 'is "50 EUR": not an amount with its currency before it. Write EUR 50.'],
    ['EUR50', 'is "EUR50": not an amount with its currency before it. Write EUR 50.'],
    ['eur 50', 'is "eur 50": not an amount with its currency before it. Write EUR 50.'],
    ['€ 50', 'is "€ 50": not an amount with its currency before it. Write EUR 50.'],
    ['EUR 7,50', 'is "EUR 7,50": not an amount with its currency before it. Write EUR 7.50.'],
    ['EUR 1.250', 'is "EUR 1.250": it can mean EUR 1250 or EUR 1.25. Write EUR 1250 or EUR 1.25, whichever is meant.'],
    ['1,250 EUR', 'is "1,250 EUR": it can mean EUR 1250 or EUR 1.25. Write EUR 1250 or EUR 1.25, whichever is meant.'],
    ['EUR 0', 'is "EUR 0": not above 0. '],
    ['0 EUR', 'is "0 EUR": not an amount. '],
    ['EUR -5', 'is "EUR -5": neither percent nor an amount with its currency. '],
    [
      'USD 50',
      'is "USD 50": the currency of this file is EUR. Write the amount in EUR, or percent of the limit, such as 500.',
    ],
    [
      null,
      'is empty. Write whole percent of the limit from 100 to 100000, such as 500, or an amount with its currency',
    ],
  ])('%j is refused with what to write', (upTo, complaint) => {
    expect(complaints({ ...MUTE, upTo })).toEqual([expect.stringContaining(`mutes[0].upTo ${complaint}`)]);
  });

  test('in another currency than a wrong one of the file is not complained of, too', () => {
    const checked = checkBudgets({ currency: 'euro', budgets: BUDGETS, mutes: [{ ...MUTE, upTo: 'USD 50' }] });
    expect(checked).toMatchObject({ problems: [{ path: ['currency'] }] });
  });

  test('is named with its line in the SSM parameter, beside all other problems', () => {
    const text =
      '{"currency": "EUR",\n"budgets": [{"name": "all", "limit": 0}],\n"mutes": [\n' +
      '{"budget": "all", "until": "2026-11-30",\n"upTo": "50 EUR", "reason": "test", "who": "Kim"}]}';
    expect(() => parsePlan(text, 'p')).toThrow(
      /line 2: budgets\[0\]\.limit is 0.*\n.*line 5: mutes\[0\]\.upTo is "50 EUR"/,
    );
  });
});

describe('one thing wrong with a mute, one complaint that says what to write', () => {
  test.each<[string, object]>([
    [`mutes[0].until is missing. ${WRITE_UNTIL}`, { until: undefined }],
    [`mutes[0].until is "tomorrow": not a date. ${WRITE_UNTIL}`, { until: 'tomorrow' }],
    [`mutes[0].until is 2026: not a date. ${WRITE_UNTIL}`, { until: 2026 }],
    [`mutes[0].until is "2026-11": not a date. ${WRITE_UNTIL}`, { until: '2026-11' }],
    ['mutes[0].until is "30.11.2026": not a date. Write 2026-11-30.', { until: '30.11.2026' }],
    ['mutes[0].until is "1.2.2027": not a date. Write 2027-02-01.', { until: '1.2.2027' }],
    [`mutes[0].until is "2026-02-30": not a valid date. ${WRITE_UNTIL}`, { until: '2026-02-30' }],
    [`mutes[0].until is "2026-13-01": not a valid date. ${WRITE_UNTIL}`, { until: '2026-13-01' }],
    [`mutes[0].until is "2026-02-29T18:00Z": not a valid date. ${WRITE_UNTIL}`, { until: '2026-02-29T18:00Z' }],
    [`mutes[0].until is "2026-11-30T25:00Z": not a valid time. ${WRITE_UNTIL}`, { until: '2026-11-30T25:00Z' }],
    [
      'mutes[0].until is "2026-11-30T18:00": a time without its zone. Write 2026-11-30T18:00Z for UTC.',
      { until: '2026-11-30T18:00' },
    ],
    [
      'mutes[0].until is "2026-11-30 18:00:07": a time without its zone. Write 2026-11-30T18:00:07Z for UTC.',
      { until: '2026-11-30 18:00:07' },
    ],
    [
      'mutes[0].until is "2026-11-30 18:00Z": a date and a time without "T" between them. Write 2026-11-30T18:00Z for UTC.',
      { until: '2026-11-30 18:00Z' },
    ],
    [`mutes[0].reason is missing. ${line('new firmware is rolled out')}`, { reason: undefined }],
    [`mutes[0].reason is " ": blank. ${line('new firmware is rolled out')}`, { reason: ' ' }],
    [`mutes[0].reason is "a\\nb": more than one line. Write one line of at most 200 characters`, { reason: 'a\nb' }],
    ['mutes[0].reason is 4711: a number, not text. Put it in quotes, as it stands there.', { reason: 4711 }],
    [`: 201 characters. ${line('new firmware is rolled out')}`, { reason: 'x'.repeat(201) }],
    [`mutes[0].who is missing. ${line('Kim')}`, { who: undefined }],
    [`mutes[0].who is true: not text. ${line('Kim')}`, { who: true }],
    [MUTES_NOTHING, { budget: undefined }],
    [MUTES_NOTHING, { budget: undefined, match: {} }],
    ['mutes[0].match is empty. Write at least one of tags, name,', { match: null }],
    ['mutes[0].match.tags is an empty list. Write a list of tags', { match: { tags: [] } }],
    ['mutes[0].budget is "": blank. Write text, such as every-device.', { budget: '' }],
    ['mutes[0].budget is 7: a number, not text. Put it in quotes, as it stands there.', { budget: 7 }],
    [
      'mutes[0].budget is "camera": no budget has this name. Did you mean cameras? ' +
        'Write the name of a budget of this file: cameras, every-device, fleet, workspace.',
      { budget: 'camera' },
    ],
    [
      'mutes[0].budget is "gateways": no budget has this name. Write the name of a budget of this file: cameras,',
      { budget: 'gateways' },
    ],
    [
      'mutes[0].match is without effect: "fleet" has scope group, and its alerts are not about single devices. Remove it to mute all of the budget.',
      { budget: 'fleet', match: { ids: [42] } },
    ],
    [
      'mutes[0].match is without effect: "workspace" has scope organisation',
      { budget: 'workspace', match: { ids: [42] } },
    ],
    [
      'mutes[0].untl is not a known key. Did you mean until? Allowed here: match, budget, until, upTo, reason, who.',
      { untl: '2026-11-30' },
    ],
  ])('%s', (complaint, changes) => {
    expect(complaints({ ...MUTE, ...changes })).toEqual([expect.stringContaining(complaint)]);
  });

  test('no mapping, no list, nothing', () => {
    expect(complaints('cameras')).toEqual([
      expect.stringMatching(/^mutes\[0\] is "cameras": not a mapping\. Write at/),
    ]);
    const all = (mutes: unknown) => checkBudgets({ currency: 'EUR', budgets: BUDGETS, mutes });
    expect(all({})).toMatchObject({ problems: [{ message: 'mutes is a mapping: not a list' }] });
    expect(all(null)).toMatchObject({ problems: [{ message: 'mutes is empty' }] });
    expect(all([])).toMatchObject({ file: { plan: { mutes: [] } } });
  });

  test('a date that is none, from a YAML parser', () => {
    expect(complaints({ ...MUTE, until: new Date('never') })).toEqual([expect.stringContaining(WRITE_UNTIL)]);
  });

  test('where no budget has a name, only that is said', () => {
    const checked = checkBudgets({ currency: 'EUR', budgets: [{ limit: 5 }], mutes: [MUTE] });
    expect(checked).toMatchObject({ problems: [{ message: 'budgets[0].name is missing' }] });
  });

  test('the names of many budgets are cut short', () => {
    const budgets = Array.from({ length: 60 }, (_, index) => ({ name: `b${index}`, match: { ids: [1] }, limit: 1 }));
    const checked = checkBudgets({ currency: 'EUR', budgets, mutes: [{ ...MUTE, budget: 'cameras' }] });
    expect('problems' in checked && checked.problems[0]?.remedy).toMatch(/^Write .* b0, b1, .*b\d*,?\.\.\.$/);
  });

  test('in the SSM parameter, its line is named, too', () => {
    const text =
      '{"currency": "EUR",\n"budgets": [{"name": "all", "limit": 5}],\n"mutes": [\n' +
      '{"budget": "al", "until": "2026-11-30", "reason": "test", "who": "Kim"}]}';
    expect(() => parsePlan(text, 'p')).toThrow(
      'p has 1 problem:\n  line 4: mutes[0].budget is "al": no budget has this name. Did you mean all? Write',
    );
  });

  test('everything at once, and where', () => {
    const checked = check({ budget: 'camera', until: '2026-02-30', reason: '' }, { until: '2026-11-30' });
    const places = 'problems' in checked ? checked.problems.map(({ path }) => path.join('.')) : [];
    expect(places.toSorted()).toEqual([
      'mutes.0.budget',
      'mutes.0.reason',
      'mutes.0.until',
      'mutes.0.who',
      'mutes.1',
      'mutes.1.reason',
      'mutes.1.who',
    ]);
  });

  test('with more than the parameter holds, the remedy is to remove mutes, too', () => {
    const mutes = Array.from({ length: 60 }, () => ({ ...MUTE, reason: 'x'.repeat(200) }));
    expect(complaints(...mutes)).toEqual([
      expect.stringMatching(/^budgets and mutes take \d{5} bytes as JSON, .* Remove mutes that have ended\.$/),
    ]);
  });
});
