import { awsCells } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';
import { answerLost, cutOff, refusesInXml, reworded } from './troubles.ts';

const service = 'sns';
const failing: Pick<Trouble, 'service' | 'fails'> = { service, fails: ['notify', 'report'] };
const denied = 'is not authorized to perform: SNS:Publish on resource';

export const SNS: Cell[] = [
  ...awsCells(failing),
  {
    ...failing,
    kind: 'throttled',
    begin: refusesInXml(400, 'Throttling', 'Rate exceeded'),
    isRetried: true,
    says: 'Throttling: Rate exceeded',
  },
  {
    ...failing,
    kind: '5xx',
    begin: refusesInXml(500, 'InternalFailure', 'The request processing has failed.'),
    isRetried: true,
    says: 'InternalFailure: The request processing has failed.',
  },
  {
    service,
    kind: 'connection reset',
    what: 'one answer lost, the message sent',
    times: 1,
    on: /^Publish /,
    begin: answerLost,
    told: 2,
    note: 'The further try sends the message once more.',
  },
  {
    service,
    kind: 'connection reset',
    what: 'in the middle of one answer, the message sent',
    times: 1,
    on: /^Publish /,
    begin: cutOff,
    told: 2,
    note: 'The further try sends the message once more.',
  },
  {
    ...failing,
    kind: 'access denied',
    begin: refusesInXml(403, 'AuthorizationError', `User: arn:aws:sts::1:assumed-role/ours ${denied}`),
    says: denied,
  },
  {
    ...failing,
    kind: 'missing item',
    what: 'the topic',
    begin: refusesInXml(404, 'NotFound', 'Topic does not exist'),
    says: 'Topic does not exist',
  },
  {
    ...failing,
    kind: 'partial answer',
    what: 'no message id, the message sent',
    begin: reworded((text) => text.replace(/<MessageId>.*<.MessageId>/, '')),
    says: 'it is not known to be sent',
    told: 2,
    note: 'Told again with the next run, as nobody knows that it was sent.',
  },
  {
    service,
    kind: 'special',
    what: 'a topic that nobody subscribes to',
    begin: reworded((text) => text.replace(/<Subscriptions>.*<.Subscriptions>/, '<Subscriptions/>')),
    alsoHeard: ['Subscriptions'],
    reportSays: '0 confirmed',
    note: 'SNS takes every message, so the report counts who would hear of it.',
  },
];
