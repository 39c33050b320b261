import { randomUUID } from 'node:crypto';
import { localAccountId, localRegion } from './client-settings.ts';
import { AwsFault, type StandInAnswer, type StandInRequest, startHttpStandIn } from './http-stand-in.ts';
import { readFilterPolicy } from './sns-filter-policy.ts';
import { type PublishRequest, readPublishRequest } from './sns-publish-request.ts';

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/';

const ACTIONS = ['Publish', 'ListSubscriptionsByTopic'];

/** A confirmed subscription; the filter policy looks at message attributes. */
export interface Subscription {
  protocol: 'email' | 'email-json' | 'sms' | 'sqs' | 'https' | 'lambda';
  endpoint: string;
  filterPolicy?: Record<string, unknown[]>;
}

/** One accepted Publish, and to whom it went. */
export interface Publication extends PublishRequest {
  messageId: string;
  topicArn: string;
  /** Bodies as published: the JSON envelope AWS puts around them for machines is left out. */
  deliveries: { subscription: Subscription; body: string }[];
}

/** SNS on this machine: one topic, the actions Publish and ListSubscriptionsByTopic, and the rules AWS has for them. */
export interface SnsStandIn {
  url: string;
  topicArn: string;
  /** In order of publishing. */
  publications: Publication[];
  /** What the subscribers of a protocol got, oldest first; a text message has no subject. */
  outbox(protocol: string, endpoint?: string): { subject?: string; body: string; messageId: string }[];
  /** Refuses the next `times` requests to publish (the SDK's own retries count), or all, until the returned function is called. */
  inject(fault: { errorCode: string; status: number; times?: number }): () => void;
  close(): Promise<void>;
}

/** Starts SNS on a free port of 127.0.0.1. Throws an Error for a filter policy with rules the stand-in does not know. */
export async function startSns(options: { topicName: string; subscriptions: Subscription[] }): Promise<SnsStandIn> {
  const topicArn = `arn:aws:sns:${localRegion}:${localAccountId}:${options.topicName}`;
  const subscribers = options.subscriptions.map((subscription) => ({
    subscription,
    accepts: readFilterPolicy(subscription.filterPolicy ?? {}),
  }));
  const publications: Publication[] = [];
  const faults = new Set<{ errorCode: string; status: number; remaining: number }>();

  const failIfInjected = () => {
    const [fault] = faults;
    if (fault === undefined) return;
    fault.remaining -= 1;
    if (fault.remaining === 0) faults.delete(fault);
    throw new AwsFault(fault.status, fault.errorCode, 'injected by the stand-in');
  };

  const publish = (form: URLSearchParams): string => {
    failIfInjected();
    requireTopic(form, topicArn);
    const request = readPublishRequest(form);
    const deliveries = subscribers
      .filter(({ accepts }) => accepts(request.attributes))
      .map(({ subscription }) => ({ subscription, body: bodyFor(request, subscription) }));
    const messageId = randomUUID();
    publications.push({ ...request, messageId, topicArn, deliveries });
    return messageId;
  };

  const list = (form: URLSearchParams): string => {
    requireTopic(form, topicArn);
    const members = options.subscriptions.map(
      ({ protocol, endpoint }, index) =>
        `<member><TopicArn>${topicArn}</TopicArn><Protocol>${protocol}</Protocol>` +
        `<SubscriptionArn>${topicArn}:${index + 1}</SubscriptionArn><Owner>${localAccountId}</Owner>` +
        `<Endpoint>${escapeXml(endpoint)}</Endpoint></member>`,
    );
    return `<Subscriptions>${members.join('')}</Subscriptions>`;
  };

  const { url, close } = await startHttpStandIn((request) => {
    const form = formOf(request);
    const action = form.get('Action');
    const result = action === 'Publish' ? `<MessageId>${publish(form)}</MessageId>` : list(form);
    return xmlAnswer(
      200,
      `${action}Response`,
      `<${action}Result>${result}</${action}Result>` +
        `<ResponseMetadata><RequestId>${request.requestId}</RequestId></ResponseMetadata>`,
    );
  }, refuse);

  return {
    url,
    topicArn,
    publications,
    outbox: (protocol, endpoint) =>
      publications.flatMap(({ deliveries, messageId, subject }) =>
        deliveries
          .filter(({ subscription }) => subscription.protocol === protocol)
          .filter(({ subscription }) => endpoint === undefined || subscription.endpoint === endpoint)
          .map(({ body }) => (protocol === 'sms' ? { body, messageId } : { subject, body, messageId })),
      ),
    inject({ errorCode, status, times = Number.POSITIVE_INFINITY }) {
      const fault = { errorCode, status, remaining: times };
      faults.add(fault);
      return () => {
        faults.delete(fault);
      };
    },
    close,
  };
}

/** The form of an action that we know; every other is an InvalidAction. */
function formOf(request: StandInRequest): URLSearchParams {
  const form = new URLSearchParams(request.body);
  const action = form.get('Action');
  if (request.method !== 'POST' || !ACTIONS.includes(action ?? '')) {
    throw new AwsFault(400, 'InvalidAction', `The action ${action} is not one this stand-in knows`);
  }
  return form;
}

function requireTopic(form: URLSearchParams, topicArn: string): void {
  const wanted = form.get('TopicArn') ?? '';
  if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}$/.test(wanted)) {
    throw new AwsFault(400, 'InvalidParameter', 'Invalid parameter: TopicArn');
  }
  if (wanted !== topicArn) throw new AwsFault(404, 'NotFound', 'Topic does not exist');
}

function bodyFor({ bodies }: PublishRequest, { protocol }: Subscription): string {
  return bodies[protocol] ?? bodies.default ?? '';
}

function refuse(fault: AwsFault, requestId: string): StandInAnswer {
  const type = fault.status < 500 ? 'Sender' : 'Receiver';
  return xmlAnswer(
    fault.status,
    'ErrorResponse',
    `<Error><Type>${type}</Type><Code>${fault.code}</Code><Message>${escapeXml(fault.message)}</Message></Error>` +
      `<RequestId>${requestId}</RequestId>`,
  );
}

function xmlAnswer(status: number, element: string, content: string): StandInAnswer {
  return { status, contentType: 'text/xml', body: `<${element} xmlns="${namespace}">${content}</${element}>` };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
