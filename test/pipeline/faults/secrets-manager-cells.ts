import { awsCells } from './aws-cells.ts';
import type { Cell, Trouble } from './cells.ts';
import { changed, cutOff, refuses } from './troubles.ts';

const service = 'secretsManager';
const failing: Pick<Trouble, 'service' | 'fails'> = { service, fails: ['discover', 'evaluate', 'aggregate'] };
const denied = 'is not authorized to perform: secretsmanager:GetSecretValue on resource';
const NO_TOKEN = 'The secret emnify-application-token holds no application token yet. Store yours: aws secretsmanager';

export const SECRETS_MANAGER: Cell[] = [
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
    begin: refuses(500, 'InternalServiceError', 'An error occurred on the server side.'),
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
    what: 'the secret',
    begin: refuses(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret."),
    says: "Secrets Manager can't find the specified secret.",
  },
  {
    ...failing,
    kind: 'missing item',
    what: 'an empty secret',
    begin: changed((answer) => ({ ...answer, SecretString: '' })),
    says: NO_TOKEN,
  },
  {
    ...failing,
    kind: 'missing item',
    what: 'what the deployment puts there before a person does',
    begin: changed((answer) => ({ ...answer, SecretString: 'replace-me' })),
    says: NO_TOKEN,
  },
  {
    ...failing,
    kind: 'partial answer',
    what: 'no value in it',
    begin: changed(({ SecretString: _, ...answer }) => answer),
    says: NO_TOKEN,
  },
  {
    service,
    kind: 'special',
    what: 'a token that emnify does not know',
    begin: changed((answer) => ({ ...answer, SecretString: 'unknown' })),
    isQueueEmpty: true,
    fails: ['discover', 'aggregate'],
    says: 'emnify refuses the application token. Store a valid one.',
    alsoHeard: ['Token refused'],
    note: 'Each function asks once and not again for 50 minutes: three refusals in a row lock the account.',
    alsoBroken: ({ authentications }) => (authentications <= 2 ? [] : [`authenticated ${authentications} times`]),
  },
];
