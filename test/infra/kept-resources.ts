import { asText, type Resource } from './synthesized-stack.ts';

/** A resource that holds what no deployment can make again. */
export interface KeptResource {
  type: string;
  id: string;
  /** The setting or the recipient that the resource is there for. Absent: it is always there. */
  only?: string;
  /** The topic of a subscription. */
  topic?: string;
}

/** What is lost when a resource of a type gets another logical id: CloudFormation makes a new one for it. */
const LOSSES: Record<string, string> = {
  'AWS::DynamoDB::Table': 'A deployment makes a new, empty table, and every alert is sent once more',
  'AWS::SecretsManager::Secret': 'A deployment makes a new secret without the token, and no endpoint is judged',
  'AWS::SSM::Parameter': 'A deployment makes the parameter a second time under the same name, and fails',
  'AWS::SNS::Topic': 'A deployment makes a new topic without the subscriptions that people and machines have made',
  'AWS::SNS::Subscription': 'AWS asks the recipient to confirm once more, and until then nothing arrives there',
  'AWS::SQS::Queue': 'A deployment makes a new, empty queue and deletes the old one with its messages',
  'AWS::KMS::Key': 'A deployment makes a new key, and the old one is still needed to read the data',
};

const TABLE = 'AWS::DynamoDB::Table';
const TOPIC = 'AWS::SNS::Topic';
const SUBSCRIPTION = 'AWS::SNS::Subscription';
const QUEUE = 'AWS::SQS::Queue';
/** The first topic of the product, of which the name says less than of the later ones. */
const MAILS = 'NotificationAlertsE8F0AAC7';
const TEXTS = 'NotificationTexts5B5CC2A0';
const OPERATORS = 'MonitoringOperatorsTopicA85EC0D1';

/** Logical ids as they are deployed. An id may only go when its resource is to be deleted. */
export const KEPT_RESOURCES: KeptResource[] = [
  { type: TABLE, id: 'StateCostHistory9C5837B4' },
  { type: TABLE, id: 'StateNotificationLog715F43A0' },
  { type: 'AWS::SecretsManager::Secret', id: 'CredentialsEmnifyTokenACEC6EF4' },
  { type: 'AWS::SSM::Parameter', id: 'BudgetsParameterD7EDB95B' },
  { type: 'AWS::KMS::Key', id: 'EncryptionKey3A692D6E', only: 'customerManagedKey' },
  { type: TOPIC, id: MAILS },
  { type: TOPIC, id: TEXTS },
  { type: TOPIC, id: 'NotificationEvents0F747D72' },
  { type: TOPIC, id: OPERATORS },
  { type: SUBSCRIPTION, id: 'NotificationAlertsopsexamplecom6D2B1087', only: 'ops@example.com', topic: MAILS },
  { type: SUBSCRIPTION, id: 'NotificationAlertsbossexamplecom0D8544AB', only: 'boss@example.com', topic: MAILS },
  { type: SUBSCRIPTION, id: 'NotificationTexts155555501005C5ACF22', only: '+15555550100', topic: TEXTS },
  { type: SUBSCRIPTION, id: 'NotificationTexts155555501013C421BD7', only: '+15555550101', topic: TEXTS },
  {
    type: SUBSCRIPTION,
    id: 'MonitoringOperatorsTopicopsexamplecom4809E754',
    only: 'ops@example.com',
    topic: OPERATORS,
  },
  {
    type: SUBSCRIPTION,
    id: 'MonitoringOperatorsTopicbossexamplecomA2493791',
    only: 'boss@example.com',
    topic: OPERATORS,
  },
  { type: QUEUE, id: 'EvaluationRequestsQueue6814ACBC' },
  { type: QUEUE, id: 'EvaluationRequestsDeadLetters47C216A2' },
  { type: QUEUE, id: 'NotificationRoundsDeadLettersFB9DE770' },
  { type: QUEUE, id: 'SchedulesDeadLettersE738B711' },
];

const lossOf = (type: string): string => LOSSES[type] ?? 'A deployment makes a new, empty resource';

/** Every difference between the list and a template, as a sentence that says what it would cost. */
export function lossesIn(resources: Resource[], kept: KeptResource[]): string[] {
  const listed = new Map(kept.map((one) => [nameOfKept(one), one.type]));
  const holding = resources.filter(({ type, deletionPolicy }) => type in LOSSES || deletionPolicy === 'Retain');
  const found = new Map(holding.map((resource) => [nameOfFound(resource), resource.type]));
  const missing = [...listed].filter(([name]) => !found.has(name));
  const unlisted = [...found].filter(([name]) => !listed.has(name));
  return [
    ...missing.map(
      ([name, type]) =>
        `${name} is not in the template: its construct has moved, has another id or is gone. ${lossOf(type)}.`,
    ),
    ...unlisted.map(
      ([name, type]) =>
        `${name} is in the template and not in test/infra/kept-resources.ts. If it is new, then add it. If another one is missing, then its construct has moved: move it back. ${lossOf(type)}.`,
    ),
  ];
}

const nameOfKept = ({ type, id, only, topic }: KeptResource): string =>
  topic === undefined ? `${type} ${id}` : `${type} ${id} of ${only} on <${topic}>`;

const nameOfFound = ({ type, id, properties }: Resource): string =>
  type === SUBSCRIPTION
    ? `${type} ${id} of ${asText(properties.Endpoint)} on ${asText(properties.TopicArn)}`
    : `${type} ${id}`;
