import { awsCells } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';
import { answers, changed, cutOff, refuses } from './troubles.ts';

const failing: Pick<Trouble, 'service' | 'fails' | 'alsoHeard'> = {
  service: 'ssm',
  fails: ['evaluate', 'aggregate', 'report'],
  alsoHeard: ['Sweep incomplete'],
};
const denied = 'is not authorized to perform: ssm:GetParameter on resource';
const PROBLEM = 'BudgetsError: /budgets has 1 problem';
const withValue = (Value: string) => changed(({ Parameter }) => ({ Parameter: { ...Object(Parameter), Value } }));

export const SSM: Cell[] = [
  ...awsCells(failing),
  {
    ...failing,
    kind: 'throttled',
    begin: refuses(400, 'ThrottlingException', 'Rate exceeded'),
    isRetried: true,
    says: 'Rate exceeded',
  },
  {
    ...failing,
    kind: '5xx',
    begin: refuses(500, 'InternalServerError', 'An error occurred on the server side.'),
    isRetried: true,
    says: 'An error occurred on the server side.',
  },
  {
    ...failing,
    kind: 'connection reset',
    what: 'in mid-answer',
    begin: cutOff,
    isRetried: true,
    says: 'aborted',
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
    what: 'the parameter',
    // As AWS says it: without a message.
    begin: answers(400, '{"__type":"ParameterNotFound"}'),
    says: 'GetParameterError',
  },
  { ...failing, kind: 'missing item', what: 'an empty parameter', begin: withValue(' '), says: PROBLEM },
  {
    ...failing,
    kind: 'partial answer',
    what: 'half of the budgets',
    begin: withValue('{"currency":"EUR","budgets":[{"na'),
    says: PROBLEM,
  },
  {
    ...failing,
    kind: 'partial answer',
    what: 'no parameter in it',
    begin: changed(() => ({})),
    says: PROBLEM,
  },
];
