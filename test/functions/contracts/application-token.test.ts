import { describe, expect, test } from '@jest/globals';
import { readApplicationToken } from '../../../functions/contracts/application-token.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.x_y-z';

describe('the application token is found', () => {
  test.each([
    TOKEN,
    ` ${TOKEN}\r\n`,
    `\ufeff${TOKEN}\u200b\u00a0`,
    `"${TOKEN}"`,
    `'${TOKEN}'\n`,
    `“${TOKEN}”`,
    `Bearer ${TOKEN}`,
    `bearer:${TOKEN}`,
    `Authorization: Bearer  ${TOKEN}`,
    `EMNIFY_APPLICATION_TOKEN=${TOKEN}`,
    `export EMNIFY_APPLICATION_TOKEN='${TOKEN}'`,
    `application_token: "${TOKEN}"`,
    `{"application_token":"${TOKEN}"}`,
    `{ "token" : "${TOKEN}" }\n`,
    `{"whatever":" ${TOKEN} ","expires":5}`,
    JSON.stringify(JSON.stringify({ token: `Bearer ${TOKEN}` })),
    `'{"token":"Bearer \\"${TOKEN}\\""}'`,
  ])('in %j', (stored) => {
    expect(readApplicationToken(stored)).toEqual({ token: TOKEN });
  });

  test.each(['right', 'a', '12345678901234567890', 'a!b@c$d%e&f(g)*h,i;j[k]l^m|n~'])('alone: %j', (token) => {
    expect(readApplicationToken(token)).toEqual({ token });
  });
});

describe('what is no application token is refused before emnify is asked', () => {
  test.each([
    ['', 'empty'],
    [' \ufeff\n', 'empty'],
    ['""', 'empty'],
    ['{"token":" "}', 'empty'],
    ['replace-me\n', 'still "replace-me"'],
    ['{"token":"REPLACE-ME"}', 'still "replace-me"'],
  ])('%j is not stored yet', (stored, problem) => {
    expect(readApplicationToken(stored)).toEqual({ problem, isMissing: true });
  });

  test.each([
    [`{"a":"${TOKEN}","b":"c"}`, 'several texts'],
    [`{"token":"${TOKEN}","token":"another"}`, 'several texts'],
    [`{"token":"${TOKEN}","more":{"token":"another"}}`, 'several texts'],
    [`{"emnify":{"token":"${TOKEN}"}}`, 'JSON without a text'],
    ['{}', 'JSON without a text'],
    [`{"auth_token":"${TOKEN}"}`, 'an auth_token'],
    [`["${TOKEN}"]`, 'quotes, brackets'],
    [`{"token":"${TOKEN}"`, 'quotes, brackets'],
    [`"${TOKEN}`, 'quotes, brackets'],
    [`${TOKEN} ${TOKEN}`, 'several words'],
    [`${TOKEN.slice(0, 9)}\n${TOKEN.slice(9)}`, 'several words'],
    ['Bearer', 'the word "Bearer" alone'],
    ['$EMNIFY_APPLICATION_TOKEN', 'the name of a variable'],
    ['%EMNIFY_APPLICATION_TOKEN%', 'the name of a variable'],
    ['<token>', 'a placeholder'],
    ['…', 'a placeholder'],
    ['null', 'a placeholder'],
    ['https://cdn.emnify.net', 'a URL'],
    ['ops@example.com', 'a mail address'],
    ['tök\u00adn', 'not printable ASCII'],
    ['tok\u0000en', 'not printable ASCII'],
  ])('%j', (stored, words) => {
    const read = readApplicationToken(stored);
    expect(read).toEqual({ problem: expect.stringContaining(words) });
    expect(JSON.stringify(read)).not.toMatch(/eyJ|ops@|cdn|tök/);
  });
});
