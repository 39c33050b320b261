import {
  ConfirmSubscriptionCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { type FaultStack, MONTH } from './fault-stack.ts';

/** Something that goes wrong on a stack that runs. */
export interface StackFault {
  /** In words, as docs/reliability.md has them. */
  what: string;
  /** How many quarters of an hour it lasts. */
  ticks: number;
  /** @returns what ends it */
  begin(stack: FaultStack): Promise<() => unknown> | (() => unknown);
  /** The subject of the operators' first mail; absent: none is sent. */
  subject?: string;
  /** Minutes from the first run of the watchdog that could see it. */
  afterMinutes?: number;
}

/** Each crossing takes an endpoint that has crossed nothing yet. */
let crossings = 0;
function crossLimit({ fleet }: FaultStack): void {
  crossings += 1;
  fleet.setTraffic(crossings, MONTH, { data: { volume: '30', cost: '7.50' } });
}

const refuseMessages =
  (channel: 'mail' | 'text') =>
  (stack: FaultStack): (() => void) => {
    crossLimit(stack);
    const { sns, topics } = stack.deployment;
    return sns.inject({ errorCode: 'AuthorizationError', status: 403, topicName: topics[channel] });
  };

const stop =
  (name: 'discover' | 'evaluate') =>
  ({ off }: FaultStack): (() => void) => {
    off.add(name);
    return () => off.delete(name);
  };

function refuseToken({ emnify }: FaultStack): () => void {
  emnify.revokeTokens();
  return emnify.inject({ match: /authenticate/, respond: { status: 401 } });
}

function mistypeBudgets({ deployment: { budgets } }: FaultStack): () => void {
  const right = budgets.text;
  budgets.text = right.replace(',', '');
  return () => {
    budgets.text = right;
  };
}

/** The only recipient of mails is gone; a phone is left. */
async function unsubscribe({ deployment: { sns, topics } }: FaultStack): Promise<() => Promise<void>> {
  const client = new SNSClient(localClientSettings(sns.url));
  const TopicArn = sns.topicArns[topics.mail];
  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const { SubscriptionArn, Protocol, Endpoint } = Subscriptions[0] ?? {};
  await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  return async () => {
    await client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
    const Token = sns.confirmationRequests.at(-1)?.token;
    await client.send(new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: 'true' }));
    client.destroy();
  };
}

const purgeEachTime = (stack: FaultStack): (() => void) => {
  stack.afterDiscover = () => stack.deployment.purge();
  return () => {
    stack.afterDiscover = async () => {};
  };
};

export const TEN_FAULTS: StackFault[] = [
  { what: 'the token is revoked', ticks: 2, begin: refuseToken, subject: 'Token refused (critical)', afterMinutes: 0 },
  {
    what: 'the topic for mails refuses',
    ticks: 6,
    begin: refuseMessages('mail'),
    subject: 'Channel fails (critical)',
    afterMinutes: 45,
  },
  {
    what: 'the trigger of `evaluate` is off',
    ticks: 5,
    begin: stop('evaluate'),
    subject: 'Function not started (critical)',
    afterMinutes: 45,
  },
  {
    what: 'the budgets parameter is wrong',
    ticks: 3,
    begin: mistypeBudgets,
    subject: 'Budgets refused (high)',
    afterMinutes: 15,
  },
  {
    what: 'the table of alerts is denied',
    ticks: 2,
    begin: ({ deployment }) => deployment.deny(/dynamodb:.*NotificationLog/),
    subject: 'Notify errors (critical)',
    afterMinutes: 0,
  },
  {
    what: 'the topic for texts refuses',
    ticks: 6,
    begin: refuseMessages('text'),
    subject: 'Channel fails (critical)',
    afterMinutes: 45,
  },
  {
    what: 'the schedule of `discover` is deleted',
    ticks: 4,
    begin: stop('discover'),
    subject: 'Function not started (critical)',
    afterMinutes: 30,
  },
  {
    what: 'the subscription of the only mail address is gone',
    ticks: 3,
    begin: unsubscribe,
    subject: 'Subscriptions (high)',
    afterMinutes: 15,
  },
  { what: 'the queue is purged once', ticks: 1, begin: purgeEachTime },
  {
    what: 'the queue is purged again and again',
    ticks: 7,
    begin: purgeEachTime,
    subject: 'Sweep incomplete (high)',
    afterMinutes: 60,
  },
  {
    what: 'the whole fleet answers `{}`',
    ticks: 6,
    begin: ({ emnify }) => emnify.inject({ match: /stats/, respond: { status: 200, body: '{}' } }),
    subject: 'Fleet not judged (critical)',
    afterMinutes: 45,
  },
];
