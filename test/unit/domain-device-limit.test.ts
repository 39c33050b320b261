import { describe, expect, test } from '@jest/globals';
import { allowanceFor } from '../../functions/domain/device-limit.ts';
import { anEndpoint } from '../fakes/samples.ts';
import { aBudget } from '../fixtures/crossed.ts';
import { HOSTILE_NAMES } from '../fixtures/names.ts';

function limitOf(tags: string[], limitFromTag = 'cost-limit') {
  const { allowance, faults } = allowanceFor(anEndpoint('1', { tags }), aBudget({ limitFromTag }));
  return { limit: allowance.limit, faults: faults.map(({ kind }) => kind) };
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
    const { allowance, faults } = allowanceFor(anEndpoint('1', { tags: ['cost-limit=7.50'] }), aBudget());
    expect([allowance.limit, faults]).toEqual(['5', []]);
  });

  test('is found under any key, in any spelling', () => {
    expect(limitOf(['Größe=7'], 'gro\u0308ße').limit).toBe('7');
    expect(limitOf(['a.b*c=7'], 'a.b*c').limit).toBe('7');
    expect(limitOf(['aXbbc=7'], 'a.b*c').limit).toBe('5');
  });

  test('changes nothing else of the budget', () => {
    const budget = aBudget({ limitFromTag: 'cost-limit', thresholds: [50, 90], forecast: false });
    const { allowance } = allowanceFor(anEndpoint('1', { tags: ['cost-limit=7.50'] }), budget);
    expect(allowance).toEqual({ ...budget, limit: '7.5' });
  });

  test('that cannot be read is told with the tag and a tag that would do', () => {
    const { faults } = allowanceFor(anEndpoint('1', { tags: ['Max =7,50'] }), aBudget({ limitFromTag: 'max' }));
    expect(faults[0]?.reason).toBe(
      'the tag "Max =7,50" is no amount such as max=7.50, so the limit of the budget holds',
    );
  });

  test.each(HOSTILE_NAMES)('as %s stays one short line', (_, text) => {
    const { faults } = allowanceFor(
      anEndpoint('1', { tags: [`cost-limit=${text}`] }),
      aBudget({ limitFromTag: 'cost-limit' }),
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]?.reason).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
    expect([...(faults[0]?.reason ?? '')].length).toBeLessThan(140);
    expect(faults[0]?.reason.isWellFormed()).toBe(true);
  });
});

test('7,50 is told as what it was meant to be, though emnify splits its tags at commas', () => {
  const budget = aBudget({ limitFromTag: 'cost-limit' });
  const split = allowanceFor(anEndpoint('1', { tags: ['berlin', 'cost-limit=7', '50', 'camera'] }), budget);
  expect(split.allowance).toBe(budget);
  expect(split.faults[0]?.reason).toContain('the tag "cost-limit=7,50" is no amount');
  expect(limitOf(['50', 'cost-limit=7', 'camera'])).toEqual({ limit: '7', faults: [] });
});
