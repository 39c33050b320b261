import { describe, expect, test } from '@jest/globals';
import { maskByLooks, Secrets } from '../../../../functions/domain/values/secrets.ts';

const TOKEN = 'app/token+1234567';
const HEADER = 'eyJhbGciOiJIUzI1NiJ9';
const JWT = `${HEADER}.eyJzdWIiOiJvbmUgb2Ygb3VycyJ9.c2lnbmF0dXJlLW9mLW91cnM`;
const secrets = new Secrets();
secrets.add(TOKEN);
secrets.add(JWT);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a text without secrets', () => {
  test.each([
    ['the token itself', `Bearer ${TOKEN}!`, 'Bearer ***!'],
    ['in capital letters', TOKEN.toUpperCase(), '***'],
    ['without its beginning', `"${TOKEN.slice(3)}"`, '"***"'],
    ['without its end', `"${TOKEN.slice(0, 12)}"`, '"***"'],
    ['percent-encoded', 'app%2Ftoken%2b1234567', '***'],
    ['percent-encoded twice', 'app%252Ftoken%252B1234567', '***'],
    ['in JSON', 'app\\/token\\u002B1234567', '***'],
    ['in JSON inside JSON', 'app\\\\/token\\\\u002b1234567', '***'],
    ['in HTML', 'app&#47;token&#x2B;1234567', '***'],
    ['hexadecimal', Buffer.from(TOKEN).toString('hex'), '***'],
    ['the whole JWT', `Bearer ${JWT}`, 'Bearer ***'],
    ['the JWT without its header', JWT.slice(21), '***'],
    ['the JWT cut in its header', JWT.slice(4), '***'],
    ['two secrets', `${TOKEN} ${JWT}`, '*** ***'],
  ])('%s', (_, text, shown) => {
    expect(secrets.mask(text)).toBe(shown);
  });

  test.each(['', 'x', 'xx', 'Bearer ', '{"application_token":"'])('in base64 behind %j', (before) => {
    for (const encoding of ['base64', 'base64url'] as const) {
      const shown = secrets.mask(Buffer.from(`${before}${TOKEN}"}`).toString(encoding));
      expect(shown).toContain('***');
      const [head = '', tail = ''] = shown.split('***');
      expect(before.startsWith(Buffer.from(head, encoding).toString())).toBe(true);
      expect(tail.length).toBeLessThan(8);
    }
  });

  test.each([
    HEADER,
    'Bearer Cargo 5',
    '+423663921524357',
    `cargo ${TOKEN.slice(0, 11)}`,
    TOKEN.slice(-11),
    '%',
    '100 % & more \\',
  ])('%j stays as it is', (text) => {
    expect(secrets.mask(text)).toBe(text);
  });

  test('a secret of eight characters is masked as a whole, a shorter one not at all', () => {
    const short = new Secrets(['hunter12', 'right']);
    expect(short.mask('hunter12, hunter1, right')).toBe('***, hunter1, right');
  });

  test('the last eight are known, and those that a process was started with', () => {
    const many = new Secrets(['lasting-secret']);
    const nth = (number: number): string => `secret-of-number-${number}`;
    many.add(nth(1));
    for (let number = 2; number <= 8; number++) many.add(nth(number));
    many.add(nth(1));
    many.add('the-ninth-of-them');
    expect(
      [nth(1), 'of-number-2'.padStart(12), 'the-ninth-of-them', 'lasting-secret'].map((text) => many.mask(text)),
    ).toEqual(['***', ' of-number-2', '***', '***']);
  });
});

describe('JSON data without secrets', () => {
  test('has none in any text, key or error, and is the same otherwise', () => {
    const data = { [TOKEN]: [TOKEN, 5, null, true, { name: `x${JWT}` }], when: 'never' };
    expect(secrets.maskAll(data)).toEqual({ '***': ['***', 5, null, true, { name: 'x***' }], when: 'never' });
  });

  test('of an error, message, stack, cause and what it carries are masked, and it stays the same object', () => {
    const cause = new RangeError(`inner ${JWT}`);
    const error = Object.assign(new TypeError(`outer ${TOKEN}`, { cause }), { requestId: base64(TOKEN), status: 400 });
    expect(secrets.maskAll(error)).toBe(error);
    expect(error).toMatchObject({
      message: 'outer ***',
      requestId: '***c=',
      status: 400,
      cause: { message: 'inner ***' },
    });
    expect(`${error.stack} ${cause.stack}`).not.toMatch(/1234567|c2lnb/);
    expect(error).toBeInstanceOf(TypeError);
  });

  test('is cut where it is deeper than any answer', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(JSON.stringify(secrets.maskAll(deep))).toContain('"***"');
  });
});

describe('what resembles a secret in an error', () => {
  test.each([
    ['a JWT', `got '${JWT}'.`, "got '***'."],
    ['a header', 'Authorization: Bearer abc.def-123', 'Authorization: Bearer ***'],
    ['a password in a URL', 'via http://user:hunter2@proxy:8080/', 'via http://***@proxy:8080/'],
    ['a password with a slash', 'Invalid proxy URL: http://user:hun/ter2@proxy', 'Invalid proxy URL: http://***@proxy'],
    ['a hash', `key ${'0f'.repeat(16)} unknown`, 'key *** unknown'],
    ['something in base64', `${base64('a token that is not ours, of another')} is void`, '*** is void'],
  ])('%s', (_, text, shown) => {
    expect(maskByLooks(text)).toBe(shown);
    expect(maskByLooks(shown)).toBe(shown);
  });

  test.each([
    'Bearer authentication is required',
    'emnify answered GET /api/v1/endpoint/1/stats with HTTP 500 (emnify request 0b1fdd7e-4d4a-4c5d-9c2e-1f2a3b4c5d6e)',
    `a long line: ${'-'.repeat(100)}`,
    'see https://docs.emnify.com/developers/rate-limits',
    'ICCID 8988303000001234567',
  ])('%s is none', (text) => {
    expect(maskByLooks(text)).toBe(text);
  });
});
