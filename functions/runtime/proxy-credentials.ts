import querystring from 'node:querystring';

const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** Passwords in the variables that name proxies: alone and behind the user, as they are written and as they are sent. */
export function proxyCredentials(environment: Record<string, string | undefined>): string[] {
  return VARIABLES.flatMap((name) => {
    const { username = '', password = '' } = URL.parse(environment[name] ?? '') ?? {};
    const written = password === '' ? [] : [password, `${username}:${password}`];
    return written.flatMap((each) => [each, querystring.unescape(each)]);
  });
}
