import { expect, test } from '@jest/globals';
import { checkBudgets } from '../../../../functions/budgets-file/budgets.ts';
import { SynthesizedStack } from '../../synthesized-stack.ts';

test('a stack with recipients: nobody has topics for programs and no subscription', () => {
  const content = { currency: 'EUR', recipients: 'nobody', budgets: [{ name: 'every-device', limit: 5 }] };
  const checked = checkBudgets(content, { needsRecipients: true });
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  const silent = new SynthesizedStack({ ...checked.file, stackName: 'Silent' });
  expect(() => silent.all('AWS::SNS::Subscription')).toThrow('There is no AWS::SNS::Subscription');
  expect(silent.all('AWS::SNS::Topic').length).toBeGreaterThan(1);
});
