import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Finding, FindingGroup } from '../../../../infra/doctor/finding.ts';
import { AwsFault, listenOnLoopback, stopServer } from '../../../../infra/local/aws/http-stand-in.ts';
import { type DoctorDeployment, deploy, TOKEN } from '../../doctor/deployment.ts';

const DENIED = new AwsFault(403, 'AccessDenied', `User: arn:aws:iam::000000000000:user/ann is not authorized`);

let deployment: DoctorDeployment;

beforeAll(async () => {
  deployment = await deploy();
});
afterAll(async () => {
  await deployment?.close();
});

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command as npm does, with nothing in its environment but this. */
function doctor(args: string[] = [], env: Record<string, string> = deployment.environment): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env, timeout: 60_000 };
    execFile(process.execPath, ['infra/local/cli/doctor.ts', ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}

async function findings(): Promise<{ code: number; all: Finding[]; output: string }> {
  const { code, stdout, stderr } = await doctor(['--json']);
  const { groups } = JSON.parse(stdout) as { groups: FindingGroup[] };
  return { code, all: groups.flatMap((group) => group.findings), output: stdout + stderr };
}

const notRight = ({ verdict }: Finding): boolean => verdict !== 'right';

describe('a deployment that is in order', () => {
  test('is right in every line, within 80 columns, with status 0', async () => {
    const { code, stdout, stderr } = await doctor();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^EmnifyCostAlerts in eu-central-1, \d+ \w+ \d{4} \d\d:\d\d UTC\n\nStack\n/);
    expect(stdout).not.toMatch(/^ {2}(wrong|unknown)/m);
    expect(stdout).toMatch(/\n\n\d+ right, 0 wrong, 0 unknown\.\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout.match(/^[A-Z][A-Za-z ]+$/gm)).toEqual([
      'Stack',
      'Token',
      'Recipients',
      'Texts',
      'Schedules',
      'Last sweep',
      'Channels',
      'Conditions',
    ]);
  });

  test('has one finding for each recipient, schedule and channel', async () => {
    const { all } = await findings();
    expect(all.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([
        'application token',
        'ops@example.com (mails)',
        'boss@example.com (mails)',
        '+15555550100 (texts)',
        '+15555550101 (texts)',
        'ops@example.com (mails to operators)',
        'boss@example.com (mails to operators)',
        'schedule of discover',
        'schedule of aggregate',
        'schedule of notify',
        'schedule of the monthly test',
        'schedule of report',
        'trigger of evaluate',
        'last sweep',
        'budgets',
      ]),
    );
  });

  test('is tried with dry runs only, and the token stays in AWS', async () => {
    deployment.lambda.payloads.length = 0;
    const before = deployment.sns.publications.length;
    const { output } = await findings();
    expect(deployment.lambda.payloads).toEqual([{ endpointIds: [expect.stringMatching(/^[12]$/)], dryRun: true }]);
    expect(deployment.sns.publications).toHaveLength(before);
    expect(output).not.toContain(TOKEN);
    expect(JSON.stringify(deployment.lambda.payloads)).not.toContain(TOKEN);
  });

  test('is shown to a reader that leaves, without a word', async () => {
    const ended = await new Promise<Omit<Ended, 'stdout'>>((resolve) => {
      const child = spawn(process.execPath, ['infra/local/cli/doctor.ts'], { env: deployment.environment });
      let stderr = '';
      child.stdout.destroy();
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.on('close', (code) => resolve({ code: code ?? -1, stderr }));
    });
    expect(ended).toEqual({ code: 141, stderr: '' });
  });
});

describe('a deployment that is not in order', () => {
  test('has status 1, and a remedy for what is wrong', async () => {
    const { lambda, scheduler, sns, simulator } = deployment;
    const [mapping = ''] = Object.keys(lambda.mappings);
    const name = Object.keys(scheduler.schedules).find((each) => each.includes('DiscoverySweep')) ?? '';
    const schedule = scheduler.schedules[name];
    lambda.mappings[mapping] = 'Disabled';
    delete scheduler.schedules[name];
    sns.smsAccount.isInSandbox = true;
    sns.smsAccount.verifiedNumbers = ['+15555550100'];
    try {
      const { code, all } = await findings();
      expect([code, all.filter(notRight)]).toEqual([
        1,
        [
          {
            subject: 'SMS sandbox',
            verdict: 'wrong',
            found: 'the account is in it, and AWS sends nothing to +15555550101',
            remedy: 'See "Before the first text arrives" in docs/deploying.md.',
          },
          expect.objectContaining({ subject: 'schedule of discover', verdict: 'wrong', found: 'it was deleted' }),
          expect.objectContaining({ subject: 'trigger of evaluate', verdict: 'wrong', found: 'it is disabled' }),
        ],
      ]);
      expect(simulator.requests.length).toBeGreaterThan(0);
    } finally {
      lambda.mappings[mapping] = 'Enabled';
      if (schedule) scheduler.schedules[name] = schedule;
      sns.smsAccount.isInSandbox = false;
    }
  });

  test('says that emnify refuses the token, and never shows it', async () => {
    const { lambda } = deployment;
    const name = Object.keys(lambda.functions).find((each) => each.includes('EvaluateFunction')) ?? '';
    const evaluate = lambda.functions[name];
    const message = `emnify refuses the application token. Bearer ${TOKEN} eyJhbGciOiJIUzI1NiJ9.${TOKEN}`;
    lambda.functions[name] = { variables: {}, invoke: () => Promise.reject(new Error(message)) };
    try {
      const { code, all, output } = await findings();
      expect([code, all.filter(notRight)]).toEqual([
        1,
        [
          {
            subject: 'application token',
            verdict: 'wrong',
            found: 'it is stored, and emnify refuses it',
            remedy:
              'Make a new one in the emnify Portal and store it: output Step1StoreToken. See "Token refused" in docs/operations.md.',
          },
        ],
      ]);
      expect(output).not.toContain('MARKER');
    } finally {
      if (evaluate) lambda.functions[name] = evaluate;
    }
  });

  test('that is not there is said in one line', async () => {
    const { code, stdout } = await doctor(['--stack', 'Berlin', '--region', 'eu-west-1']);
    expect([code, stdout.split('\n').slice(2)]).toEqual([
      1,
      [
        'Stack',
        '  wrong    stack: there is no stack Berlin in eu-west-1',
        '           Run npx cdk deploy. If it is deployed elsewhere, name it: npm run',
        '           doctor -- --stack NAME --region REGION.',
        '',
        '0 right, 1 wrong, 0 unknown.',
        '',
      ],
    ]);
  });
});

describe('what the credentials may not read', () => {
  test('is unknown, with the permission that is missing, and status 0', async () => {
    const undo = deployment.refuseAll(DENIED);
    deployment.cloudFormation.refusals.clear();
    try {
      const { code, all } = await findings();
      expect(code).toBe(0);
      expect(all.filter(({ verdict }) => verdict === 'unknown').map(({ subject }) => subject)).toEqual(
        expect.arrayContaining(['application token', 'topic of mails', 'SMS sandbox', 'schedule of discover']),
      );
      for (const { found, remedy } of all.filter(({ subject }) => subject === 'schedule of discover')) {
        expect([found, remedy]).toEqual([
          'your credentials may not read it (scheduler:ListSchedules and scheduler:GetSchedule)',
          'Use credentials that allow scheduler:ListSchedules and scheduler:GetSchedule.',
        ]);
      }
      expect(JSON.stringify(all)).not.toContain('user/ann');
    } finally {
      undo();
    }
  });

  test('may be the stack itself: then all else is unknown as well', async () => {
    const undo = deployment.refuseAll(DENIED);
    try {
      const { code, all } = await findings();
      expect([code, all.map(({ subject, verdict }) => [subject, verdict])]).toEqual([
        0,
        [
          ['stack', 'unknown'],
          ['resources', 'unknown'],
          ['all other parts', 'unknown'],
        ],
      ]);
    } finally {
      undo();
    }
  });

  test.each([
    ['Throttling', 'AWS has too many requests just now'],
    ['ExpiredToken', 'AWS does not accept your credentials'],
  ])('may be so for a reason that passes: %s', async (code, reason) => {
    deployment.cloudFormation.refusals.set('DescribeStacks', new AwsFault(400, code, 'refused'));
    try {
      const { code: status, all } = await findings();
      expect([status, all[0]]).toEqual([0, expect.objectContaining({ verdict: 'unknown', found: reason })]);
    } finally {
      deployment.cloudFormation.refusals.clear();
    }
  });

  test('may be a service that does not answer', async () => {
    const silent = createServer(() => {});
    const url = await listenOnLoopback(silent);
    await stopServer(silent);
    const { code, stdout } = await doctor(['--json'], { ...deployment.environment, AWS_ENDPOINT_URL_SCHEDULER: url });
    const { groups } = JSON.parse(stdout) as { groups: FindingGroup[] };
    const schedules = groups.find(({ title }) => title === 'Schedules')?.findings ?? [];
    expect([code, new Set(schedules.filter(notRight).map(({ found }) => found))]).toEqual([
      0,
      new Set(['AWS did not answer']),
    ]);
  });
});

describe('what is typed', () => {
  test('may ask for help', async () => {
    const { code, stdout, stderr } = await doctor(['--help'], {});
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('npm run doctor -- --stack NAME');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('may be wrong, which is one line', async () => {
    expect(await doctor(['--stak'], {})).toEqual({
      code: 1,
      stdout: '',
      stderr: "Unknown option '--stak'. See npm run doctor -- --help.\n",
    });
  });

  test('may lack a region, which is one line', async () => {
    const { AWS_REGION: _, ...environment } = deployment.environment;
    expect(await doctor([], { ...environment, HOME: '/nowhere' })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'No region is known. Name it: npm run doctor -- --region eu-central-1.\n',
    });
  });

  test('may lack credentials, which is one line', async () => {
    const environment = { AWS_REGION: 'eu-central-1', HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true' };
    expect(await doctor([], environment)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There are no AWS credentials in your shell. Sign in to AWS, then run this again.\n',
    });
  });
});
