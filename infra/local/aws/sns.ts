import { randomUUID } from 'node:crypto';
import { AwsFault, type StandInRequest, startHttpStandIn } from './http-stand-in.ts';
import { bodyFor, type PublishRequest, readPublishRequest, requireShortText } from './sns-publish-request.ts';
import { type SmsAccount, smsAccountActions } from './sns-sms-account.ts';
import { type ConfirmationRequest, SnsSubscriptions, type Subscription, type Topic } from './sns-subscriptions.ts';
import { refuseInXml, xmlAnswer } from './sns-xml.ts';

export type { ConfirmationRequest, Subscription } from './sns-subscriptions.ts';

/** The actions of the links in mails. */
const LINKS = ['ConfirmSubscription', 'Unsubscribe'];

/** One accepted Publish, with its recipients. */
export interface Publication extends PublishRequest {
  messageId: string;
  topicName: string;
  topicArn: string;
  /** The bodies as published, without the JSON envelope that AWS adds for machines. */
  deliveries: { subscription: Subscription; body: string }[];
}

/** SNS on this machine: some topics, the actions on messages, subscriptions and the account's texts, and AWS's rules for them. */
export interface SnsStandIn {
  url: string;
  /** The ARN of each topic, by its name. */
  topicArns: Record<string, string>;
  /** The publications of all topics, in order. */
  publications: Publication[];
  /** What was sent to addresses and URLs to confirm a subscription, oldest first. */
  confirmationRequests: ConfirmationRequest[];
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

/**
 * Starts SNS on a free port of 127.0.0.1. Throws an Error for a filter policy with unknown rules.
 * @param options.topics the subscribers of each topic, by the topic's name
 * @param options.now the clock by which unconfirmed subscriptions are deleted
 */
export async function startSns(options: {
  topics: Record<string, Subscription[]>;
  now?: () => Date;
}): Promise<SnsStandIn> {
  const subscriptions = new SnsSubscriptions(options.topics, options.now ?? (() => new Date()));
  const { topics, confirmationRequests } = subscriptions;
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
    const topic = subscriptions.topicIn(form);
    failIfInjected(topic);
    const publication = publishOn(topic, readPublishRequest(form));
    publications.push(publication);
    return `<MessageId>${publication.messageId}</MessageId>`;
  };

  const actions: SnsSubscriptions['actions'] = {
    ...subscriptions.actions,
    ...smsAccountActions(smsAccount),
    Publish: ({ form }) => publish(form),
  };
  const { url, close } = await startHttpStandIn(
    (request) => {
      const form = formOf(request);
      const action = form.get('Action') ?? '';
      const answer = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!answer) throw unknownAction(action);
      const refusal = refusals.get(action);
      if (refusal) throw refusal;
      const result = answer({ form, isSigned: isSigned(request) });
      return xmlAnswer(
        200,
        `${action}Response`,
        `<${action}Result>${result}</${action}Result>` +
          `<ResponseMetadata><RequestId>${request.requestId}</RequestId></ResponseMetadata>`,
      );
    },
    (fault, requestId) => refuseInXml(fault, requestId),
  );

  return {
    url,
    topicArns: Object.fromEntries(topics.map(({ name, arn }) => [name, arn])),
    publications,
    confirmationRequests,
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

/**
 * SNS's guide says that "message attributes are sent only when the message structure is String, not JSON", so a message
 * with a body for each protocol reaches no subscription with a filter policy.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
function publishOn({ name, arn, subscribers }: Topic, request: PublishRequest): Publication {
  const confirmed = subscribers.filter(({ isConfirmed }) => isConfirmed);
  if (confirmed.some(({ subscription }) => subscription.protocol === 'sms')) requireShortText(request);
  const sentAttributes = request.messageStructure === 'json' ? {} : request.attributes;
  const deliveries = confirmed
    .filter(({ accepts }) => accepts(sentAttributes))
    .map(({ subscription }) => ({ subscription, body: bodyFor(request, subscription.protocol) }));
  return { ...request, messageId: randomUUID(), topicName: name, topicArn: arn, deliveries };
}

/** Reads the form of an action, or of a link in a mail. Any other request is an InvalidAction. */
function formOf({ method, path, body }: StandInRequest): URLSearchParams {
  if (method === 'POST') return new URLSearchParams(body);
  const form = new URL(path, 'http://sns').searchParams;
  const action = form.get('Action') ?? '';
  if (method !== 'GET' || !LINKS.includes(action)) throw unknownAction(action);
  return form;
}

function isSigned({ headers }: StandInRequest): boolean {
  return /^AWS4-HMAC-SHA256 Credential=/.test(headers.authorization ?? '');
}

function unknownAction(action: string): AwsFault {
  return new AwsFault(400, 'InvalidAction', `The action ${action} is not one this stand-in knows`);
}
