import { maskByLooks } from '../../functions/domain/values/secrets.ts';
import { shorten, singleLine } from '../../functions/domain/values/text.ts';
import { type Finding, paragraph, right, unknown, wrong } from './finding.ts';
import type { AwsReaders, Invocation } from './readers.ts';
import { judged } from './reading.ts';

const SUBJECT = 'application token';
const LONGEST = 300;

/** The endpoint that emnify is asked about where none is known: its answer needs a token, whether there is one or not. */
const ANY_ENDPOINT = '1';

/**
 * Judges whether the token is stored and whether emnify accepts it. `evaluate` tries it with a dry run, so it stays in
 * AWS.
 */
export async function checkToken(
  { invoke }: Pick<AwsReaders, 'invoke'>,
  { evaluate, endpoint }: { evaluate: string | undefined; endpoint: string | undefined },
): Promise<Finding[]> {
  if (evaluate === undefined) return [noFunction()];
  const reading = await invoke(evaluate, { endpointIds: [endpoint ?? ANY_ENDPOINT], dryRun: true });
  return judged(SUBJECT, reading, (invocation) =>
    invocation === undefined ? noFunction() : judgeInvocation(invocation, endpoint),
  );
}

function noFunction(): Finding {
  return wrong(SUBJECT, 'evaluate, which tries it, is gone', 'Run npx cdk deploy.');
}

/** What `evaluate` says when it fails, by the text in its error. */
const FAILURES: [pattern: RegExp, judge: (message: string) => Finding][] = [
  [
    /holds no application token/,
    () => wrong(SUBJECT, 'it is not stored, or what is stored is none', 'Store it: output Step1StoreToken.'),
  ],
  [
    /refuses the application token|No token was given out|with HTTP 401/,
    () =>
      wrong(
        SUBJECT,
        'it is stored, and emnify refuses it',
        `Make a new one in the emnify Portal and store it: output Step1StoreToken. ${paragraph('Token refused')}`,
      ),
  ],
  [
    /budgets/i,
    () => wrong(SUBJECT, 'emnify accepts it, but evaluate cannot read its budgets', paragraph('Budgets refused')),
  ],
];

function judgeInvocation(invocation: Invocation, endpoint: string | undefined): Finding {
  if (invocation.kind === 'answer') return judgeAnswer(invocation.answer, endpoint);
  const { message } = invocation;
  const known = FAILURES.find(([pattern]) => pattern.test(message))?.[1];
  if (known) return known(message);
  return unknown(
    SUBJECT,
    `evaluate failed: ${shorten(singleLine(maskByLooks(message)), LONGEST)}`,
    `Run this again in some minutes. ${paragraph('Evaluate errors')}`,
  );
}

/** Judges the answer of the dry run. An endpoint that emnify does not know proves the token as well as any other. */
function judgeAnswer(answer: unknown, endpoint: string | undefined): Finding {
  const evaluation = firstEvaluation(answer);
  if (evaluation === undefined) {
    return unknown(
      SUBJECT,
      'evaluate answered in a way that is not known here',
      'Update this folder or the deployment: both must be of one version.',
    );
  }
  if (endpoint !== undefined && evaluation.unjudged === 'refused') {
    return wrong(SUBJECT, 'emnify accepts it, but it may not read statistics', paragraph('Fleet not judged'));
  }
  return right(SUBJECT, 'it is stored, and emnify accepts it');
}

function firstEvaluation(answer: unknown): { unjudged?: unknown } | undefined {
  if (typeof answer !== 'object' || answer === null || !('evaluations' in answer)) return undefined;
  const [first] = Array.isArray(answer.evaluations) ? answer.evaluations : [];
  return typeof first === 'object' && first !== null && 'outcome' in first ? first : undefined;
}
