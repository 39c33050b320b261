import { describe, expect, test } from '@jest/globals';
import { effectiveBudgetFor } from '../../../../functions/domain/budgets/limit-from-tag.ts';
import { boundedTags } from '../../../../functions/emnify/bounded.ts';
import { parseEndpoint } from '../../../../functions/emnify/endpoint-list.ts';
import { anEndpoint } from '../../../fakes/samples.ts';
import { aBudget } from '../../../fixtures/crossed.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

function limitOf(tags: string[], limitFromTag = 'cost-limit') {
  const { effectiveBudget, faults } = effectiveBudgetFor(anEndpoint('1', { tags }), aBudget({ limitFromTag }));
  return { limit: effectiveBudget.limit, faults: faults.map(({ kind }) => kind) };
}

describe('the limit of a device', () => {
  test.each([
    ['cost-limit=7.50', '7.5'],
    ['Cost-Limit=7.50', '7.5'],
    ['  cost-limit  =  7.50  ', '7.5'],
    ['cost-limit=7', '7'],
    ['cost-limit=007', '7'],
    ['cost-limit=0.0000000001', '0.0000000001'],
    ['cost-limit=999999999999.9999999999', '999999999999.9999999999'],
  ])('is what its tag %j says', (tag, limit) => {
    expect(limitOf(['truck', tag])).toEqual({ limit, faults: [] });
  });

  test.each([
    '7,50',
    '1.000,50',
    'abc',
    '',
    '0',
    '0.00',
    '-1',
    '+7',
    '7.50 EUR',
    'EUR 7.50',
    '€7',
    '.5',
    '7.',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '7=8',
    '1.00000000001',
    '9'.repeat(13),
    '9'.repeat(400),
    '٧',
  ])('is the budget\'s, and a fault, where its tag is "cost-limit=%s"', (written) => {
    expect(limitOf([`cost-limit=${written}`])).toEqual({ limit: '5', faults: ['limit-unreadable'] });
  });

  test.each([
    [['truck']],
    [[]],
    [['cost-limit']],
    [['cost-limits=7.50']],
    [['my-cost-limit=7.50']],
    [['cost limit=7.50']],
    [['7.50=cost-limit']],
  ])("is the budget's where its tags are %j", (tags) => {
    expect(limitOf(tags)).toEqual({ limit: '5', faults: [] });
  });

  test("is the budget's where that asks for no tag", () => {
    const { effectiveBudget, faults } = effectiveBudgetFor(anEndpoint('1', { tags: ['cost-limit=7.50'] }), aBudget());
    expect([effectiveBudget.limit, faults]).toEqual(['5', []]);
  });

  test('is found under any key, in any spelling', () => {
    expect(limitOf(['Größe=7'], 'gro\u0308ße').limit).toBe('7');
    expect(limitOf(['a.b*c=7'], 'a.b*c').limit).toBe('7');
    expect(limitOf(['aXbbc=7'], 'a.b*c').limit).toBe('5');
  });

  test('says where it is from, and changes nothing else of the budget', () => {
    const budget = aBudget({ limitFromTag: 'cost-limit', thresholds: [50, 90], forecast: false });
    const { effectiveBudget } = effectiveBudgetFor(anEndpoint('1', { tags: ['cost-limit=7.50'] }), budget);
    expect(effectiveBudget).toEqual({ ...budget, limit: '7.5', isLimitFromTag: true });
  });

  test('that cannot be read is named with the tag and a tag that would do', () => {
    const { faults } = effectiveBudgetFor(anEndpoint('1', { tags: ['Max =7,50'] }), aBudget({ limitFromTag: 'max' }));
    expect(faults[0]?.reason).toBe(
      'the tag "Max =7,50" is not an amount such as max=7.50, so the limit of the budget applies',
    );
  });

  test.each(HOSTILE_NAMES)('as %s stays one short line', (_, text) => {
    const { faults } = effectiveBudgetFor(
      anEndpoint('1', { tags: [`cost-limit=${text}`] }),
      aBudget({ limitFromTag: 'cost-limit' }),
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]?.reason).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
    expect([...(faults[0]?.reason ?? '')].length).toBeLessThan(140);
    expect(faults[0]?.reason.isWellFormed()).toBe(true);
  });
});

/** As an endpoint has them whose tags arrive as one text. */
function reasonOf(tags: string): string {
  const endpoint = anEndpoint('1', { tags: boundedTags([], tags) });
  const { effectiveBudget, faults } = effectiveBudgetFor(endpoint, aBudget({ limitFromTag: 'cost-limit' }));
  expect(effectiveBudget.limit).toBe('5');
  return faults.map(({ reason }) => reason).join();
}

describe('a limit tag that is cut at a comma', () => {
  test.each([
    ['cost-limit=7,5', 'cost-limit=7,5'],
    ['cost-limit=7,50', 'cost-limit=7,50'],
    ['berlin, cost-limit=7,50, camera', 'cost-limit=7,50'],
    ['50,truck,cost-limit=7,50', 'cost-limit=7,50'],
    ['cost-limit=7, 50', 'cost-limit=7,50'],
    ['cost-limit=1,000.50', 'cost-limit=1,000.50'],
    ['cost-limit=1000,50', 'cost-limit=1000,50'],
    ['cost-limit=2,5000', 'cost-limit=2,5000'],
    ['cost-limit=7,50 EUR', 'cost-limit=7,50 EUR'],
    ['cost-limit=7,50€,truck', 'cost-limit=7,50€'],
    ['cost-limit=1,5k', 'cost-limit=1,5k'],
    ['cost-limit=7,-', 'cost-limit=7,-'],
    ['cost-limit=7,½', 'cost-limit=7,½'],
    ['cost-limit=7,٥٠', 'cost-limit=7,٥٠'],
    ['cost-limit=0,50', 'cost-limit=0,50'],
  ])('is no amount, and shown as it was written: %s', (tags, shown) => {
    expect(reasonOf(tags)).toBe(
      `the tag "${shown}" is not an amount such as cost-limit=7.50, so the limit of the budget applies`,
    );
  });

  test.each(['truck', 'berlin', '', 'k', 'e-bike', '=7', 'x5'])('is not the one before the tag "%s"', (next) => {
    expect(limitOf(['cost-limit=7', next])).toEqual({ limit: '7', faults: [] });
  });

  test('is not one with a point, whatever follows', () => {
    expect(limitOf(['cost-limit=7.00', '4g', '2024'])).toEqual({ limit: '7', faults: [] });
    expect(limitOf(['2024', 'cost-limit=7', 'camera'])).toEqual({ limit: '7', faults: [] });
  });

  test('may arrive whole, where emnify keeps each tag by itself', () => {
    expect(limitOf(['cost-limit=7,50', 'truck'])).toEqual({ limit: '5', faults: ['limit-unreadable'] });
  });

  test('is none where emnify lists each tag by itself', () => {
    const parse = (item: object) => parseEndpoint({ id: 1, ...item }) ?? anEndpoint('1');
    const budget = aBudget({ limitFromTag: 'cost-limit' });
    const assignments = [{ name: 'cost-limit=7' }, { name: '4g' }];
    const whole = parse({ tags: 'cost-limit=7,4g', tag_assignments: assignments });
    expect(effectiveBudgetFor(whole, budget)).toMatchObject({ effectiveBudget: { limit: '7' }, faults: [] });
    const joined = parse({ tags: 'cost-limit=7,4g', tag_assignments: [] });
    expect(effectiveBudgetFor(joined, budget)).toMatchObject({ effectiveBudget: { limit: '5' }, faults: [{}] });
  });
});

describe('a limit tag that can mean two amounts', () => {
  test.each([
    ['cost-limit=1.000', 'the tag "cost-limit=1.000" can mean 1000 or 1'],
    ['cost-limit=1,000', 'the tag "cost-limit=1,000" can mean 1000 or 1'],
    ['cost-limit=12.345', 'the tag "cost-limit=12.345" can mean 12345 or 12.3450'],
    ['cost-limit=5, cost-limit=50', 'the tags "cost-limit=5" and "cost-limit=50" give different limits'],
    ['cost-limit=5, Cost-Limit=7,50', 'the tag "Cost-Limit=7,50" is not an amount such as cost-limit=7.50'],
  ])('is a fault: %s', (tags, why) => {
    expect(reasonOf(tags)).toBe(`${why}, so the limit of the budget applies`);
  });

  test.each([
    [['cost-limit=12.3450'], '12.345'],
    [['cost-limit=0.125'], '0.125'],
    [['cost-limit=1000.125'], '1000.125'],
    [['cost-limit=7.50', 'COST-LIMIT=7.5'], '7.5'],
  ])('is none of these: %j', (tags, limit) => {
    expect(limitOf(tags)).toEqual({ limit, faults: [] });
  });
});

describe('a limit tag in other characters', () => {
  test.each(['ｃｏｓｔ－ｌｉｍｉｔ=7.50', 'cost–limit＝7.50', 'cost-\u200blimit=7.50', 'ＣＯＳＴ-LIMIT = 7.50'])(
    'counts where its amount is in plain digits: %s',
    (tag) => {
      expect(limitOf([tag])).toEqual({ limit: '7.5', faults: [] });
    },
  );

  test.each([
    'ｃｏｓｔ－ｌｉｍｉｔ＝７．５０',
    'cost-limit=７.50',
    'cost-limit=7，50',
    'cost-limit=7.50\u200b',
    'cost-limit=5²',
  ])('is a fault where it is not: %s', (tag) => {
    expect(limitOf([tag])).toEqual({ limit: '5', faults: ['limit-unreadable'] });
  });
});
