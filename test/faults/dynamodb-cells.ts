import { STAGES } from './alarms.ts';
import { awsCells, PATIENCE } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';
import { answerLost, answers, cutOff, inPages, itemGone, refuses, stalled } from './troubles.ts';

const service = 'dynamodb';
const failing: Pick<Trouble, 'service' | 'fails'> = { service, fails: [...STAGES] };
const capacity = 'Throughput exceeds the current capacity of your table or index.';
const provisioned = 'The level of configured provisioned throughput for the table was exceeded.';
const denied = 'is not authorized to perform: dynamodb:PutItem on resource';
const LEASE = /^UpdateItem .*leasedUntil = :until/;
const MARK = /^UpdateItem .*sentAt/;
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
    fails: ['discover', 'evaluate', 'aggregate'],
    says: `ProvisionedThroughputExceededException: ${provisioned}`,
  },
  {
    service,
    kind: 'throttled',
    what: 'between publishing and marking',
    on: MARK,
    begin: refuses(400, 'ThrottlingException', capacity),
    fails: ['notify'],
    says: `ThrottlingException: ${capacity}`,
    told: 2,
    note: 'What is published and not marked is told again when its lease of two minutes has run out.',
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
    ...PATIENCE,
    isLate: true,
    note: 'A lease that was taken unseen keeps its alerts back for two minutes.',
  },
  {
    ...failing,
    kind: 'connection reset',
    what: 'in mid-answer, the work done',
    begin: cutOff,
    isRetried: true,
    says: 'aborted',
    isLate: true,
    note: 'A lease that was taken unseen keeps its alerts back for two minutes.',
  },
  {
    service,
    kind: 'connection reset',
    what: 'the answer to a claim lost, the work done',
    on: /^PutItem .*claimedAt/,
    begin: answerLost,
    fails: ['evaluate', 'aggregate'],
    says: 'read ECONNRESET',
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
    on: /^GetItem /,
    begin: answers(200, '{}'),
    neverEnds: true,
    note: 'Each look is a first look; what was told is known by its claim.',
  },
  {
    service,
    kind: 'missing item',
    what: 'a claim, before it is leased',
    on: LEASE,
    begin: itemGone,
    isUntold: true,
    note: 'Not told, for nobody claims it any more; the next sweep finds the crossing anew.',
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
