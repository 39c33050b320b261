import { expect, test } from '@jest/globals';
import { LogGuard } from '../../../../infra/local/host/log-guard.ts';

function check(...lines: string[]): string | undefined {
  const guard = new LogGuard(['my-token', 'a-token-of-many-parts', 'abc']);
  for (const line of lines) guard.read(line);
  try {
    guard.check('evaluate');
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ['{"message":"using my-token"}', '{"message":"using ***"}'],
  ['{"message":"cut: ken-of-many-parts"}', '{"message":"cut: ***"}'],
  ['{"message":"YS10b2tlbi1vZi1tYW55LXBhcnRz"}', '{"message":"***"}'],
])('a function that logs %s is not let go, and what it logged is not shown', (line, shown) => {
  expect(check('a good line', line, 'another')).toBe(`evaluate has written a secret to its log: ${shown}`);
});

test('a log without secrets is', () => {
  const innocent = [
    'Store it: aws secretsmanager put-secret-value --secret-id emnify-application-token',
    '2026-10-14T14:00:00+00:00 ICCID 8988303000001234567, 3+10000000 of "bearer"',
    'devices called eyJhbGciOiJIUzI1NiJ9, Bearer Cargo 5 and +423663921524357',
    'abc is a token that is also a word',
    '',
  ];
  expect(check(...innocent)).toBeUndefined();
});
