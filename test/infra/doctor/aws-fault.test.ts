import { expect, test } from '@jest/globals';
import { reading, readingIn } from '../../../infra/doctor/aws-fault.ts';

function named(name: string, message = 'words of AWS', others: object = {}): Error {
  return Object.assign(new Error(message), { name, ...others });
}

const read = (error: unknown) => reading('sns:GetTopic', () => Promise.reject(error));

test.each([
  ['AccessDenied', 'your credentials may not read it (sns:GetTopic)'],
  ['AccessDeniedException', 'your credentials may not read it (sns:GetTopic)'],
  ['AuthorizationErrorException', 'your credentials may not read it (sns:GetTopic)'],
  ['ExpiredTokenException', 'AWS does not accept your credentials'],
  ['UnrecognizedClientException', 'AWS does not accept your credentials'],
  ['ThrottlingException', 'AWS has too many requests just now'],
  ['TooManyRequestsException', 'AWS has too many requests just now'],
  ['TimeoutError', 'AWS did not answer'],
  ['InternalError', 'AWS refused sns:GetTopic: InternalError: words of AWS'],
])('%s: %s', async (name, reason) => {
  expect(await read(named(name))).toMatchObject({ kind: 'unread', reason });
});

test('a code of the system counts, and so does the cause of an error of an adapter', async () => {
  expect(await read(named('Error', 'connect', { code: 'ECONNREFUSED' }))).toMatchObject({
    reason: 'AWS did not answer',
  });
  const wrapped = new Error('/budgets cannot be read', { cause: named('ThrottlingException') });
  expect(await read(wrapped)).toMatchObject({ reason: 'AWS has too many requests just now' });
});

test('what looks like a secret is masked, and a line stays one', async () => {
  const error = named('Strange', `a\nBearer MARKER-123456 ${'x'.repeat(300)}`);
  const { reason } = (await read(error)) as { reason: string };
  expect(reason).toMatch(/^AWS refused sns:GetTopic: Strange: a Bearer \*\*\* x+\.\.$/);
  expect(reason.length).toBeLessThan(260);
});

test('what AWS does not have is undefined, or gone where something else is read in it', async () => {
  for (const error of [
    named('ResourceNotFoundException'),
    named('NotFoundException'),
    named('ParameterNotFound'),
    named('ValidationError', 'Stack with id Berlin does not exist'),
  ]) {
    expect(await read(error)).toEqual({ kind: 'read', value: undefined });
    const inTable = await readingIn('the table T', 'dynamodb:GetItem', () => Promise.reject(error));
    expect(inTable).toMatchObject({ kind: 'unread', isGone: true, reason: 'the table T is not there' });
  }
  expect(await read(named('ValidationError', 'StackName is too long'))).toMatchObject({ kind: 'unread' });
});
