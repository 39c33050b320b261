import { expect, test } from '@jest/globals';
import { proxyCredentials } from '../../../functions/runtime/proxy-credentials.ts';

test('the passwords of proxies are found as they are written and as they are sent', () => {
  const environment = { HTTPS_PROXY: 'http://me:hun%40ter@proxy:8080', http_proxy: 'http://you:100%@proxy' };
  expect(proxyCredentials(environment)).toEqual([
    'hun%40ter',
    'hun@ter',
    'me:hun%40ter',
    'me:hun@ter',
    '100%',
    '100%',
    'you:100%',
    'you:100%',
  ]);
});

test.each([
  {},
  { HTTPS_PROXY: '' },
  { HTTPS_PROXY: 'http://proxy' },
  { HTTP_PROXY: 'me:x' },
  { HTTP_PROXY: 'http://me@p' },
])('there is none in %j', (environment) => {
  expect(proxyCredentials(environment)).toEqual([]);
});
