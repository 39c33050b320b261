import { describe, expect, test } from '@jest/globals';
import { networkVariables, unusableProxies } from '../../../../infra/local/host/network-variables.ts';

const THIS_MACHINE = '127.0.0.1,localhost,::1,[::1]';
const PROXY = 'http://proxy.acme.io:3128';

describe('what the functions get of the person’s environment', () => {
  test('is nothing, where nothing is set for a network; least of all credentials', () => {
    const person = {
      PATH: '/bin',
      HOME: '/root',
      EMNIFY_APPLICATION_TOKEN: 'secret',
      AWS_PROFILE: 'acme',
      NODE_OPTIONS: '',
    };
    expect(networkVariables(person)).toEqual({});
    expect(networkVariables({ NO_PROXY: '*', NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: '' })).toEqual({});
  });

  test('is every variable for certificate authorities', () => {
    const person = {
      NODE_EXTRA_CA_CERTS: '/etc/acme.pem',
      NODE_USE_SYSTEM_CA: '1',
      SSL_CERT_FILE: '/etc/ca.pem',
      SSL_CERT_DIR: '/etc/ca',
    };
    expect(networkVariables(person)).toEqual(person);
  });

  test.each([
    ['--use-openssl-ca', '--use-openssl-ca'],
    ['--use-system-ca --inspect', '--use-system-ca'],
    ['--inspect=9229 --use-env-proxy --inspect-brk=0.0.0.0:9229 --inspect-wait', '--use-env-proxy'],
    [
      '--require /opt/--inspect.js --inspect-publish-uid=http',
      '--require /opt/--inspect.js --inspect-publish-uid=http',
    ],
    ['--experimental-vm-modules', '--experimental-vm-modules'],
    ['--inspect-brk', undefined],
  ])('is NODE_OPTIONS without what waits for a debugger: %s', (written, passed) => {
    expect(networkVariables({ NODE_OPTIONS: written }).NODE_OPTIONS?.replace(/\s+/g, ' ')).toBe(passed);
  });
});

describe('a proxy', () => {
  test.each(['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'])(
    'in %s is used, and never for this machine',
    (name) => {
      expect(networkVariables({ [name]: PROXY })).toEqual({
        [name]: PROXY,
        NODE_USE_ENV_PROXY: '1',
        NO_PROXY: THIS_MACHINE,
        no_proxy: THIS_MACHINE,
      });
    },
  );

  test('is not used where the person says so', () => {
    expect(networkVariables({ HTTPS_PROXY: PROXY, NODE_USE_ENV_PROXY: '0' }).NODE_USE_ENV_PROXY).toBe('0');
  });

  test.each([
    [{ NO_PROXY: 'acme.io, .test' }, `acme.io, .test,${THIS_MACHINE}`],
    [{ NO_PROXY: 'upper', no_proxy: 'lower' }, `lower,${THIS_MACHINE}`],
    [{ NO_PROXY: ' ' }, THIS_MACHINE],
    [{ no_proxy: ' * ' }, '*'],
  ])('keeps the exceptions %j', (person, hosts) => {
    const { NO_PROXY, no_proxy } = networkVariables({ HTTPS_PROXY: PROXY, ...person });
    expect([NO_PROXY, no_proxy]).toEqual([hosts, hosts]);
  });

  test.each(['proxy.acme.io:3128', ' http://proxy.acme.io:3128 '])('may be written as for curl: %j', (written) => {
    expect(networkVariables({ HTTPS_PROXY: written }).HTTPS_PROXY).toBe(PROXY);
    expect(unusableProxies({ HTTPS_PROXY: written })).toEqual([]);
  });

  test.each(['socks4://proxy:1080', 'ftp://proxy', 'http://', 'a b', 'http://user:p%zz@proxy'])(
    'that Node cannot use is named, and not passed on: %s',
    (written) => {
      expect(unusableProxies({ HTTPS_PROXY: written, HTTP_PROXY: '' })).toEqual(['HTTPS_PROXY']);
      expect(networkVariables({ HTTPS_PROXY: written, NODE_OPTIONS: '--use-env-proxy' })).toEqual({
        NODE_OPTIONS: '--use-env-proxy',
      });
    },
  );
});
