import { expect, test } from '@jest/globals';
import { checkToken } from '../../../infra/doctor/check-token.ts';
import type { Invocation } from '../../../infra/doctor/readers.ts';
import { DENIED, read } from './fakes.ts';

const failure = (message: string): Invocation => ({ kind: 'failure', message });
const answer = (evaluation: object): Invocation => ({
  kind: 'answer',
  answer: { dryRun: true, evaluations: [{ outcome: 'evaluated', ...evaluation }] },
});

async function tried(invocation: Invocation | undefined, endpoint?: string) {
  const payloads: object[] = [];
  const invoke = async (_: string, payload: object) => {
    payloads.push(payload);
    return read(invocation);
  };
  const [finding] = await checkToken({ invoke }, { evaluate: 'evaluate', endpoint });
  return { payloads, finding };
}

test.each<[string, Invocation, string, string]>([
  ['an endpoint with figures', answer({}), 'right', 'it is stored, and emnify accepts it'],
  ['an endpoint that is gone', answer({ outcome: 'skipped' }), 'right', 'it is stored, and emnify accepts it'],
  [
    'an endpoint that it may not read',
    answer({ outcome: 'unjudged', unjudged: 'refused' }),
    'wrong',
    'emnify accepts it, but it may not read statistics',
  ],
  [
    'nothing stored',
    failure('The secret x holds no application token yet. Store yours: …'),
    'wrong',
    'it is not stored, or what is stored is none',
  ],
  [
    'a refusal',
    failure('emnify refuses the application token. Store a valid one. emnify answered …'),
    'wrong',
    'it is stored, and emnify refuses it',
  ],
  [
    'a token of another organisation',
    failure('No token was given out: the application token is of another organisation'),
    'wrong',
    'it is stored, and emnify refuses it',
  ],
  [
    'wrong budgets',
    failure('/EmnifyCostAlerts/budgets has 2 problems'),
    'wrong',
    'emnify accepts it, but evaluate cannot read its budgets',
  ],
  [
    'emnify away',
    failure('emnify did not answer POST /api/v1/authenticate at cdn.emnify.net: HTTP 503'),
    'unknown',
    'evaluate failed: emnify did not answer POST /api/v1/authenticate at cdn.emnify.net: HTTP 503',
  ],
  [
    'a failure with a token in it',
    failure('broken: Bearer MARKER-APPLICATION-TOKEN eyJhbGciOiJIUzI1NiJ9.MARKER\u001b[31m'),
    'unknown',
    'evaluate failed: broken: Bearer *** *** [31m',
  ],
  ['another answer', { kind: 'answer', answer: null }, 'unknown', 'evaluate answered in a way that is not known here'],
])('%s', async (_, invocation, verdict, found) => {
  expect((await tried(invocation, '166')).finding).toMatchObject({ verdict, found });
});

test('it is tried on an endpoint that was checked, else on any: emnify answers about each to a good token only', async () => {
  expect((await tried(answer({}), '166')).payloads).toEqual([{ endpointIds: ['166'], dryRun: true }]);
  const unknownEndpoint = await tried(answer({ outcome: 'unjudged', unjudged: 'refused' }));
  expect(unknownEndpoint.payloads).toEqual([{ endpointIds: ['1'], dryRun: true }]);
  expect(unknownEndpoint.finding).toMatchObject({ verdict: 'right' });
});

test('without evaluate it cannot be tried, and credentials may not allow to invoke it', async () => {
  const invoke = async () => DENIED;
  expect(await checkToken({ invoke }, { evaluate: undefined, endpoint: '1' })).toMatchObject([{ verdict: 'wrong' }]);
  expect(await checkToken({ invoke }, { evaluate: 'x', endpoint: '1' })).toMatchObject([{ verdict: 'unknown' }]);
  expect((await tried(undefined)).finding).toMatchObject({ verdict: 'wrong' });
});
