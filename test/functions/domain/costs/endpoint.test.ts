import { describe, expect, test } from '@jest/globals';
import { displayName, endpointId } from '../../../../functions/domain/costs/endpoint.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

const shown = (name: string): string => displayName({ id: '166', name });

describe('the name that people read', () => {
  test.each(HOSTILE_NAMES)('%s: is one line in which something can be seen', (_, name) => {
    expect(shown(name)).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u);
    expect(shown(name)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  test.each(['', '  \t\n', '\u200b\u200e', '\u200d', '\u3164', '\ufe0f\u0301', '\u{e0041}'])(
    'is the id where nothing can be seen: %j',
    (name) => {
      expect(shown(name)).toBe('endpoint 166');
    },
  );

  test('is otherwise what its owner wrote', () => {
    expect(['0', '-', '❄️', ' Pump  7 '].map(shown)).toEqual(['0', '-', '❄️', 'Pump 7']);
  });
});

describe('an id', () => {
  test.each<[string | number, string]>([
    [166, '166'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [' 166\u00a0', '166'],
    ['0166', '166'],
    ['000', '0'],
    ['9007199254740993', '9007199254740993'],
    ['7'.repeat(400), '7'.repeat(400)],
    ['...', '...'],
    ['a/b', 'a/b'],
  ])('%j is kept as %s', (written, id) => {
    expect(endpointId(written)).toBe(id);
    expect(endpointId(id)).toBe(id);
  });

  test.each([
    1.5,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    '',
    ' ',
    '.',
    '..',
    ' .. ',
    '\u200b',
    '\ud800',
    '7'.repeat(401),
  ])('%j cannot be one', (written) => {
    expect(endpointId(written)).toBeUndefined();
  });

  test('that no person can read stands in for a name without its control characters', () => {
    expect(displayName({ id: '\u001b[31mRED', name: '' })).toBe('endpoint [31mRED');
  });
});
