import { describe, expect, test } from '@jest/globals';
import { readOptions, UsageError } from '../../infra/local/options.ts';

const TOKEN = 'app-token-1234567';

function emnifyOf(baseUrl: string | undefined, applicationToken = TOKEN) {
  return readOptions([], { EMNIFY_BASE_URL: baseUrl, EMNIFY_APPLICATION_TOKEN: applicationToken }).emnify;
}

function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  return 'nothing to complain about';
}

describe('the address of emnify', () => {
  test.each([
    [undefined, 'https://cdn.emnify.net'],
    ['', 'https://cdn.emnify.net'],
    [' HTTPS://CDN.emnify.net/ ', 'https://cdn.emnify.net'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['https://api.example.com:443/?#', 'https://api.example.com'],
  ])('%j is %s', (written, baseUrl) => {
    expect(emnifyOf(written)).toEqual({ baseUrl, applicationToken: TOKEN });
  });

  test.each([
    [
      'https://a.example/api/v1',
      'EMNIFY_BASE_URL is "https://a.example/api/v1", more than a scheme and a host: write https://a.example.',
    ],
    ['cdn.emnify.net', 'EMNIFY_BASE_URL is "cdn.emnify.net", not a URL: write a URL such as https://cdn.emnify.net.'],
    [
      'ftp://cdn.emnify.net',
      'EMNIFY_BASE_URL is "ftp://cdn.emnify.net", not a URL: write a URL such as https://cdn.emnify.net.',
    ],
    ['http://me:hunter2@a.example', 'EMNIFY_BASE_URL is more than a scheme and a host: write http://a.example.'],
    ['https://a.example?key=hunter2', 'EMNIFY_BASE_URL is more than a scheme and a host: write https://a.example.'],
    ['http://me:hunter/2@a.example', 'EMNIFY_BASE_URL is not a URL: write a URL such as https://cdn.emnify.net.'],
    ['me:hunter2@a.example', 'EMNIFY_BASE_URL is not a URL: write a URL such as https://cdn.emnify.net.'],
  ])('%s is refused, and no password is shown', (written, message) => {
    expect(complaint(() => emnifyOf(written))).toBe(message);
  });
});

describe('the application token', () => {
  test('is unwrapped', () => {
    expect(emnifyOf(undefined, ` {"application_token":"Bearer ${TOKEN}"}\n`)).toMatchObject({
      applicationToken: TOKEN,
    });
  });

  test('that is none is refused without being shown', () => {
    expect(complaint(() => emnifyOf(undefined, `${TOKEN} x`))).toBe(
      'EMNIFY_APPLICATION_TOKEN is several words, and a token has no white space in it. Write the application token alone, as the emnify Portal shows it (Integrations, Application tokens).',
    );
  });

  test('is not looked at where emnify is not asked', () => {
    for (const option of ['--help', '--month']) {
      expect(readOptions([option], { EMNIFY_APPLICATION_TOKEN: 'x y' })).not.toHaveProperty('emnify');
    }
  });
});
