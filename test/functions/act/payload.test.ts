import { describe, expect, test } from '@jest/globals';
import { type ActPayload, actPayload } from '../../../functions/act/payload.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';

const read = withPayload(actPayload, async (payload: ActPayload) => payload);
const wishOf = async (event: object) => {
  const payload = await read(event);
  return payload.kind === 'press' ? payload.wish : payload;
};
const widget = (fields: object, more: object = {}) => ({ forms: { all: fields }, ...more });

describe('what a person writes', () => {
  test.each([
    ['line breaks', ' Anna\r\n\tB. ', 'Anna B.'],
    ['emojis, of which each is one character', '🚚'.repeat(200), '🚚'.repeat(200)],
    ['half of a character', 'A\ud83d', 'A\ufffd'],
    ['nothing that can be seen', '\u200b \u202e', undefined],
  ])('as a name may have %s', async (_, who, stored) => {
    const wish = await wishOf({ check: { endpoint: '166', who } });
    expect('who' in wish ? wish.who : undefined).toBe(stored);
  });

  test('of more than 200 characters is refused', async () => {
    await expect(read({ check: { endpoint: '166', reason: 'x'.repeat(201) } })).rejects.toThrow(
      'it has more than 200 characters',
    );
  });
});

describe('an endpoint', () => {
  test.each([
    ['166', '166'],
    [166, '166'],
    ['0166', '166'],
    ['8988303000000000166', '8988303000000000166'],
    ['sim/7 "ü"', 'sim/7 "ü"'],
    ['x'.repeat(400), 'x'.repeat(400)],
  ])('may have the id %j', async (endpoint, id) => {
    expect(await wishOf({ check: { endpoint } })).toMatchObject({ endpoint: id });
  });

  test.each(['x'.repeat(401), '..', '', ' ', 2 ** 60])('cannot have the id %j', async (endpoint) => {
    await expect(read({ check: { endpoint } })).rejects.toThrow('Allowed: {"mute"');
  });
});

describe('of a form', () => {
  test('only the fields of its own kind count, and what the button says comes first', async () => {
    const widgetContext = widget({ who: 'Kim', until: '1 day', upTo: '500', limit: '80', q: 'x', endpoint: '7' });
    expect(await read({ raise: { endpoint: '166', budget: 'all' }, widgetContext })).toEqual({
      kind: 'press',
      from: 'page',
      widget: {},
      wish: { kind: 'raise', endpoint: '166', budget: 'all', limit: '80', who: 'Kim' },
    });
  });

  test('a mistake is an answer for the person, with the endpoint to go back to', async () => {
    const widgetContext = widget({ limit: '80,00' }, { theme: 'dark' });
    expect(await read({ raise: { endpoint: '166' }, widgetContext })).toEqual({
      kind: 'mistake',
      words: 'raise.limit: not a number (Write 80.00.)',
      endpoint: '166',
      widget: { theme: 'dark' },
    });
  });

  test('what CloudWatch says besides may be odd', async () => {
    const widgetContext = { theme: 'sepia', forms: [] };
    expect(await read({ check: { endpoint: '166' }, widgetContext })).toMatchObject({ kind: 'press', widget: {} });
  });
});

test.each<[unknown, string]>([
  [{}, 'it has none or several of its kinds'],
  [{ check: { endpoint: '1' }, undo: { undoes: 'x' } }, 'it has none or several of its kinds'],
  [{ delete: { endpoint: '1' } }, 'unknown key "delete"'],
  [{ check: { endpoint: '1', ref: 'abc123' } }, 'it names neither or both of endpoint and ref'],
  [{ mute: { until: '1 day' } }, 'it names none or several of endpoint, ref and budget'],
  [{ mute: { endpoint: '1' } }, 'mute.until: missing'],
  [{ raise: { endpoint: '1', limit: 'emnify' } }, 'it is no amount'],
  [{ check: null }, 'check is not valid'],
  [{ check: { endpoint: '1', press: '1; DROP' } }, 'check.press is not valid'],
  ['check', 'it is not valid'],
  [7, 'it is not valid'],
  [{ form: 'x', check: { endpoint: '1' } }, 'form is not valid'],
  [{ describe: 'yes' }, 'describe is not valid'],
])('%j is refused in words', async (event, problem) => {
  await expect(read(event)).rejects.toThrow(`This payload is not known: `);
  await expect(read(event)).rejects.toThrow(problem);
});
