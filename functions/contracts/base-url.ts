/** Where an API is: scheme and host, such as `https://cdn.emnify.net`. Or why that was not written, without a full stop. */
export type ReadBaseUrl =
  | { origin: string }
  | {
      reason: string;
      /** What to write, where that is known. */
      origin?: string;
      /** Whether what was written may be shown: there is no password in it. */
      isPublic: boolean;
    };

/** Reads an http or https URL of a host alone. Blanks around it, capital letters and a slash at the end mean nothing. */
export function readBaseUrl(written: string): ReadBaseUrl {
  const url = URL.parse(written);
  const isPublic = !/[@?#]/.test(written);
  if (!url?.host || !/^https?:$/.test(url.protocol)) return { reason: 'not a URL', isPublic };
  const { origin, username, password, pathname, search, hash } = url;
  const isBare = username + password + pathname + search + hash === '/';
  return isBare ? { origin } : { reason: 'more than a scheme and a host', origin, isPublic };
}
