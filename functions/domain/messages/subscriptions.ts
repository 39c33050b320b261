import type { Channel } from './channel.ts';
import { maskAddress, RECIPIENT_STATES, type Recipient, type RecipientState } from './recipient.ts';
import type { Subscribers } from './report.ts';

/** The topics that people and machines subscribe to. */
export type SubscribedTopic = Channel | 'operators';
/** The topics that a deployment subscribes people to. */
export type PeopleTopic = Exclude<SubscribedTopic, 'event'>;

/** A subscription as SNS lists it. */
export interface Subscription {
  topic: SubscribedTopic;
  /** SNS's word, such as `email` or `sqs`. */
  protocol: string;
  endpoint: string;
  isConfirmed: boolean;
  /** Whether it was confirmed with a login. Absent where AWS does not say so. */
  wasAuthenticated?: boolean;
}

/** A subscription that a deployment makes. */
export interface ExpectedSubscription {
  topic: PeopleTopic;
  protocol: 'email' | 'sms';
  address: string;
}

/** What became of it. */
export interface RecipientSubscription extends ExpectedSubscription {
  state: RecipientState;
}

/** The subscriptions that a deployment makes for these recipients. Each mail address is an operator, too. */
export function expectedSubscriptions(recipients: Recipient[]): ExpectedSubscription[] {
  return recipients.flatMap(({ channel, address }): ExpectedSubscription[] => {
    if (channel === 'text') return [{ topic: 'text', protocol: 'sms', address }];
    const mail = { protocol: 'email', address } as const;
    return [
      { ...mail, topic: 'mail' },
      { ...mail, topic: 'operators' },
    ];
  });
}

/** Says of each recipient what became of the subscription on these topics. */
export function compareSubscriptions(
  subscriptions: Subscription[],
  recipients: Recipient[],
  topics: PeopleTopic[],
): RecipientSubscription[] {
  return expectedSubscriptions(recipients)
    .filter(({ topic }) => topics.includes(topic))
    .map((expected) => {
      const found = subscriptions.filter(
        ({ topic, protocol, endpoint }) =>
          topic === expected.topic && protocol.startsWith(expected.protocol) && isSame(endpoint, expected.address),
      );
      const states = found.map(stateOf);
      return { ...expected, state: RECIPIENT_STATES.find((each) => states.includes(each)) ?? 'missing' };
    });
}

/** The protocol `email-json` is mail as well. A text has no link that ends its subscription. */
function stateOf({ protocol, isConfirmed, wasAuthenticated }: Subscription): RecipientState {
  if (!isConfirmed) return 'pending';
  if (protocol === 'sms') return 'lasting';
  if (wasAuthenticated === undefined) return 'confirmed';
  return wasAuthenticated ? 'lasting' : 'clicked';
}

/** Compares addresses in any case, and numbers by their digits. */
function isSame(endpoint: string, address: string): boolean {
  const plain = (text: string): string =>
    text.includes('@') ? text.trim().toLowerCase() : text.replaceAll(/[^\dx*#]/g, '');
  return plain(endpoint) === plain(address);
}

/** Counts all subscriptions to the topics of messages, and lists their recipients with masked addresses. */
export function countSubscribers(subscriptions: Subscription[], recipients: Recipient[]): Subscribers {
  const ofMessages = subscriptions.filter(({ topic }) => topic !== 'operators');
  const confirmed = ofMessages.filter(({ isConfirmed }) => isConfirmed).length;
  const compared = compareSubscriptions(ofMessages, recipients, ['mail', 'text']);
  return {
    confirmed,
    pending: ofMessages.length - confirmed,
    missing: compared.filter(({ state }) => state === 'missing').length,
    recipients: compared.map(({ protocol, address, state }) => ({
      channel: protocol === 'sms' ? 'text' : 'mail',
      address: maskAddress(address),
      state,
    })),
  };
}

/**
 * The recipients to subscribe again: those whose subscription is gone, where no confirmed one is left on any topic of
 * messages. Where one is left, a person decides: a recipient may have unsubscribed on purpose.
 */
export function lostRecipients(subscriptions: Subscription[], recipients: Recipient[]): Recipient[] {
  if (subscriptions.some(({ topic, isConfirmed }) => topic !== 'operators' && isConfirmed)) return [];
  const missing = compareSubscriptions(subscriptions, recipients, ['mail', 'text']).filter(
    ({ state }) => state === 'missing',
  );
  return recipients.filter((recipient) => missing.some(({ address }) => address === recipient.address));
}

/** Says what is wrong with subscriptions, the most urgent first: a sentence each, with the masked address. */
export function subscriptionProblems(subscriptions: Subscription[], recipients: Recipient[]): string[] {
  const compared = compareSubscriptions(subscriptions, recipients, ['mail', 'text', 'operators']);
  const urgency: RecipientState[] = ['missing', 'pending', 'clicked'];
  const problems = urgency.flatMap((state) =>
    compared
      .filter((each) => each.state === state)
      .map(({ topic, address }) => sentenceOf(state, maskAddress(address), CONTENTS[topic])),
  );
  const isAnyLost = lostRecipients(subscriptions, recipients).length > 0;
  return isAnyLost
    ? ['No recipient of alerts is left: AWS asks those who are gone to confirm again.', ...problems]
    : problems;
}

const CONTENTS: Record<PeopleTopic, string> = {
  mail: 'mails about costs',
  text: 'texts about costs',
  operators: 'messages about the alerter itself',
};

function sentenceOf(state: RecipientState, address: string, contents: string): string {
  if (state === 'missing') return `${address} gets no ${contents}: the subscription is gone.`;
  if (state === 'pending') return `${address} gets no ${contents}: the subscription is not confirmed.`;
  return `${address} may lose ${contents}: a link in each mail ends the subscription without a login, and mail scanners follow links.`;
}

interface TopicPlace {
  region: string;
  topicArn: string;
}

/** The shell command that subscribes an address. AWS then mails a link to it; a phone number is confirmed at once. */
export function subscribeCommand(
  to: TopicPlace & Pick<ExpectedSubscription, 'protocol' | 'address'> & { filterPolicy?: string },
): string {
  const attributes = to.filterPolicy && `--attributes ${quoted(JSON.stringify({ FilterPolicy: to.filterPolicy }))}`;
  return [
    `aws sns subscribe --region ${to.region} --topic-arn ${to.topicArn}`,
    `--protocol ${to.protocol} --notification-endpoint ${quoted(to.address)}`,
    ...(attributes ? [attributes] : []),
  ].join(' ');
}

/** The shell command that confirms a subscription so that it lasts. Put the token in place of TOKEN. */
export function confirmCommand({ region, topicArn }: TopicPlace): string {
  return `aws sns confirm-subscription --region ${region} --topic-arn ${topicArn} --token TOKEN --authenticate-on-unsubscribe true`;
}

/** The shell command that ends a subscription. @param subscriptionArn the ARN, or what a shell replaces by it */
export function unsubscribeCommand(region: string, subscriptionArn: string): string {
  return `aws sns unsubscribe --region ${region} --subscription-arn ${subscriptionArn}`;
}

/** One word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
