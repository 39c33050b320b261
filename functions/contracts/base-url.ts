/** The address of an API: scheme and host, such as `https://cdn.emnify.net`. Or the reason for refusing it, without a full stop. */
export type ReadBaseUrl =
  | { origin: string }
  | {
      reason: string;
      /** The right spelling, if it is known. */
      origin?: string;
      /** Whether the written text may be shown, as it contains no password. */
      isPublic: boolean;
    };

/** Reads an http or https URL of only a host. Ignores blanks around it, capital letters and a slash at the end. */
export function readBaseUrl(written: string): ReadBaseUrl {
  const url = URL.parse(written);
  const isPublic = !/[@?#]/.test(written);
  if (!url?.host || !/^https?:$/.test(url.protocol)) return { reason: 'not a URL', isPublic };
  const { origin, username, password, pathname, search, hash } = url;
  const isBare = username + password + pathname + search + hash === '/';
  return isBare ? { origin } : { reason: 'more than a scheme and a host', origin, isPublic };
}
