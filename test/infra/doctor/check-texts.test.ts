import { expect, test } from '@jest/globals';
import { checkTexts } from '../../../infra/doctor/check-texts.ts';
import { DENIED, read } from './fakes.ts';

const PHONE = { protocol: 'sms', endpoint: '+15555550100', state: 'confirmed', arn: 'arn:1' } as const;

function findings(changes: Partial<Parameters<typeof checkTexts>[0]> = {}) {
  const readers: Parameters<typeof checkTexts>[0] = {
    isInSandbox: async () => read(false),
    verifiedNumbers: async () => read([]),
    spendingLimitUsd: async () => read(10),
    spentUsd: async () => read(7.99),
    subscriptions: async () => read([PHONE]),
    variables: async () => read({ SMS_SPENDING_LIMIT: '10' }),
    ...changes,
  };
  return checkTexts(readers, { topicArn: 'arn:texts', notify: 'notify' });
}

test('all may be right', async () => {
  expect((await findings()).map(({ verdict }) => verdict)).toEqual(['right', 'right', 'right']);
});

test('nothing is needed without a phone number', async () => {
  expect(await findings({ subscriptions: async () => read([]), isInSandbox: async () => DENIED })).toMatchObject([
    { verdict: 'right' },
  ]);
});

test.each([
  [read(['+15555550100']), 'right'],
  [read(['+15555550199']), 'wrong'],
  [DENIED, 'unknown'],
])('in the sandbox, verified numbers count: %j is %s', async (verified, verdict) => {
  const [sandbox] = await findings({ isInSandbox: async () => read(true), verifiedNumbers: async () => verified });
  expect(sandbox).toMatchObject({ subject: 'SMS sandbox', verdict });
});

test('a limit that was never set is 1 USD, and must be the one of budgets.yaml', async () => {
  const [, limit, spent] = await findings({ spendingLimitUsd: async () => read(undefined) });
  expect(limit).toMatchObject({
    verdict: 'wrong',
    found: 'AWS stops texts at 1 USD a month, and budgets.yaml says 10',
  });
  expect(spent).toMatchObject({ verdict: 'wrong' });
});

test('from four fifths of the limit on, spending is wrong', async () => {
  const [, , spent] = await findings({ spentUsd: async () => read(8) });
  expect(spent).toMatchObject({
    verdict: 'wrong',
    found: '8.00 of 10 USD this month: at the limit AWS sends no more texts',
  });
});

test('what may not be read is unknown', async () => {
  const denied = async () => DENIED;
  const all = {
    isInSandbox: denied,
    spendingLimitUsd: denied,
    spentUsd: denied,
    subscriptions: denied,
    variables: denied,
  };
  expect((await findings(all)).map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
});
