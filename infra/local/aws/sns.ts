import { randomUUID } from 'node:crypto';
import { localAccountId, localRegion } from './client-settings.ts';
import { AwsFault, type StandInRequest, startHttpStandIn } from './http-stand-in.ts';
import { readFilterPolicy } from './sns-filter-policy.ts';
import { bodyFor, type PublishRequest, readPublishRequest, requireShortText } from './sns-publish-request.ts';
import { type SmsAccount, smsAccountActions } from './sns-sms-account.ts';
import { attributesXml, escapeXml, refuseInXml, xmlAnswer } from './sns-xml.ts';

/** A subscription; its filter policy matches message attributes. */
export interface Subscription {
  protocol: 'email' | 'email-json' | 'sms' | 'sqs' | 'https' | 'lambda';
  endpoint: string;
  filterPolicy?: Record<string, unknown[]>;
  /** How it was confirmed; by a click if left out. */
  confirmation?: 'pending' | 'click' | 'credentials';
}

/** One accepted Publish, with its recipients. */
export interface Publication extends PublishRequest {
  messageId: string;
  topicName: string;
  topicArn: string;
  /** The bodies as published, without the JSON envelope that AWS adds for machines. */
  deliveries: { subscription: Subscription; body: string }[];
}

/** SNS on this machine: some topics, what a person may read of them and of texts, and AWS's rules for Publish. */
export interface SnsStandIn {
  url: string;
  /** The ARN of each topic, by its name. */
  topicArns: Record<string, string>;
  /** The publications of all topics, in order. */
  publications: Publication[];
  /** What the account may do with texts, read on every request. */
  smsAccount: SmsAccount;
  /** Actions that are refused by name, until they are deleted here. */
  refusals: Map<string, AwsFault>;
  /** The messages to an address, on any topic, oldest first; a text message has no subject. */
  outbox(protocol: string, endpoint?: string): { subject?: string; body: string; messageId: string }[];
  /**
   * Refuses the next `times` requests to publish (the SDK's own retries count) on one topic, or on every topic, until
   * the returned function is called. Throws an Error for an unknown topic.
   */
  inject(fault: { errorCode: string; status: number; times?: number; topicName?: string }): () => void;
  close(): Promise<void>;
}

interface Topic {
  name: string;
  arn: string;
  subscribers: { subscription: Subscription; accepts: ReturnType<typeof readFilterPolicy> }[];
}

/**
 * Starts SNS on a free port of 127.0.0.1. Throws an Error for a filter policy with unknown rules.
 * @param options.topics the subscribers of each topic, by the topic's name
 */
export async function startSns(options: { topics: Record<string, Subscription[]> }): Promise<SnsStandIn> {
  const topics = Object.entries(options.topics).map(([name, subscriptions]) => createTopic(name, subscriptions));
  const publications: Publication[] = [];
  const smsAccount: SmsAccount = { isInSandbox: false, verifiedNumbers: [] };
  const refusals = new Map<string, AwsFault>();
  const faults = new Set<{ errorCode: string; status: number; remaining: number; topicName?: string }>();

  const failIfInjected = (topic: Topic) => {
    const fault = [...faults].find(({ topicName = topic.name }) => topicName === topic.name);
    if (fault === undefined) return;
    fault.remaining -= 1;
    if (fault.remaining === 0) faults.delete(fault);
    throw new AwsFault(fault.status, fault.errorCode, 'injected by the stand-in');
  };

  const publish = (form: URLSearchParams): string => {
    const topic = findTopic(form, topics);
    failIfInjected(topic);
    const publication = publishOn(topic, readPublishRequest(form));
    publications.push(publication);
    return `<MessageId>${publication.messageId}</MessageId>`;
  };

  const actions: Record<string, (form: URLSearchParams) => string> = {
    Publish: publish,
    ListSubscriptionsByTopic: (form) => listSubscriptions(findTopic(form, topics)),
    GetSubscriptionAttributes: (form) => subscriptionAttributes(form, topics),
    ...smsAccountActions(smsAccount),
  };

  const { url, close } = await startHttpStandIn(
    (request) => {
      const form = new URLSearchParams(request.body);
      const action = form.get('Action') ?? '';
      const result = answerOf(request, actions, action);
      const refusal = refusals.get(action);
      if (refusal) throw refusal;
      return xmlAnswer(
        200,
        `${action}Response`,
        `<${action}Result>${result(form)}</${action}Result>` +
          `<ResponseMetadata><RequestId>${request.requestId}</RequestId></ResponseMetadata>`,
      );
    },
    (fault, requestId) => refuseInXml(fault, requestId),
  );

  return {
    url,
    topicArns: Object.fromEntries(topics.map(({ name, arn }) => [name, arn])),
    publications,
    smsAccount,
    refusals,
    outbox: (protocol, endpoint) =>
      publications.flatMap(({ deliveries, messageId, subject }) =>
        deliveries
          .filter(({ subscription }) => subscription.protocol === protocol)
          .filter(({ subscription }) => endpoint === undefined || subscription.endpoint === endpoint)
          .map(({ body }) => (protocol === 'sms' ? { body, messageId } : { subject, body, messageId })),
      ),
    inject({ errorCode, status, times = Number.POSITIVE_INFINITY, topicName }) {
      if (topicName !== undefined && !topics.some(({ name }) => name === topicName)) {
        throw new Error(`this SNS stand-in has no topic ${topicName}`);
      }
      const fault = { errorCode, status, remaining: times, topicName };
      faults.add(fault);
      return () => {
        faults.delete(fault);
      };
    },
    close,
  };
}

function createTopic(name: string, subscriptions: Subscription[]): Topic {
  const subscribers = subscriptions.map((subscription) => ({
    subscription,
    accepts: readFilterPolicy(subscription.filterPolicy ?? {}),
  }));
  return { name, arn: `arn:aws:sns:${localRegion}:${localAccountId}:${name}`, subscribers };
}

/**
 * SNS's guide says that "message attributes are sent only when the message structure is String, not JSON", so a message
 * with a body for each protocol reaches no subscription with a filter policy.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
function publishOn({ name, arn, subscribers }: Topic, request: PublishRequest): Publication {
  if (subscribers.some(({ subscription }) => subscription.protocol === 'sms')) requireShortText(request);
  const sentAttributes = request.messageStructure === 'json' ? {} : request.attributes;
  const deliveries = subscribers
    .filter(({ subscription, accepts }) => subscription.confirmation !== 'pending' && accepts(sentAttributes))
    .map(({ subscription }) => ({ subscription, body: bodyFor(request, subscription.protocol) }));
  return { ...request, messageId: randomUUID(), topicName: name, topicArn: arn, deliveries };
}

function listSubscriptions({ arn, subscribers }: Topic): string {
  const members = subscribers.map(
    ({ subscription: { protocol, endpoint, confirmation } }, index) =>
      `<member><TopicArn>${arn}</TopicArn><Protocol>${protocol}</Protocol>` +
      `<SubscriptionArn>${confirmation === 'pending' ? 'PendingConfirmation' : subscriptionArn(arn, index)}</SubscriptionArn>` +
      `<Owner>${localAccountId}</Owner><Endpoint>${escapeXml(endpoint)}</Endpoint></member>`,
  );
  return `<Subscriptions>${members.join('')}</Subscriptions>`;
}

function subscriptionArn(topicArn: string, index: number): string {
  return `${topicArn}:${index + 1}`;
}

/** Answers with the attributes of a confirmed subscription that say what it is and how it was confirmed. */
function subscriptionAttributes(form: URLSearchParams, topics: Topic[]): string {
  const wanted = form.get('SubscriptionArn');
  const found = topics
    .flatMap(({ arn, subscribers }) =>
      subscribers.map((each, index) => ({ ...each, arn: subscriptionArn(arn, index) })),
    )
    .find(({ arn, subscription }) => arn === wanted && subscription.confirmation !== 'pending');
  if (found === undefined) throw new AwsFault(404, 'NotFound', 'Subscription does not exist');
  const { protocol, endpoint, confirmation } = found.subscription;
  return attributesXml('Attributes', {
    SubscriptionArn: found.arn,
    Protocol: protocol,
    Endpoint: endpoint,
    PendingConfirmation: 'false',
    ConfirmationWasAuthenticated: String(confirmation === 'credentials'),
  });
}

/** Finds the answer to a known action; any other is an InvalidAction. */
function answerOf<Answer>(request: StandInRequest, actions: Record<string, Answer>, action: string): Answer {
  const found = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (request.method !== 'POST' || found === undefined) {
    throw new AwsFault(400, 'InvalidAction', `The action ${action} is not one this stand-in knows`);
  }
  return found;
}

function findTopic(form: URLSearchParams, topics: Topic[]): Topic {
  const wanted = form.get('TopicArn') ?? '';
  if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}$/.test(wanted)) {
    throw new AwsFault(400, 'InvalidParameter', 'Invalid parameter: TopicArn');
  }
  const topic = topics.find(({ arn }) => arn === wanted);
  if (topic === undefined) throw new AwsFault(404, 'NotFound', 'Topic does not exist');
  return topic;
}
