import { type Finding, paragraph, right, wrong } from './finding.ts';
import type { AwsReaders, TopicSubscription } from './readers.ts';
import { judged, notRead, type Reading } from './reading.ts';

/** What AWS lets a new account spend on texts in a month. */
const DEFAULT_LIMIT_USD = 1;
/** From this share of the limit on, mails warn of it. */
const WARN_SHARE = 0.8;

const BEFORE_TEXTS = 'See "Before the first text arrives" in docs/deploying.md.';

type Readers = Pick<
  AwsReaders,
  'isInSandbox' | 'verifiedNumbers' | 'spendingLimitUsd' | 'spentUsd' | 'subscriptions' | 'variables'
>;

/** Judges whether AWS lets texts through: the sandbox, and the limit of what they may cost. */
export async function checkTexts(
  readers: Readers,
  { topicArn, notify }: { topicArn: string | undefined; notify: string | undefined },
): Promise<Finding[]> {
  const subscriptions = topicArn === undefined ? undefined : await readers.subscriptions(topicArn);
  const numbers = numbersIn(subscriptions);
  if (numbers?.length === 0) return [right('texts', 'no phone number is subscribed, so nothing is needed')];
  return [...(await sandbox(readers, numbers)), ...(await spending(readers, notify))];
}

/** @returns undefined where the numbers are not known */
function numbersIn(reading: Reading<TopicSubscription[] | undefined> | undefined): string[] | undefined {
  if (reading?.kind !== 'read') return undefined;
  return (reading.value ?? []).flatMap(({ protocol, endpoint }) => (protocol === 'sms' ? endpoint : []));
}

async function sandbox(readers: Readers, numbers: string[] | undefined): Promise<Finding[]> {
  const subject = 'SMS sandbox';
  const reading = await readers.isInSandbox();
  if (reading.kind === 'unread') return [notRead(subject, reading)];
  if (!reading.value) return [right(subject, 'the account is out of it')];
  return judged(subject, await readers.verifiedNumbers(), (verified) => {
    const others = numbers?.filter((number) => !verified.includes(number)) ?? ['some numbers'];
    return others.length === 0
      ? right(subject, 'the account is in it, and every number is verified')
      : wrong(subject, `the account is in it, and AWS sends nothing to ${others.join(', ')}`, BEFORE_TEXTS);
  });
}

async function spending(readers: Readers, notify: string | undefined): Promise<Finding[]> {
  const subject = 'SMS spending limit';
  const [limit, spent, expected] = await Promise.all([
    readers.spendingLimitUsd(),
    readers.spentUsd(),
    limitInBudgets(readers, notify),
  ]);
  if (limit.kind === 'unread') return [notRead(subject, limit)];
  const limitUsd = limit.value ?? DEFAULT_LIMIT_USD;
  return [
    limitFinding(subject, limitUsd, expected),
    ...judged('spent on texts', spent, (usd) => spentFinding('spent on texts', usd, limitUsd)),
  ];
}

/** Reads what `budgets.yaml` says of the limit. @returns undefined where it is not known */
async function limitInBudgets({ variables }: Readers, notify: string | undefined): Promise<number | undefined> {
  const reading = notify === undefined ? undefined : await variables(notify);
  const written = reading?.kind === 'read' ? Number(reading.value?.SMS_SPENDING_LIMIT) : Number.NaN;
  return Number.isFinite(written) ? written : undefined;
}

function limitFinding(subject: string, limitUsd: number, expected: number | undefined): Finding {
  if (expected === undefined || expected === limitUsd) return right(subject, `${limitUsd} USD a month`);
  return wrong(
    subject,
    `AWS stops texts at ${limitUsd} USD a month, and budgets.yaml says ${expected}`,
    `Write smsSpendingLimit: ${limitUsd} and deploy, or change the limit. ${paragraph('Sms spending limit')}`,
  );
}

function spentFinding(subject: string, usd: number, limitUsd: number): Finding {
  const found = `${usd.toFixed(2)} of ${limitUsd} USD this month`;
  return usd >= WARN_SHARE * limitUsd
    ? wrong(subject, `${found}: at the limit AWS sends no more texts`, paragraph('Sms spending limit'))
    : right(subject, found);
}
