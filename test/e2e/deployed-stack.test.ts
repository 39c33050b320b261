import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { localAccountId, localRegion } from '../../infra/local/aws/client-settings.ts';
import { judge } from './judge.ts';
import { policyOn } from './policies.ts';
import { type CallOfAService, callsOfServices } from './service-calls.ts';
import { playStory, type Story } from './story.ts';

const ANOTHER_ACCOUNT = '999999999999';
const WITHOUT_TLS = { 'aws:SecureTransport': 'false' };
const FUNCTIONS = ['discover', 'evaluate', 'aggregate', 'notify', 'report'];

/** What all tests look back on. */
let story: Story;

beforeAll(async () => {
  story = await playStory();
});

afterAll(async () => {
  await story?.close();
});

test('the deployment has all functions, and no other', () => {
  expect(story.deployment.functionNames.toSorted()).toEqual(FUNCTIONS.toSorted());
});

test('the bundles carry one endpoint over its limit from the schedule to a mail and a text, once', () => {
  const { sns } = story.deployment;
  const sweep = { listed: 5, queued: 5, unreadable: 0, missing: 0 };
  expect(story.sweeps).toMatchObject([sweep, sweep, sweep]);
  expect(story.rounds).toMatchObject([
    { kind: 'nothing-pending' },
    { kind: 'nothing-pending' },
    { kind: 'settling', alerts: 1 },
    { kind: 'told', alerts: 1 },
    { kind: 'nothing-pending' },
    { kind: 'nothing-pending' },
  ]);
  const [mail] = sns.outbox('email', 'ops@example.com');
  expect(mail?.subject).toMatch(/^\[CRITICAL\] tracker-1: EUR 6\.10 of EUR 5\.00 \(122%\), Oct 2026/);
  expect(mail?.body).toContain('tracker-1');
  expect(sns.outbox('sms')[0]?.body).toMatch(/^CRIT emnify: tracker-1 EUR 6\.10 of 5\.00 \(122%\)/);
});

test('a run of the watch walks the list, and finds in the total of the organisation what the endpoints have cost', () => {
  expect(story.watch).toMatchObject({ kind: 'watched', sweep: { listed: 5 }, watch: { verdict: 'quiet' } });
});

test('a notification can be had once more, word for word', () => {
  const [first, again, ...others] = story.deployment.sns.outbox('sms');
  expect(story.resent).toMatchObject({ kind: 'told', alerts: 1 });
  expect(again?.body).toBe(first?.body);
  expect(again?.messageId).not.toBe(first?.messageId);
  expect(others).toEqual([]);
});

test('every endpoint of a sweep is evaluated, skipped or failed, and counted in the metrics', () => {
  expect(story.counted).toEqual({
    EndpointsListed: 2 * 5,
    EndpointsEvaluated: 2 * 3,
    EndpointsSkipped: 2 * 1,
    MessagesFailed: 2 * 2,
    AlertsClaimed: 1,
    SharedBudgetsJudged: 2 * 2,
  });
});

test('what endpoints share is added up after every sweep', () => {
  const sums = (total: string) => ({
    dryRun: false,
    aggregations: [
      { scope: { kind: 'group', id: 'all-cameras' }, decision: { kind: 'below', spend: '22.5', limit: '400' } },
      { scope: { kind: 'organisation' }, decision: { kind: 'below', spend: total, limit: '2000' } },
    ],
  });
  expect(story.sums).toMatchObject([sums('24.9'), sums('28.6'), sums('28.6')]);
});

test('the daily report is mailed to whom wants more than alarms, and texted to nobody', () => {
  const { sns } = story.deployment;
  const reports = sns.publications.filter(({ subject }) => subject?.startsWith('Fleet report'));
  expect(story.report).toMatchObject({ subject: reports[0]?.subject, messageId: reports[0]?.messageId });
  expect(reports.map(({ deliveries }) => deliveries.map(({ subscription }) => subscription.endpoint))).toEqual([
    ['ops@example.com'],
  ]);
  const body = reports[0]?.deliveries[0]?.body;
  expect(body).toMatch(/Spent so far\s+EUR 28\.60/);
  expect(body).toMatch(/122 %\s+EUR 6\.10 of 5\.00\s+tracker-1/);
  expect(body).toContain('[CRITICAL] tracker-1: EUR 6.10 of EUR 5.00');
});

describe('by hand', () => {
  test('endpoints are judged', async () => {
    expect(await story.invoke('evaluate', { endpointIds: ['2'], dryRun: true })).toMatchObject({
      dryRun: true,
      evaluations: [
        {
          endpoint: { id: '2', name: 'camera-1', tags: ['Berlin', 'Camera'] },
          outcome: 'evaluated',
          decisions: [{ kind: 'below', budget: 'cameras', spend: '22.5', limit: '50', ratioPct: 45 }],
          alerts: [],
        },
      ],
    });
  });

  test('one endpoint is explained', async () => {
    const { words } = (await story.invoke('evaluate', { explain: '1' })) as { words: string[] };
    expect(words.join('\n')).toContain('tracker-1');
  });

  test('shared budgets are added up and nothing is written', async () => {
    expect(await story.invoke('aggregate', { dryRun: true })).toMatchObject({ dryRun: true, aggregations: [{}, {}] });
  });

  test('the stored figures are replayed against other budgets', async () => {
    const backtest = { currency: 'EUR', budgets: [{ name: 'tight', limit: 3 }] };
    expect(JSON.stringify(await story.invoke('aggregate', { backtest }))).toContain('tight');
  });

  test('a report is made and not sent', async () => {
    const { length } = story.deployment.sns.publications;
    expect(await story.invoke('report', { dryRun: true })).toMatchObject({
      subject: expect.stringContaining('Fleet report'),
    });
    expect(story.deployment.sns.publications).toHaveLength(length);
  });

  test('a message marked as a test goes the whole way', async () => {
    const told = await story.invoke('notify', { test: true });
    expect(told).toMatchObject({ kind: 'told', subject: expect.stringContaining('[TEST]') });
  });

  test.each(FUNCTIONS)('%s says what it allows, when it is asked for something else', async (name) => {
    await expect(story.invoke(name, { ids: ['2'] })).rejects.toThrow(/unknown key "ids".*Allowed: \{/);
  });
});

describe('the roles', () => {
  /** What the CDK grants for an event source, and the guide of Lambda does not ask for. */
  const NEVER_USED = [
    expect.stringMatching(/^evaluate sqs:ChangeMessageVisibility .*:EvaluationRequestsQueue/),
    expect.stringMatching(/^evaluate sqs:GetQueueUrl .*:EvaluationRequestsQueue/),
  ];

  test('allow all that is done in their name', () => {
    expect(story.deployment.access.refusals).toEqual([]);
  });

  test('allow nothing else', () => {
    expect(story.deployment.access.unused()).toEqual(NEVER_USED);
  });

  test('of each service that acts for us let it act for us', async () => {
    const results = await judgements(callsOfServices(story.deployment.template, localAccountId));
    expect(results.filter(([, result]) => result !== 'Allowed')).toEqual([]);
    expect(results.length).toBeGreaterThan(FUNCTIONS.length);
  });

  test('let no service act for another account', async () => {
    const calls = callsOfServices(story.deployment.template, ANOTHER_ACCOUNT);
    // Lambda asks whoever makes a function for iam:PassRole, which ends at the account.
    const results = await judgements(calls.filter(({ service }) => service !== 'lambda.amazonaws.com'));
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(([, result]) => result === 'Allowed')).toEqual([]);
  });

  test('let nobody in from another account, and nobody without TLS', async () => {
    const { template } = story.deployment;
    const topics = template.ofType('AWS::SNS::TopicPolicy').flatMap(([, { Properties }]) => Properties.Topics);
    const queues = template
      .ofType('AWS::SQS::Queue')
      .map(([id]) => `arn:aws:sqs:${localRegion}:${localAccountId}:${id}`);
    const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
    const calls = [
      ...topics.map((resource) => ({ action: 'sns:Publish', resource })),
      ...queues.flatMap((resource) =>
        ['sqs:SendMessage', 'sqs:ReceiveMessage'].map((action) => ({ action, resource })),
      ),
    ];
    const policies = [{ Version: '2012-10-17', Statement: everything }];
    for (const permission of calls) {
      const resourcePolicy = policyOn(template, permission.resource);
      const by = async (principal: string, context: Record<string, string>) =>
        (await judge(principal, { ...permission, context }, policies, resourcePolicy)).result;
      expect(await by(`arn:aws:iam::${localAccountId}:role/anybody`, {})).toBe('Allowed');
      expect(await by(`arn:aws:iam::${localAccountId}:role/anybody`, WITHOUT_TLS)).toBe('ExplicitlyDenied');
      expect(await by(`arn:aws:iam::${ANOTHER_ACCOUNT}:role/anybody`, {})).not.toBe('Allowed');
    }
  });
});

async function judgements(calls: CallOfAService[]): Promise<[string, string][]> {
  return await Promise.all(
    calls.map(async ({ service, permission }): Promise<[string, string]> => {
      const policy = policyOn(story.deployment.template, permission.resource);
      const { result } = await judge(service, permission, [], policy);
      return [`${service} ${permission.action} ${permission.resource}`, result];
    }),
  );
}
