import { describe, expect, test } from '@jest/globals';
import { checkBudgets } from '../../../functions/budgets-file/budgets.ts';
import { unseenIn } from '../../../functions/budgets-file/unseen.ts';

describe('what cannot be seen in a text', () => {
  test.each([
    ['a zero-width space', 'cam\u200bera', 'U+200B'],
    ['a zero-width joiner between letters that do not join', 'cam\u200dera', 'U+200D'],
    ['a word joiner', 'cam\u2060era', 'U+2060'],
    ['a mark that reverses text', '\u202earemac', 'U+202E'],
    ['a mark of direction', 'camera\u200f', 'U+200F'],
    ['a soft hyphen', 'cam\u00adera', 'U+00AD'],
    ['a byte order mark', '\ufeffcamera', 'U+FEFF'],
    ['a control character', 'cam\u001bera', 'U+001B'],
    ['a line separator', 'cam\u2028era', 'U+2028'],
    ['a filler', 'cam\u3164era', 'U+3164'],
    ['a tag character', 'camera\u{e0061}', 'U+E0061'],
    ['a non-breaking space at the beginning', ' \u00a0camera', 'U+00A0'],
    ['a narrow one at the end', 'camera\u202f ', 'U+202F'],
    ['a wide one at the end', 'camera\u3000', 'U+3000'],
  ])('%s', (_, text, codePoint) => {
    expect(unseenIn(text)).toBe(`${codePoint} in it is invisible`);
  });

  test('a letter that a program could not read', () => {
    expect(unseenIn('K\ufffdln')).toBe('U+FFFD in it stands for a lost letter');
  });

  test.each([
    ['letters of any script', 'Kamera Köln № 5, カメラ'],
    ['emoji of several parts', '👨‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣'],
    ['letters that join or must not', 'می‌خواهم क्‍ष'],
    ['blanks of the keyboard', ' a\tb\nc '],
    ['a non-breaking space inside', 'Pay as\u00a0you go'],
  ])('is nothing: %s', (_, text) => {
    expect(unseenIn(text)).toBeUndefined();
  });
});

describe('a text of which a part cannot be seen', () => {
  const BUDGET = { name: 'every-device', limit: 5 };

  test.each<[string, object]>([
    ['currency', { currency: 'EUR\u200b' }],
    ['recipients.email[0]', { recipients: { email: ['ops@b.example\u200b'] } }],
    ['recipients.email[0].to', { recipients: { email: [{ to: '\u200eops@b.example' }] } }],
    ['recipients.sms[0]', { recipients: { sms: ['+15555550100\u202c'] } }],
    ['budgets[0].name', { budgets: [{ ...BUDGET, name: 'every\u00addevice' }] }],
    ['budgets[0].limit', { budgets: [{ ...BUDGET, limit: '5\u00a0' }] }],
    ['budgets[0].limitFromTag', { budgets: [{ ...BUDGET, limitFromTag: 'cost\u2011limit\u200b' }] }],
    ['budgets[0].match.tags[0]', { budgets: [{ ...BUDGET, match: { tags: ['camera\u200b'] } }] }],
    ['budgets[0].match.name', { budgets: [{ ...BUDGET, match: { name: '\ufeffcam-*' } }] }],
    ['budgets[0].match.tariffProfiles[0]', { budgets: [{ ...BUDGET, match: { tariffProfiles: ['Pay\u200b'] } }] }],
    ['budgets[0].match.ids[0]', { budgets: [{ ...BUDGET, match: { ids: ['\u200b42'] } }] }],
    [
      'mutes[0].budget',
      { mutes: [{ budget: 'every-device\u200b', until: '2026-11-30', reason: 'load test', who: 'Kim' }] },
    ],
    ['mutes[0].who', { mutes: [{ budget: 'every-device', until: '2026-11-30', reason: 'load test', who: 'K\u200b' }] }],
  ])('is one problem, wherever it stands: %s', (place, changes) => {
    const checked = checkBudgets({ currency: 'EUR', budgets: [BUDGET], ...changes });
    const complaints =
      'problems' in checked ? checked.problems.map(({ message, remedy }) => `${message}. ${remedy}`) : [];
    expect(complaints).toEqual([
      expect.stringMatching(/^\S+ is ".*": U\+[0-9A-F]{4} in it is invisible\. Type it anew instead of copying it\.$/),
    ]);
    expect(complaints[0]).toMatch(`${place} is `);
  });

  test('is named in a key, too', () => {
    expect(checkBudgets({ 'curr\u200bency': 'EUR', currency: 'EUR', budgets: [BUDGET] })).toMatchObject({
      problems: [{ message: '["curr ency"] is not a known key: U+200B in it is invisible' }],
    });
  });
});
