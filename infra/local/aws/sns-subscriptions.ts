import { localAccountId, localRegion } from './client-settings.ts';
import { AwsFault } from './http-stand-in.ts';
import { type PublishedAttribute, readFilterPolicy } from './sns-filter-policy.ts';
import { attributesXml, escapeXml } from './sns-xml.ts';

/** A subscription; its filter policy matches message attributes. */
export interface Subscription {
  protocol: 'email' | 'email-json' | 'sms' | 'sqs' | 'https' | 'lambda';
  endpoint: string;
  filterPolicy?: Record<string, unknown[]>;
  /** `with-login` if left out. Only mail and HTTPS wait for a confirmation, and only they have links. */
  confirmed?: 'with-login' | 'by-link' | 'not-yet';
}

/** A mail, or a request to a URL, that asks to confirm a subscription. */
export interface ConfirmationRequest {
  topicArn: string;
  endpoint: string;
  token: string;
}

interface Subscriber {
  subscription: Subscription;
  arn: string;
  accepts(attributes: Record<string, PublishedAttribute>): boolean;
  isConfirmed: boolean;
  /** The request to confirm had a signature. */
  wasAuthenticated: boolean;
  /** Only a request with a signature can end it. */
  authenticateOnUnsubscribe: boolean;
  /** The one that still counts; absent once it is confirmed. */
  token?: { text: string; until: number };
}

export interface Topic {
  name: string;
  arn: string;
  subscribers: Subscriber[];
  /** The number of subscriptions that it ever had: each has an ARN of its own. */
  made: number;
}

/** A form, and whether it was signed: a link in a mail is not. */
export interface SubscriptionCall {
  form: URLSearchParams;
  isSigned: boolean;
}

/** The token is good for two days, after which SNS deletes what is not confirmed. */
const CONFIRM_WITHIN_MS = 48 * 3_600_000;
const PROTOCOLS: Record<Subscription['protocol'], RegExp> = {
  email: /^[^\s@]+@[^\s@]+$/,
  'email-json': /^[^\s@]+@[^\s@]+$/,
  sms: /^\+[1-9]\d{7,14}$/,
  sqs: /^arn:[\w-]+:sqs:/,
  https: /^https:\/\//,
  lambda: /^arn:[\w-]+:lambda:/,
};
const ASKS: string[] = ['email', 'email-json', 'https'];

/**
 * The subscriptions of some topics, by the rules of the SNS API reference (Subscribe, ConfirmSubscription, Unsubscribe,
 * GetSubscriptionAttributes, ListSubscriptionsByTopic). Stricter than AWS where its pages leave something open: it knows
 * one attribute, FilterPolicy, and refuses to end what is not there.
 */
export class SnsSubscriptions {
  readonly topics: Topic[];
  /** Every request to confirm, oldest first. */
  readonly confirmationRequests: ConfirmationRequest[] = [];
  readonly #now: () => Date;

  constructor(topics: Record<string, Subscription[]>, now: () => Date) {
    this.#now = now;
    this.topics = Object.entries(topics).map(([name, subscriptions]) => {
      const topic: Topic = {
        name,
        arn: `arn:aws:sns:${localRegion}:${localAccountId}:${name}`,
        subscribers: [],
        made: 0,
      };
      for (const subscription of subscriptions) this.#add(topic, subscription);
      return topic;
    });
  }

  /** Finds a topic by its ARN. Throws {@link AwsFault} with InvalidParameter or NotFound. */
  topicIn(form: URLSearchParams): Topic {
    const wanted = form.get('TopicArn') ?? '';
    if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}$/.test(wanted)) throw invalidParameter('TopicArn');
    const topic = this.topics.find(({ arn }) => arn === wanted);
    if (topic === undefined) throw new AwsFault(404, 'NotFound', 'Topic does not exist');
    this.#dropUnconfirmed(topic);
    return topic;
  }

  /** Each action that this stand-in knows: the content of its answer, in XML. */
  readonly actions: Record<string, (call: SubscriptionCall) => string> = {
    ListSubscriptionsByTopic: ({ form }) => this.#list(this.topicIn(form)),
    Subscribe: (call) => this.#subscribe(call),
    ConfirmSubscription: (call) => this.#confirm(call),
    Unsubscribe: (call) => this.#unsubscribe(call),
    GetSubscriptionAttributes: ({ form }) => attributesOf(this.#find(form)),
  };

  #list({ arn, subscribers }: Topic): string {
    const members = subscribers.map(
      ({ subscription: { protocol, endpoint }, isConfirmed, arn: subscriptionArn }) =>
        `<member><TopicArn>${arn}</TopicArn><Protocol>${protocol}</Protocol>` +
        `<SubscriptionArn>${isConfirmed ? subscriptionArn : 'PendingConfirmation'}</SubscriptionArn>` +
        `<Owner>${localAccountId}</Owner><Endpoint>${escapeXml(endpoint)}</Endpoint></member>`,
    );
    return `<Subscriptions>${members.join('')}</Subscriptions>`;
  }

  #subscribe({ form, isSigned }: SubscriptionCall): string {
    requireSignature(isSigned);
    const topic = this.topicIn(form);
    const wanted = readSubscription(form);
    const present = topic.subscribers.find(
      ({ subscription: { protocol, endpoint } }) => protocol === wanted.protocol && endpoint === wanted.endpoint,
    );
    const policyOf = ({ filterPolicy }: Subscription) => JSON.stringify(filterPolicy ?? null);
    if (present && policyOf(present.subscription) !== policyOf(wanted)) {
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    }
    const subscriber = present ?? this.#add(topic, wanted);
    if (present && !present.isConfirmed) this.#askToConfirm(topic, present);
    const isShown = subscriber.isConfirmed || form.get('ReturnSubscriptionArn') === 'true';
    return subscriptionArn(isShown ? subscriber.arn : 'pending confirmation');
  }

  #confirm({ form, isSigned }: SubscriptionCall): string {
    const topic = this.topicIn(form);
    const flag = form.get('AuthenticateOnUnsubscribe') ?? 'false';
    if (!['true', 'false'].includes(flag)) throw invalidParameter('AuthenticateOnUnsubscribe');
    if (flag === 'true') requireSignature(isSigned);
    const subscriber = topic.subscribers.find(({ token }) => token !== undefined && token.text === form.get('Token'));
    if (subscriber === undefined) throw invalidParameter('Token');
    subscriber.isConfirmed = true;
    subscriber.wasAuthenticated = isSigned;
    subscriber.authenticateOnUnsubscribe = flag === 'true';
    delete subscriber.token;
    return subscriptionArn(subscriber.arn);
  }

  #unsubscribe({ form, isSigned }: SubscriptionCall): string {
    const subscriber = this.#find(form);
    if (subscriber.authenticateOnUnsubscribe) requireSignature(isSigned);
    for (const topic of this.topics) topic.subscribers = topic.subscribers.filter((each) => each !== subscriber);
    return '';
  }

  #find(form: URLSearchParams): Subscriber {
    const wanted = form.get('SubscriptionArn') ?? '';
    if (!/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+:[\w-]+$/.test(wanted)) throw invalidParameter('SubscriptionArn');
    const subscribers = this.topics.flatMap((topic) => topic.subscribers);
    const subscriber = subscribers.find(({ arn, isConfirmed }) => isConfirmed && arn === wanted);
    if (subscriber === undefined) throw new AwsFault(404, 'NotFound', 'Subscription does not exist');
    return subscriber;
  }

  #add(topic: Topic, subscription: Subscription): Subscriber {
    topic.made += 1;
    const asks = ASKS.includes(subscription.protocol);
    const { confirmed = 'with-login' } = subscription;
    const subscriber: Subscriber = {
      subscription,
      arn: `${topic.arn}:${topic.made}`,
      accepts: readFilterPolicy(subscription.filterPolicy ?? {}),
      isConfirmed: !asks || confirmed !== 'not-yet',
      wasAuthenticated: !asks || confirmed === 'with-login',
      authenticateOnUnsubscribe: asks && confirmed === 'with-login',
    };
    topic.subscribers.push(subscriber);
    if (!subscriber.isConfirmed) this.#askToConfirm(topic, subscriber);
    return subscriber;
  }

  #askToConfirm(topic: Topic, subscriber: Subscriber): void {
    const text = `token-${this.confirmationRequests.length + 1}`;
    subscriber.token = { text, until: this.#now().getTime() + CONFIRM_WITHIN_MS };
    this.confirmationRequests.push({
      topicArn: topic.arn,
      endpoint: subscriber.subscription.endpoint,
      token: text,
    });
  }

  #dropUnconfirmed(topic: Topic): void {
    const now = this.#now().getTime();
    topic.subscribers = topic.subscribers.filter(({ token }) => token === undefined || token.until > now);
  }
}

function readSubscription(form: URLSearchParams): Subscription {
  const protocol = form.get('Protocol') ?? '';
  const endpoint = form.get('Endpoint') ?? '';
  if (!Object.hasOwn(PROTOCOLS, protocol)) throw invalidParameter('Protocol');
  const known = protocol as Subscription['protocol'];
  if (!PROTOCOLS[known].test(endpoint)) throw invalidParameter('Endpoint');
  const filterPolicy = filterPolicyIn(form);
  return { protocol: known, endpoint, confirmed: 'not-yet', ...(filterPolicy && { filterPolicy }) };
}

function filterPolicyIn(form: URLSearchParams): Record<string, unknown[]> | undefined {
  let policy: Record<string, unknown[]> | undefined;
  for (let entry = 1; form.has(`Attributes.entry.${entry}.key`); entry += 1) {
    if (form.get(`Attributes.entry.${entry}.key`) !== 'FilterPolicy') throw invalidParameter('AttributeName');
    policy = parsePolicy(form.get(`Attributes.entry.${entry}.value`) ?? '');
  }
  return policy;
}

function parsePolicy(text: string): Record<string, unknown[]> {
  try {
    const policy = JSON.parse(text);
    readFilterPolicy(policy);
    return policy;
  } catch {
    throw invalidParameter('FilterPolicy: failed to parse JSON');
  }
}

function attributesOf(subscriber: Subscriber): string {
  const { subscription, arn, wasAuthenticated } = subscriber;
  const attributes = {
    SubscriptionArn: arn,
    TopicArn: arn.split(':').slice(0, -1).join(':'),
    Owner: localAccountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    PendingConfirmation: 'false',
    ConfirmationWasAuthenticated: String(wasAuthenticated),
    RawMessageDelivery: 'false',
    ...(subscription.filterPolicy && {
      FilterPolicy: JSON.stringify(subscription.filterPolicy),
      FilterPolicyScope: 'MessageAttributes',
    }),
  };
  return attributesXml('Attributes', attributes);
}

function subscriptionArn(text: string): string {
  return `<SubscriptionArn>${text}</SubscriptionArn>`;
}

function requireSignature(isSigned: boolean): void {
  if (!isSigned) throw new AwsFault(403, 'AuthorizationError', 'The request needs a signature');
}

function invalidParameter(what: string): AwsFault {
  return new AwsFault(400, 'InvalidParameter', `Invalid parameter: ${what}`);
}
