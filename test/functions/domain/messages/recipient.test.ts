import { expect, test } from '@jest/globals';
import { maskAddress, severitiesFor } from '../../../../functions/domain/messages/recipient.ts';

test('the daily report goes to mail addresses that get more than criticals', () => {
  expect(severitiesFor({ channel: 'mail', from: 'warning' })).toEqual(['info', 'warning', 'critical']);
  expect(severitiesFor({ channel: 'mail', from: 'critical' })).toEqual(['critical']);
  expect(severitiesFor({ channel: 'text', from: 'warning' })).toEqual(['warning', 'critical']);
  expect(severitiesFor({ channel: 'text', from: 'critical' })).toEqual(['critical']);
});

test.each([
  ['operations@example.com', 'o..s@example.com'],
  ['ops@example.com', 'o..s@example.com'],
  ['kk@example.com', 'k..@example.com'],
  ['k@example.com', 'k..@example.com'],
  ['a@b@example.com', 'a..b@example.com'],
  ['+15555550100', '+1..0100'],
])('%s is shown as %s', (address, shown) => {
  expect(maskAddress(address)).toBe(shown);
});
