import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readOptions, UsageError } from '../../../../infra/local/cli/options.ts';

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

  test('is not read where emnify is not asked', () => {
    for (const option of ['--help', '--month']) {
      expect(readOptions([option], { EMNIFY_APPLICATION_TOKEN: 'x y' })).not.toHaveProperty('emnify');
    }
  });
});

const OWN_FLEET = { EMNIFY_APPLICATION_TOKEN: 'app-token-1234567' };

describe('the options of npm start', () => {
  test('are the demonstration, the budgets of the project and a short table where nothing is said', () => {
    expect(readOptions([], { INIT_CWD: '/home/anna' })).toEqual({
      budgets: { name: 'budgets.yaml', path: 'budgets.yaml' },
      json: false,
      sweeps: 1,
      all: false,
      help: false,
      month: false,
    });
  });

  test('take a file from where the shell of the person is, be it called like that of the project', () => {
    const budgets = (typed: string, environment = {}) => readOptions(['--budgets', typed], environment).budgets;
    const shell = { INIT_CWD: '/home/anna' };
    expect(budgets('budgets.yaml', shell)).toEqual({ name: 'budgets.yaml', path: resolve('/home/anna/budgets.yaml') });
    expect(budgets('../b.yaml', shell)).toEqual({ name: '../b.yaml', path: resolve('/home/b.yaml') });
    expect(budgets('/etc/b.yaml', shell)).toEqual({ name: '/etc/b.yaml', path: resolve('/etc/b.yaml') });
    expect(budgets('b.yaml')).toEqual({ name: 'b.yaml', path: resolve('b.yaml') });
  });

  test('show every endpoint with --all, which a month has no table for', () => {
    expect(readOptions(['--all'], {}).all).toBe(true);
    expect(() => readOptions(['--all', '--month'], {})).toThrow(
      new UsageError('--month shows no table of the fleet: leave --all out.'),
    );
  });

  test('name a proxy that cannot be used, without its password, where emnify is asked', () => {
    const proxies = { HTTPS_PROXY: 'socks4://user:pw@proxy', http_proxy: 'http://' };
    expect(() => readOptions([], { ...OWN_FLEET, ...proxies })).toThrow(
      new UsageError('http_proxy and HTTPS_PROXY: write the URL of a proxy, such as http://proxy.acme.io:3128.'),
    );
    expect(readOptions([], proxies).emnify).toBeUndefined();
    expect(readOptions([], { ...OWN_FLEET, HTTPS_PROXY: 'proxy:3128' }).emnify).toMatchObject({
      applicationToken: 'app-token-1234567',
    });
  });
});
