import { awsCells } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';
import { answers, changed, cutOff, refuses } from './troubles.ts';

/** Budgets that a sweep before has read are in force: nothing fails, and mails go out as ever. */
const kept: Pick<Trouble, 'service' | 'alsoHeard'> = {
  service: 'ssm',
  alsoHeard: ['Budgets refused'],
};
const denied = 'is not authorized to perform: ssm:GetParameter on resource';
const PROBLEM = 'line 1: the content is not JSON';
const withValue = (Value: string) => changed(({ Parameter }) => ({ Parameter: { ...Object(Parameter), Value } }));

export const SSM: Cell[] = [
  ...awsCells(kept, {}).map((cell) =>
    'begin' in cell && cell.kind === 'malformed answer' ? { ...cell, says: 'is not valid JSON' } : cell,
  ),
  {
    ...kept,
    kind: 'throttled',
    begin: refuses(400, 'ThrottlingException', 'Rate exceeded'),
    says: 'Rate exceeded',
  },
  {
    ...kept,
    kind: '5xx',
    begin: refuses(500, 'InternalServerError', 'An error occurred on the server side.'),
    says: 'An error occurred on the server side.',
  },
  {
    ...kept,
    kind: 'connection reset',
    what: 'in mid-answer',
    begin: cutOff,
    says: 'aborted',
  },
  {
    ...kept,
    kind: 'access denied',
    begin: refuses(400, 'AccessDeniedException', `User: arn:aws:sts::1:assumed-role/ours ${denied}`),
    says: denied,
  },
  {
    ...kept,
    kind: 'missing item',
    what: 'the parameter',
    // As AWS says it: without a message.
    begin: answers(400, '{"__type":"ParameterNotFound"}'),
    says: 'cannot be read: ParameterNotFound',
  },
  { ...kept, kind: 'missing item', what: 'an empty parameter', begin: withValue(' '), says: PROBLEM },
  {
    ...kept,
    kind: 'partial answer',
    what: 'half of the budgets',
    begin: withValue('{"currency":"EUR","budgets":[{"na'),
    says: PROBLEM,
  },
  {
    ...kept,
    kind: 'partial answer',
    what: 'no parameter in it',
    begin: changed(() => ({})),
    says: PROBLEM,
  },
];
