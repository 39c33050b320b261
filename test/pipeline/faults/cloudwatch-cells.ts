import { awsCells } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';
import { changed, refuses } from './troubles.ts';

const service = 'cloudwatch';
const denied = 'is not authorized to perform: cloudwatch:GetMetricStatistics';
const NOTICE = 'Texts may stop soon';
/** Only a line is missing: what texts have cost is near the limit in all of these worlds, and mails say so. */
const missing: Pick<Trouble, 'service' | 'note' | 'alsoBroken'> = {
  service,
  note: 'Mails do not say what texts have cost.',
  alsoBroken: ({ mails }) => (mails.some((mail) => mail.includes(NOTICE)) ? ['a mail says what texts have cost'] : []),
};

export const CLOUDWATCH: Cell[] = [
  ...awsCells(missing, {}).map((cell) => (cell.kind === 'slow' ? { ...cell, alsoBroken: noticeLost } : cell)),
  {
    ...missing,
    kind: 'throttled',
    begin: refuses(400, 'Throttling', 'Rate exceeded'),
    says: 'Rate exceeded',
  },
  {
    ...missing,
    kind: '5xx',
    begin: refuses(500, 'InternalServiceFault', 'An error occurred on the server side.'),
    says: 'An error occurred on the server side.',
  },
  {
    ...missing,
    kind: 'access denied',
    begin: refuses(403, 'AccessDenied', `User: arn:aws:sts::1:assumed-role/ours ${denied}`),
    says: denied,
  },
  {
    ...missing,
    kind: 'missing item',
    what: 'no figure of this month',
    begin: changed((answer) => ({ ...answer, Datapoints: [] })),
  },
  {
    ...missing,
    kind: 'partial answer',
    what: 'a figure without a value',
    begin: changed((answer) => ({ ...answer, Datapoints: [{}] })),
  },
];

function noticeLost({ mails }: { mails: string[] }): string[] {
  return mails.every((mail) => mail.includes(NOTICE)) ? [] : ['a mail does not say what texts have cost'];
}
