import { describe, expect, test } from '@jest/globals';
import { displayName } from '../../functions/domain/endpoint.ts';
import { HOSTILE_NAMES } from '../fixtures/names.ts';

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
