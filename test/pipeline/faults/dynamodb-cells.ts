import { FUNCTIONS } from '../../../functions/domain/watchdog/observations.ts';
import { awsCells, TIME_LIMIT } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';

import { answerLost, answers, cutOff, inPages, itemGone, refuses, stalled } from './troubles.ts';

const service = 'dynamodb';
const failing: Pick<Trouble, 'service' | 'fails'> = { service, fails: [...FUNCTIONS] };
const capacity = 'Throughput exceeds the current capacity of your table or index.';
const provisioned = 'The level of configured provisioned throughput for the table was exceeded.';
const denied = 'is not authorized to perform: dynamodb:PutItem on resource';
const LEASE = /^PutItem .*"leasedUntil"/;
const HEAD = /^PutItem .*"kind":\{"S":"head"\}/;
const DELIVERED = /^UpdateItem .*endedAt/;
const MARK = /^UpdateItem .*sentAt/;
const DONE = /^UpdateItem .*isDone/;
const WRITE = /^(PutItem|UpdateItem) /;

export const DYNAMODB: Cell[] = [
  ...awsCells(failing),
  {
    ...failing,
    kind: 'throttled',
    begin: refuses(400, 'ThrottlingException', capacity),
    isRetried: true,
    says: `ThrottlingException: ${capacity}`,
  },
  {
    service,
    kind: 'throttled',
    what: 'a table without capacity for any write',
    on: WRITE,
    begin: refuses(400, 'ProvisionedThroughputExceededException', provisioned),
    isRetried: true,
    fails: ['discover', 'evaluate', 'aggregate', 'report'],
    says: `ProvisionedThroughputExceededException: ${provisioned}`,
  },
  {
    service,
    kind: 'throttled',
    what: 'between storing the messages of a notification and its head',
    on: HEAD,
    begin: refuses(400, 'ThrottlingException', capacity),
    fails: ['notify', 'report'],
    says: `ThrottlingException: ${capacity}`,
    note: 'Without its head a notification is not there: its alerts go into another one.',
  },
  {
    service,
    kind: 'throttled',
    what: 'between publishing a message and marking it',
    on: DELIVERED,
    begin: refuses(400, 'ThrottlingException', capacity),
    fails: ['notify'],
    says: `ThrottlingException: ${capacity}`,
    copies: { text: 3 },
    note: 'A message that is published and not marked is sent again a minute later, then after 2, 4 … minutes.',
  },
  {
    service,
    kind: 'throttled',
    what: 'between publishing the messages and marking the alerts',
    on: MARK,
    begin: refuses(400, 'ThrottlingException', capacity),
    fails: ['notify'],
    says: `ThrottlingException: ${capacity}`,
    note: 'The notification lists its alerts, so no other one has them.',
  },
  {
    ...failing,
    kind: '5xx',
    begin: refuses(500, 'InternalServerError', 'Internal server error'),
    isRetried: true,
    says: 'InternalServerError: Internal server error',
  },
  {
    ...failing,
    kind: 'time-out',
    what: 'in mid-answer, the work done',
    begin: stalled,
    isRetried: true,
    ...TIME_LIMIT,
  },
  {
    ...failing,
    kind: 'connection reset',
    what: 'in mid-answer, the work done',
    begin: cutOff,
    isRetried: true,
    says: 'aborted',
  },
  {
    service,
    kind: 'connection reset',
    what: 'the answer to a claim lost, the work done',
    on: /^PutItem .*claimedAt/,
    begin: answerLost,
    fails: ['evaluate'],
    says: 'read ECONNRESET',
  },
  {
    service,
    kind: 'connection reset',
    what: 'one answer to a lease lost, the work done',
    on: LEASE,
    times: 1,
    begin: answerLost,
    note: 'The run believes that another one has it, and everything is sent a minute or two later.',
    alsoBroken: ({ during }) => (during.isAllSentAtOnce ? ['everything was sent at once'] : []),
  },
  {
    ...failing,
    kind: 'access denied',
    begin: refuses(400, 'AccessDeniedException', `User: arn:aws:sts::1:assumed-role/ours ${denied}`),
    says: denied,
  },
  {
    ...failing,
    kind: 'missing item',
    what: 'the table',
    begin: refuses(400, 'ResourceNotFoundException', 'Requested resource not found'),
    says: 'ResourceNotFoundException: Requested resource not found',
  },
  {
    service,
    kind: 'missing item',
    what: 'every month and sweep that was stored',
    on: /^(GetItem |Query .*":month":)/,
    begin: answers(200, '{}'),
    neverEnds: true,
    note: 'Each check is a first check; what was sent is known by its claim.',
  },
  {
    service,
    kind: 'missing item',
    what: 'a message, before it is marked as delivered',
    on: DELIVERED,
    begin: itemGone,
    note: 'The mark makes no half item in its place.',
  },
  {
    service,
    kind: 'missing item',
    what: 'a claim, before it is marked',
    on: MARK,
    begin: itemGone,
    note: 'The mark makes no half item in its place.',
  },
  {
    service,
    kind: 'missing item',
    what: 'a notification, before it is closed',
    on: DONE,
    begin: itemGone,
    note: 'What is left of it is taken away.',
  },
  {
    service,
    kind: 'partial answer',
    what: 'queries in pages of one item, an empty page before each',
    on: /^Query /,
    begin: inPages,
  },
  {
    service,
    kind: 'partial answer',
    what: 'unprocessed items',
    cannot: 'items are written one by one, never by a batch',
  },
];
