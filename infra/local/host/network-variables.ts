type Environment = Record<string, string | undefined>;

/** Variables for the certificate authorities that Node and OpenSSL trust. */
const TRUST = ['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** Variables for proxies. Node reads the lower case first, as curl does. */
const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** The hosts of the stand-ins for AWS and of emnify's simulator. */
const THIS_MACHINE = ['127.0.0.1', 'localhost', '::1', '[::1]'];

/** Matches options for a debugger. Each process would open the same port. */
const INSPECTOR = /(?<!\S)--inspect(-brk|-wait|-brk-node)?(=\S*)?(?!\S)/g;

/**
 * Selects the variables that a process needs to reach emnify from the user's network: certificate authorities, proxies and
 * Node's own options. Requests to this machine bypass the proxy.
 *
 * A proxy is used if one is set, as by curl. Node alone would also need `NODE_USE_ENV_PROXY=1`; 0 turns it off.
 */
export function networkVariables(person: Environment): Record<string, string> {
  const nodeOptions = person.NODE_OPTIONS?.replace(INSPECTOR, '').trim();
  return {
    ...copied(person, TRUST),
    ...(nodeOptions && { NODE_OPTIONS: nodeOptions }),
    ...proxyVariables(person),
  };
}

/** Names the variables that would make Node fail with a stack trace. Their values may contain passwords. */
export function unusableProxies(person: Environment): string[] {
  return Object.entries(copied(person, PROXIES))
    .filter(([, value]) => value.trim() && !isProxyUrl(proxyUrl(value)))
    .map(([name]) => name);
}

function proxyVariables(person: Environment): Record<string, string> {
  const unusable = unusableProxies(person);
  const proxies = Object.entries(copied(person, PROXIES)).filter(([name]) => !unusable.includes(name));
  if (proxies.every(([, value]) => !value.trim())) return {};
  return {
    ...Object.fromEntries(proxies.map(([name, value]) => [name, proxyUrl(value)])),
    ...withoutProxy(person),
    NODE_USE_ENV_PROXY: person.NODE_USE_ENV_PROXY ?? '1',
  };
}

function copied(person: Environment, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = person[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Excludes this machine from the proxy, in both spellings, as the lower case would hide the other. A lone asterisk already means every host. */
function withoutProxy({ no_proxy, NO_PROXY }: Environment): Record<string, string> {
  const hosts = (no_proxy ?? NO_PROXY ?? '').trim();
  const all = hosts === '*' ? hosts : [...(hosts ? [hosts] : []), ...THIS_MACHINE].join(',');
  return { no_proxy: all, NO_PROXY: all };
}

/** Adds the scheme that curl allows to leave out. */
function proxyUrl(value: string): string {
  const written = value.trim();
  return written === '' || written.includes('://') ? written : `http://${written}`;
}

/** Checks that user and password can be decoded, as Node decodes them. */
function isProxyUrl(url: string): boolean {
  try {
    const { protocol, username, password } = new URL(url);
    decodeURIComponent(username + password);
    return /^(https?|socks5?):$/.test(protocol);
  } catch {
    return false;
  }
}
