import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { formatMoment } from '../../../functions/domain/values/month.ts';
import { createAwsReaders } from '../../doctor/aws-readers.ts';
import { examine } from '../../doctor/examine.ts';
import { runCommand, unknownArguments } from './command.ts';
import { countsOf, findingsText } from './findings-text.ts';
import { showProgress } from './progress.ts';

const HELP = `Examines a deployment with your shell's AWS credentials. It only reads: one dry
run of evaluate tries the token, which stays in AWS.

  npm run doctor                         the stack EmnifyCostAlerts
  npm run doctor -- --stack NAME         another stack
  npm run doctor -- --region REGION      another region than that of your shell
  npm run --silent doctor -- --json      one JSON document for machines

Each line is right, wrong or unknown. What your credentials may not read is
unknown. The status is 1 where something is wrong, else 0.
`;

/** A mistake in what was typed or in the shell, which the message says in full. */
class DoctorError extends Error {}

/** `npm run doctor`. */
async function main(): Promise<number> {
  const { help, stack, region: typed, json } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const region = await regionOf(typed);
  const now = new Date();
  const groups = await withProgress(`Examining ${stack}`, () =>
    examine(createAwsReaders({ stackName: stack, region }), { name: stack, region, now }),
  );
  const counts = countsOf(groups);
  process.stdout.write(
    json
      ? `${JSON.stringify({ stack, region, at: now.toISOString(), counts, groups }, null, 2)}\n`
      : `${stack} in ${region}, ${formatMoment(now)}\n\n${findingsText(groups)}\n`,
  );
  return counts.wrong > 0 ? 1 : 0;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        stack: { type: 'string', default: 'EmnifyCostAlerts' },
        region: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new DoctorError(unknownArguments(error, 'doctor'));
  }
}

/** Finds the region and checks that there are credentials. */
async function regionOf(typed: string | undefined): Promise<string> {
  const { config } = new CloudFormationClient({ region: typed });
  const region = await config.region().catch(() => {
    throw new DoctorError('No region is known. Name it: npm run doctor -- --region eu-central-1.');
  });
  await config.credentials().catch(() => {
    throw new DoctorError('There are no AWS credentials in your shell. Sign in to AWS, then run this again.');
  });
  return region;
}

async function withProgress<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
  const progress = showProgress({ title, fromSecond: 5 });
  try {
    return await work();
  } finally {
    progress.end();
  }
}

await runCommand(main, [DoctorError]);
