import { awsCells } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';
import { answerLost, answers, cutOff, firstNotTaken, refuses } from './troubles.ts';

const service = 'sqs';
const failing: Pick<Trouble, 'service' | 'fails'> = { service, fails: ['discover'] };
const denied = 'is not authorized to perform: sqs:sendmessage on resource';

export const SQS: Cell[] = [
  ...awsCells(failing),
  {
    ...failing,
    kind: 'throttled',
    begin: refuses(400, 'RequestThrottled', 'Request is throttled.'),
    isRetried: true,
    says: 'RequestThrottled: Request is throttled.',
  },
  {
    ...failing,
    kind: '5xx',
    begin: refuses(503, 'ServiceUnavailable', 'The service is unavailable.'),
    isRetried: true,
    says: 'ServiceUnavailable: The service is unavailable.',
  },
  {
    ...failing,
    kind: 'connection reset',
    what: 'the answer lost, the messages taken',
    begin: answerLost,
    isRetried: true,
    says: 'read ECONNRESET',
    note: 'Every try queues the messages once more; an endpoint that is judged twice has its alerts sent once.',
  },
  {
    ...failing,
    kind: 'connection reset',
    what: 'in mid-answer, the messages taken',
    begin: cutOff,
    isRetried: true,
    says: 'aborted',
  },
  {
    service,
    kind: 'malformed answer',
    what: 'an answer that names no message, and none was taken',
    begin: answers(200, '{}'),
    isQueueEmpty: true,
    isUnsent: true,
    alsoHeard: ['Sweep incomplete'],
  },
  {
    ...failing,
    kind: 'access denied',
    begin: refuses(403, 'AccessDenied', `User: arn:aws:sts::1:assumed-role/ours ${denied}`),
    says: denied,
  },
  {
    ...failing,
    kind: 'missing item',
    what: 'the queue',
    begin: refuses(400, 'com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.'),
    says: 'QueueDoesNotExist: The specified queue does not exist.',
  },
  {
    ...failing,
    kind: 'partial answer',
    what: 'one message of a batch not taken',
    on: /^SendMessageBatch /,
    begin: firstNotTaken,
    says: 'SQS did not take 1 of 2 evaluation requests: InternalError: try later',
    note: 'The others of its page are judged; the pages after it are not asked for.',
  },
  {
    service,
    kind: 'special',
    what: 'receiving and deleting',
    cannot: 'Lambda receives and deletes; a message that comes twice is judged twice, and its alerts are sent once',
  },
];
