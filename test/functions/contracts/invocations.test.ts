import { expect, test } from '@jest/globals';
import { checkedInWords, checkPayload, resendPayload } from '../../../functions/contracts/invocations.ts';
import { evaluatePayload } from '../../../functions/evaluate/payload.ts';
import { notifyPayload } from '../../../functions/notify/payload.ts';

test('what is asked of the other functions is what they take', () => {
  expect(evaluatePayload.schema.parse(checkPayload('sim/7'))).toEqual({ endpointIds: ['sim/7'], dryRun: false });
  expect(notifyPayload.schema.safeParse(resendPayload('34e44b')).success).toBe(true);
});

test('what a check found is said in words', () => {
  const evaluation = { endpoint: {}, outcome: 'evaluated', reason: 'EUR 1.00 is 20 % of EUR 5.00' };
  expect(checkedInWords({ evaluations: [evaluation] })).toBe('Checked now: EUR 1.00 is 20 % of EUR 5.00.');
  expect(() => checkedInWords({ evaluations: [] })).toThrow('evaluations');
  expect(() => checkedInWords(null)).toThrow('expected object');
});
