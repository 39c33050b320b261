import { describe, expect, test } from '@jest/globals';
import { checkBudgets } from '../../../functions/budgets-file/budgets.ts';

const file = (...budgets: object[]) => ({ currency: 'EUR', budgets });
const MATCH = { tags: ['camera'] };

/** What a person reads of a file, and the budgets of one that is right. */
function checked(...budgets: object[]): unknown {
  const result = checkBudgets(file(...budgets));
  if ('file' in result) return result.file.plan.budgets;
  return result.problems.map(({ message, remedy }) => `${message}. ${remedy}`);
}

describe('a budget has the keys of its scope', () => {
  const common = { meter: 'total', thresholds: [80, 100], criticalFrom: 100, forecast: true };

  test('endpoint', () => {
    const written = { name: 'a', scope: 'endpoint', match: MATCH, limit: 5, limitFromTag: 'cost-limit' };
    expect(checked(written)).toEqual([{ ...common, ...written, limit: '5', anomaly: true }]);
  });

  test('group', () => {
    expect(checked({ name: 'a', scope: 'group', match: MATCH, limit: 5, forecast: false })).toEqual([
      { ...common, name: 'a', scope: 'group', match: MATCH, limit: '5', forecast: false },
    ]);
  });

  test.each<[number | string, string, number]>([
    [2000, '2000', 100],
    ['emnify', 'emnify', 80],
  ])('organisation, with the limit %j', (limit, inPlan, criticalFrom) => {
    const [budget] = checked({ name: 'a', scope: 'organisation', limit, match: undefined }) as object[];
    const own = { name: 'a', scope: 'organisation', limit: inPlan, thresholds: [50, 80, 90], criticalFrom };
    expect(budget).toEqual({ ...common, ...own });
    const keys = ['name', 'scope', 'meter', 'limit', 'thresholds', 'criticalFrom', 'forecast'];
    expect(Object.keys(budget ?? {})).toEqual(keys);
  });
});

describe('what does not go with a scope is named with what to write', () => {
  test.each<[string, object]>([
    [
      'budgets[0].match is not for scope organisation, which counts the workspace. ' +
        'Remove it, or write scope: group to count the devices that match together.',
      { scope: 'organisation', match: MATCH },
    ],
    [
      'budgets[0].limitFromTag is only for scope endpoint. ' +
        'Remove it, or write scope: endpoint to give each device a limit of its own.',
      { scope: 'organisation', limitFromTag: 'cost-limit' },
    ],
    [
      'budgets[0].limitFromTag is only for scope endpoint. ' +
        'Remove it, or write scope: endpoint to give each device a limit of its own.',
      { scope: 'group', limitFromTag: 'cost-limit' },
    ],
    [
      'budgets[0].limit is "emnify": emnify\'s limit applies to the whole workspace only. ' +
        'Write a number above 0, such as 5 or 7.50, or scope: organisation.',
      { limit: 'emnify' },
    ],
    [
      'budgets[0].limit is "emnify": emnify\'s limit applies to the whole workspace only. ' +
        'Write a number above 0, such as 5 or 7.50, or scope: organisation.',
      { scope: 'group', limit: 'emnify' },
    ],
    [
      'budgets[0].limit is "emnify": emnify\'s limit applies to the total cost only. ' +
        'Write meter: total, or a number above 0 as the limit.',
      { scope: 'organisation', meter: 'sms', limit: 'emnify' },
    ],
    [
      'budgets[0].scope is "organization": not a scope. Did you mean organisation? Write endpoint, group or organisation.',
      { scope: 'organization' },
    ],
    ['budgets[0].scope is "device": not a scope. Write endpoint, group or organisation.', { scope: 'device' }],
    ['budgets[0].scope is 7: not a scope. Write endpoint, group or organisation.', { scope: 7 }],
    ['budgets[0].forecast is "no": not true or false. Write false, without quotes.', { forecast: 'no' }],
    ['budgets[0].forecast is "Yes": not true or false. Write true, without quotes.', { forecast: 'Yes' }],
    ['budgets[0].forecast is 0: not true or false. Write true or false.', { forecast: 0 }],
    ['budgets[0].forecast is empty. Write true or false.', { forecast: null }],
    [
      'budgets[0].limitFromTag is "cost-limit=7.50": not the key of a tag. ' +
        'Write cost-limit: the amount stands in the tag of each device, as in cost-limit=7.50.',
      { limitFromTag: 'cost-limit=7.50' },
    ],
    [
      'budgets[0].limitFromTag is "a,b": not the key of a tag. ' +
        'Write 1 to 64 characters without "=" and ",", such as cost-limit.',
      { limitFromTag: 'a,b' },
    ],
    ['budgets[0].limitFromTag is 7: a number, not text. Put it in quotes, as it stands there.', { limitFromTag: 7 }],
    [
      'budgets[0].limitFromTg is not a known key. Did you mean limitFromTag? Allowed here: ' +
        'name, scope, match, meter, limit, limitFromTag, thresholds, criticalFrom, forecast, anomaly.',
      { limitFromTg: 'cost-limit' },
    ],
  ])('%s', (complaint, changes) => {
    expect(checked({ name: 'a', limit: 5, ...changes })).toEqual([complaint]);
  });

  test.each([' ', 'a'.repeat(65), 'a\nb'])('no key of a tag: %j', (limitFromTag) => {
    expect(checked({ name: 'a', limit: 5, limitFromTag })).toEqual([
      expect.stringContaining('not the key of a tag. Write 1 to 64 characters'),
    ]);
  });

  test('all at once', () => {
    const wrong = { name: 'a', scope: 'organisation', match: { tags: [] }, limit: 0, limitFromTag: '=' };
    expect(checked(wrong)).toEqual([
      expect.stringMatching(/^budgets\[0\]\.match\.tags is an empty list/),
      expect.stringMatching(/^budgets\[0\]\.limit is 0: not above 0/),
      expect.stringMatching(/^budgets\[0\]\.limitFromTag is "=": not the key of a tag/),
      expect.stringMatching(/^budgets\[0\]\.match is not for scope organisation/),
      expect.stringMatching(/^budgets\[0\]\.limitFromTag is only for scope endpoint/),
    ]);
  });
});

describe('only endpoint budgets hide each other', () => {
  const all = { name: 'every-device', limit: 5 };
  const fleet = { name: 'fleet', scope: 'group', limit: 500 };
  const workspace = { name: 'workspace', scope: 'organisation', limit: 'emnify' };

  test('a catch-all hides no group and no organisation', () => {
    expect(checked(all, fleet, workspace)).toMatchObject([all, fleet, workspace].map(({ name }) => ({ name })));
  });

  test('a group or an organisation hides nothing', () => {
    expect(checked(workspace, fleet, { ...fleet, name: 'fleet-2' }, all)).toHaveLength(4);
  });

  test('beside them, a catch-all still does', () => {
    expect(checked(workspace, all, fleet, { name: 'cameras', match: MATCH, limit: 50 })).toEqual([
      'budgets[3] ("cameras") never counts: budgets[1] ("every-device") stands before it and matches every device. ' +
        'Move budgets[1] ("every-device") to the end of the list.',
    ]);
  });
});
