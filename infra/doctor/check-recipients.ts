import { plural, singleLine } from '../../functions/domain/values/text.ts';
import { type Finding, paragraph, right, unknown, wrong } from './finding.ts';
import type { AwsReaders, DeployedRecipient, TopicSubscription } from './readers.ts';
import { judged, notRead, type Reading } from './reading.ts';
import type { Topic } from './stack-parts.ts';

/** The topics, in the words of a person. */
const MEANS: Record<Topic['kind'], string> = {
  mail: 'mails',
  text: 'texts',
  event: 'events for machines',
  operators: 'mails to operators',
};

type Readers = Pick<AwsReaders, 'subscriptions' | 'isAuthenticated' | 'deployedRecipients'>;

/** Judges each recipient: whether SNS delivers to it, and whether a stranger's click could end that. */
export async function checkRecipients(readers: Readers, topics: Topic[]): Promise<Finding[]> {
  const deployed = await readers.deployedRecipients();
  const lists = await Promise.all(
    topics.map(async (topic) => ({ topic, reading: await readers.subscriptions(topic.arn) })),
  );
  const findings: Finding[] = [];
  for (const { topic, reading } of lists) findings.push(...(await onTopic(readers, topic, reading, deployed)));
  if (deployed.kind === 'unread') findings.push(notRead('missing recipients', deployed));
  return [...findings, ...noRecipient(lists)];
}

async function onTopic(
  readers: Readers,
  topic: Topic,
  reading: Reading<TopicSubscription[] | undefined>,
  deployed: Reading<DeployedRecipient[] | undefined>,
): Promise<Finding[]> {
  const subject = `topic of ${MEANS[topic.kind]}`;
  if (reading.kind === 'unread') return [notRead(subject, reading)];
  if (reading.value === undefined) return [wrong(subject, 'it is gone', 'Run npx cdk deploy.')];
  const there = reading.value.filter(({ state }) => state !== 'deleted');
  const expected = deployed.kind === 'read' ? (deployed.value ?? []) : [];
  const missing = expected
    .filter(({ topic: logicalId }) => logicalId === topic.logicalId)
    .filter((recipient) => !there.some((subscription) => isSame(subscription, recipient)));
  return [
    ...(await Promise.all(there.map((subscription) => judgeSubscription(readers, topic, subscription)))),
    ...missing.map((recipient) =>
      wrong(subjectOf(topic, recipient), 'it is not subscribed any more, and gets nothing', paragraph('Subscriptions')),
    ),
  ];
}

function isSame(one: Recipient, other: Recipient): boolean {
  return one.protocol === other.protocol && one.endpoint.toLowerCase() === other.endpoint.toLowerCase();
}

type Recipient = Pick<TopicSubscription, 'protocol' | 'endpoint'>;

function subjectOf({ kind }: Topic, { endpoint }: Recipient): string {
  return `${singleLine(endpoint)} (${MEANS[kind]})`;
}

async function judgeSubscription(
  { isAuthenticated }: Readers,
  topic: Topic,
  subscription: TopicSubscription,
): Promise<Finding> {
  const subject = subjectOf(topic, subscription);
  const { arn, protocol } = subscription;
  if (arn === undefined) {
    return wrong(
      subject,
      'it is not confirmed, and gets nothing',
      `Do not click the link in AWS's mail. Copy the token from the link and run: aws sns confirm-subscription --region ${regionOf(topic)} --topic-arn ${topic.arn} --authenticate-on-unsubscribe true --token TOKEN`,
    );
  }
  // Only mails carry a link that ends a subscription.
  if (protocol !== 'email') return right(subject, 'it is subscribed');
  const [finding] = judged(subject, await isAuthenticated(arn), (byCredentials) =>
    howConfirmed(subject, byCredentials),
  );
  return finding ?? right(subject, 'it is confirmed');
}

function howConfirmed(subject: string, byCredentials: boolean | undefined): Finding {
  if (byCredentials === undefined) {
    return unknown(subject, 'its subscription ended a moment ago', 'Run this again.');
  }
  return byCredentials
    ? right(subject, 'it is confirmed with credentials: no click in a mail can end it')
    : wrong(
        subject,
        'it is confirmed by a click: the unsubscribe link in each mail ends it, and mail scanners follow links',
        `Subscribe it anew and confirm it with its token. ${paragraph('How to read npm run doctor')}`,
      );
}

function regionOf({ arn }: Topic): string {
  return arn.split(':')[3] ?? '';
}

/** Says whether anyone gets alerts. The operators' topic has none. */
function noRecipient(lists: { topic: Topic; reading: Reading<TopicSubscription[] | undefined> }[]): Finding[] {
  const alerts = lists.filter(({ topic }) => topic.kind !== 'operators');
  const counts = alerts.map(({ reading }) =>
    reading.kind === 'read' ? (reading.value ?? []).filter(({ state }) => state === 'confirmed').length : undefined,
  );
  if (counts.length === 0 || counts.includes(undefined)) return [];
  const confirmed = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return confirmed > 0
    ? [right('all recipients', `alerts reach ${plural(confirmed, 'confirmed subscription')}`)]
    : [
        wrong(
          'all recipients',
          'no confirmed subscription is on any channel: no alert reaches anyone',
          paragraph('Subscriptions'),
        ),
      ];
}
