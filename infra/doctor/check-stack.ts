import { type Finding, right, unknown, wrong } from './finding.ts';
import type { StackResource, StackState } from './readers.ts';
import { judged, type Reading } from './reading.ts';
import { PLACES } from './stack-parts.ts';

/** The commands of the set-up, which the deployment prints first. */
const STEPS = ['Step1StoreToken', 'Step2SendTestMessage', 'Step3TryOneEndpoint', 'Step4SweepNow'];

const DEPLOY = 'Run npx cdk deploy.';

/** What the checks of the stack look at. */
export interface StackReadings {
  name: string;
  region: string;
  stack: Reading<StackState | undefined>;
  resources: Reading<StackResource[] | undefined>;
}

/** Judges whether the stack is deployed, and whether its outputs and resources can be found. */
export function checkStack({ name, region, stack, resources }: StackReadings): Finding[] {
  return [
    ...judged('stack', stack, (state) =>
      state === undefined ? notDeployed(name, region) : [statusFinding(state.status), outputsFinding(state.outputs)],
    ),
    ...judged('resources', resources, (found) =>
      found === undefined ? [] : right('resources', `${found.length} found`),
    ),
  ];
}

function notDeployed(name: string, region: string): Finding {
  return wrong(
    'stack',
    `there is no stack ${name} in ${region}`,
    `${DEPLOY} If it is deployed elsewhere, name it: npm run doctor -- --stack NAME --region REGION.`,
  );
}

function statusFinding(status: string): Finding {
  if (/ROLLBACK|FAILED|DELETE/.test(status)) {
    return wrong(
      'stack',
      `its last deployment did not succeed: ${status}`,
      `Read why in the events of the stack (CloudFormation console), then deploy again. ${DEPLOY}`,
    );
  }
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE/.test(status)) return right('stack', status);
  return unknown('stack', `it is changing now: ${status}`, 'Wait for the end of the deployment, then run this again.');
}

function outputsFinding(outputs: Record<string, string>): Finding {
  const missing = [...STEPS, ...PLACES].filter((output) => outputs[output] === undefined);
  return missing.length === 0
    ? right('outputs', `${Object.keys(outputs).length} found`)
    : wrong(
        'outputs',
        `not there: ${missing.join(', ')}`,
        `Another version is deployed than the one in this folder. ${DEPLOY}`,
      );
}
