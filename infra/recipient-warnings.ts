import type { BudgetsFile } from '../functions/budgets-file/budgets.ts';
import { doubtAbout } from './phone-number.ts';

type Recipients = Pick<BudgetsFile, 'recipients'>;

/** Domains reserved for examples and tests (RFC 2606). */
const EXAMPLE_DOMAIN = /[@.](example\.(com|org|net)|test|example|invalid|localhost)$/i;

/** Numbers reserved for films and examples in North America: 555-0100 to 555-0199. */
const EXAMPLE_NUMBER = /^\+1\d{3}55501\d{2}$/;

/** Warns of what may keep alerts from the named recipients. */
export function recipientWarnings(file: Recipients, name: string): string[] {
  return [...exampleRecipients(file, name), ...doubtfulNumbers(file, name)];
}

/** Warns of recipients that are only examples, as in the project's own budgets.yaml. */
export function exampleRecipients({ recipients: { email, sms } }: Recipients, name: string): string[] {
  const examples = [
    ...email.flatMap(({ to }) => (EXAMPLE_DOMAIN.test(to) ? to : [])),
    ...sms.flatMap(({ to }) => (EXAMPLE_NUMBER.test(to) ? to : [])),
  ];
  if (examples.length === 0) return [];
  return [
    `${name} has recipients that are only examples: ${examples.join(', ')}. ` +
      'No alert reaches them: write your own addresses and numbers below recipients.',
  ];
}

/** Warns of numbers that may get no texts. They are not refused, because lists of number ranges change. */
export function doubtfulNumbers({ recipients: { sms } }: Recipients, name: string): string[] {
  return sms.flatMap(({ to }) => {
    const doubt = EXAMPLE_NUMBER.test(to) ? undefined : doubtAbout(to);
    return doubt
      ? `${name} has the number ${to}, which is ${doubt}: texts may not reach it. Compare it with the phone.`
      : [];
  });
}

/** Warns of a file without any recipients. */
export function noRecipients({ recipients: { email, sms } }: Recipients, name: string): string[] {
  if (email.length + sms.length > 0) return [];
  return [
    `${name} names no recipients: no alert is delivered. Write email or sms below recipients; ` +
      'a deployment without them has to say recipients: nobody.',
  ];
}
