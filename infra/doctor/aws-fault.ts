import { maskByLooks } from '../../functions/domain/values/secrets.ts';
import { shorten, singleLine } from '../../functions/domain/values/text.ts';
import type { Reading, Unread } from './reading.ts';

const LONGEST = 200;

const NOT_THERE = new Set(['ResourceNotFoundException', 'NotFoundException', 'NotFound', 'ParameterNotFound']);
const AGAIN = 'Run this again in some minutes.';

/** Failures by name, with the reason and the remedy. `action` is a permission of IAM. */
const KNOWN: [names: RegExp, words: (action: string) => Unread][] = [
  [
    /AccessDenied|NotAuthorized|UnauthorizedOperation|AuthorizationError/,
    (action) => unread(`your credentials may not read it (${action})`, `Use credentials that allow ${action}.`),
  ],
  [
    /ExpiredToken|InvalidClientToken|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|CredentialsProvider/,
    () => unread('AWS does not accept your credentials', 'Sign in to AWS anew, then run this again.'),
  ],
  [
    /Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded/,
    () => unread('AWS has too many requests just now', AGAIN),
  ],
  [
    /Timeout|ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|socket hang up/i,
    () => unread('AWS did not answer', `Check the network and the region. ${AGAIN}`),
  ],
];

/** Reads one thing of AWS. @param action the permission that it needs. A thing that AWS does not have is undefined */
export async function reading<Value>(action: string, read: () => Promise<Value>): Promise<Reading<Value | undefined>> {
  try {
    return { kind: 'read', value: await read() };
  } catch (error) {
    return isNotThere(error) ? { kind: 'read', value: undefined } : unreadBy(error, action);
  }
}

/** Reads one thing that is always there, unless what holds it is gone. */
export async function readingIn<Value>(
  holder: string,
  action: string,
  read: () => Promise<Value>,
): Promise<Reading<Value>> {
  try {
    return { kind: 'read', value: await read() };
  } catch (error) {
    if (!isNotThere(error)) return unreadBy(error, action);
    return { ...unread(`${holder} is not there`, 'Run npx cdk deploy.'), isGone: true };
  }
}

function isNotThere(error: unknown): boolean {
  const { name, message } = causeOf(error);
  return NOT_THERE.has(name) || (name === 'ValidationError' && message.endsWith('does not exist'));
}

function unreadBy(error: unknown, action: string): Unread {
  const { name, message } = causeOf(error);
  const known = KNOWN.find(([names]) => names.test(`${name} ${codeOf(error)}`))?.[1];
  if (known) return known(action);
  return unread(`AWS refused ${action}: ${shorten(singleLine(maskByLooks(`${name}: ${message}`)), LONGEST)}`, AGAIN);
}

/** The error of AWS: an adapter may have put another around it. */
function causeOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause instanceof Error && !('$metadata' in error) ? causeOf(error.cause) : error;
}

/** The code of the system, such as `ECONNREFUSED`. */
function codeOf(error: unknown): string {
  const cause = causeOf(error);
  return 'code' in cause ? String(cause.code) : '';
}

function unread(reason: string, remedy: string): Unread {
  return { kind: 'unread', reason, remedy };
}
