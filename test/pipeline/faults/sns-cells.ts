import { CHANNELS } from '../../../functions/domain/messages/channel.ts';
import { awsCells } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';
import { answerLost, cutOff, refusesInXml, reworded } from './troubles.ts';

const service = 'sns';
/** Everything that is asked of SNS: to publish, and who subscribes. */
const failing: Pick<Trouble, 'service' | 'fails' | 'waits'> = { service, fails: ['report'], waits: [...CHANNELS] };
const denied = 'is not authorized to perform: SNS:Publish on resource';
const listDenied = 'is not authorized to perform: SNS:ListSubscriptionsByTopic on resource';
const invalid = 'Invalid parameter: Message';
const PUBLISH = /^Publish /;
const TEXT = /^Publish .*TopicArn=[^&]*%3Atext&/;
/** Messages about endpoint 1 by its name, but for the daily report. */
const NAMED = /^Publish (?!.*=report&).*tracker-1/;
/** Mails and events about endpoint 1 by its name or its id. */
const KNOWN =
  /^Publish (?=.*TopicArn=[^&]*%3A(mail|event)&)(?!.*=report&).*(tracker-1|endpoint%201|%22id%22%3A%221%22)/;
const REPORT = /^Publish .*=report&/;

export const SNS: Cell[] = [
  ...awsCells(failing, {}),
  {
    ...failing,
    kind: 'throttled',
    begin: refusesInXml(400, 'Throttling', 'Rate exceeded'),
    says: 'Throttling: Rate exceeded',
  },
  {
    service,
    kind: 'throttled',
    what: 'one message',
    times: 1,
    on: PUBLISH,
    begin: refusesInXml(400, 'Throttling', 'Rate exceeded'),
    says: 'Throttling: Rate exceeded',
    note: 'It is sent a minute or two later.',
  },
  {
    ...failing,
    kind: '5xx',
    begin: refusesInXml(500, 'InternalFailure', 'The request processing has failed.'),
    says: 'InternalFailure: The request processing has failed.',
  },
  {
    service,
    kind: 'connection reset',
    what: 'one answer lost, the message sent',
    times: 1,
    on: PUBLISH,
    begin: answerLost,
    says: 'read ECONNRESET',
    copies: { text: 2 },
  },
  {
    service,
    kind: 'connection reset',
    what: 'in the middle of one answer, the message sent',
    times: 1,
    on: PUBLISH,
    begin: cutOff,
    says: 'aborted',
    copies: { text: 2 },
  },
  {
    service,
    kind: 'connection reset',
    what: 'ten minutes of lost answers, all messages sent',
    on: PUBLISH,
    begin: answerLost,
    minutes: 10,
    waits: [...CHANNELS],
    says: 'read ECONNRESET',
    copies: { text: 4, mail: 3, event: 3 },
    note: 'The pauses of 1, 2, 4 … minutes keep the copies few.',
  },
  {
    service,
    kind: 'access denied',
    on: PUBLISH,
    begin: refusesInXml(403, 'AuthorizationError', `User: arn:aws:sts::1:assumed-role/ours ${denied}`),
    waits: [...CHANNELS],
    says: denied,
  },
  {
    service,
    kind: 'access denied',
    what: 'to the topic of texts',
    on: TEXT,
    begin: refusesInXml(403, 'AuthorizationError', `User: arn:aws:sts::1:assumed-role/ours ${denied}`),
    waits: ['text'],
    says: denied,
  },
  {
    service,
    kind: 'access denied',
    what: 'to the list of subscriptions',
    on: /^ListSubscriptionsByTopic /,
    begin: refusesInXml(403, 'AuthorizationError', `User: arn:aws:sts::1:assumed-role/ours ${listDenied}`),
    fails: ['report'],
    says: listDenied,
  },
  {
    ...failing,
    kind: 'missing item',
    what: 'the topics',
    begin: refusesInXml(404, 'NotFound', 'Topic does not exist'),
    says: 'Topic does not exist',
  },
  {
    service,
    kind: 'partial answer',
    what: 'no message id, the message sent',
    times: 1,
    on: PUBLISH,
    begin: reworded((text) => text.replace(/<MessageId>.*<.MessageId>/, '')),
    says: 'SNS gave no message id',
    copies: { text: 2 },
    note: 'Nobody knows that it was sent.',
  },
  {
    service,
    kind: 'special',
    what: 'a topic without subscriptions',
    begin: reworded((text) => text.replace(/<Subscriptions>.*<.Subscriptions>/, '<Subscriptions/>')),
    alsoHeard: ['Subscriptions'],
    reportSays: '0 confirmed',
    note: 'SNS takes every message, so the report counts who would hear of it.',
  },
  {
    service,
    kind: 'special',
    what: "an endpoint's name that SNS takes in no message about alerts",
    on: NAMED,
    begin: refusesInXml(400, 'InvalidParameter', invalid),
    neverEnds: true,
    note: 'Its messages are sent in their short form, which has no names.',
  },
  {
    service,
    kind: 'special',
    what: "an endpoint's name and id that SNS takes in no mail and no event about alerts",
    on: KNOWN,
    begin: refusesInXml(400, 'InvalidParameter', invalid),
    setsAside: ['mail', 'event'],
    alsoHeard: ['Message set aside'],
    says: invalid,
  },
  {
    service,
    kind: 'special',
    what: 'a daily report that SNS refuses as invalid',
    on: REPORT,
    begin: refusesInXml(400, 'InvalidParameter', invalid),
    alsoHeard: ['Message set aside'],
    says: invalid,
    note: 'It has no short form: it is set aside.',
  },
];
