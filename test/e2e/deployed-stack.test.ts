import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse } from 'aws-lambda';
import { drainQueue } from '../../infra/local/aws/event-source.ts';
import { SimulatedFleet } from '../../infra/local/emnify-simulator/fleet.ts';
import { type EmnifySimulator, startEmnifySimulator } from '../../infra/local/emnify-simulator/simulator.ts';
import { type Deployment, deploy, synthesize } from './deployment.ts';

const APPLICATION_TOKEN = 'e2e-application-token';
const OCTOBER = '2026-10';
const FUNCTIONS = ['discover', 'evaluate', 'aggregate', 'notify', 'report'];

const METRICS = [
  ['discover', 'EndpointsListed'],
  ['evaluate', 'EndpointsEvaluated'],
  ['evaluate', 'EndpointsSkipped'],
  ['evaluate', 'MessagesFailed'],
  ['evaluate', 'AlertsClaimed'],
  ['aggregate', 'SharedBudgetsJudged'],
] as const;

const BUDGETS = `
currency: EUR
report: "07:00"
recipients:
  email: [ops@example.com, { to: boss@example.com, from: critical }]
  sms: ["+15555550100"]
budgets:
  - { name: cameras, match: { tags: [camera] }, limit: 50 }
  - { name: every-device, limit: 5 }
  - { name: all-cameras, scope: group, match: { tags: [camera] }, limit: 400 }
  - { name: workspace, scope: organisation, limit: emnify }
`;

const fleet = new SimulatedFleet([
  { id: 1, name: 'tracker-1', months: { [OCTOBER]: { data: { volume: '9.6', cost: '2.4' } } } },
  { id: 2, name: 'camera-1', tags: 'Berlin, Camera', months: { [OCTOBER]: { data: { volume: '90', cost: '22.5' } } } },
  { id: 3, name: 'silent-1', months: {} },
  { id: 4, name: 'retired-1', statsStatus: 404, months: {} },
  { id: 5, name: 'broken-1', statsStatus: 400, months: {} },
]);

let emnify: EmnifySimulator;
let deployment: Deployment;
let now: Date;

/** What came of the story that all tests look back on. */
const story: { sweeps: unknown[]; sums: unknown[]; rounds: unknown[]; report?: unknown; resent?: unknown } = {
  sweeps: [],
  sums: [],
  rounds: [],
};
/** The sums of metrics before the cold start. */
const counted: Record<string, number> = {};

beforeAll(async () => {
  now = new Date('2026-10-18T09:00:00Z');
  const [simulator, folder] = await Promise.all([
    startEmnifySimulator({ applicationToken: APPLICATION_TOKEN, fleet, now: () => now }),
    synthesize(BUDGETS),
  ]);
  emnify = simulator;
  deployment = await deploy(folder, { baseUrl: emnify.url, applicationToken: APPLICATION_TOKEN }, () => now);

  await hour();
  now = new Date('2026-10-18T10:00:00Z');
  fleet.setTraffic(1, OCTOBER, { data: { volume: '24.4', cost: '6.1' } });
  await hour();
  for (const [name, metric] of METRICS) counted[metric] = deployment.function(name).metric(metric);

  await deployment.coldStart();
  now = new Date('2026-10-18T11:00:00Z');
  await hour();
  story.report = await invoke('report', {});
  const [told] = deployment.sns.outbox('sms');
  story.resent = await invoke('notify', { resend: /Ref (\w+)$/.exec(told?.body ?? '')?.[1] });
});

afterAll(async () => {
  await deployment?.close();
  await emnify?.close();
});

/** A sweep, the sums after it, a round of `notify` at once, and another when nothing more comes in. */
async function hour(): Promise<void> {
  const { sqs, queue, batchSize } = deployment;
  story.sweeps.push(await invoke('discover', {}));
  await drainQueue({
    sqsUrl: sqs.url,
    ...queue,
    batchSize,
    concurrency: 2,
    invoke: async (event) => (await invoke('evaluate', event)) as SQSBatchResponse,
  });
  story.sums.push(await invoke('aggregate', {}));
  story.rounds.push(await invoke('notify', {}));
  now = new Date(now.getTime() + 2 * 60_000);
  story.rounds.push(await invoke('notify', {}));
}

async function invoke(name: string, event: unknown): Promise<unknown> {
  return await deployment.function(name).invoke(event);
}

test('the deployment has all functions, and no other', () => {
  expect(deployment.functionNames.toSorted()).toEqual(FUNCTIONS.toSorted());
});

test('the bundles carry one endpoint over its limit from the schedule to a mail and a text, once', () => {
  const { sns } = deployment;
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

test('a notification can be had once more, word for word', () => {
  const [first, again, ...others] = deployment.sns.outbox('sms');
  expect(story.resent).toMatchObject({ kind: 'told', alerts: 1 });
  expect(again?.body).toBe(first?.body);
  expect(again?.messageId).not.toBe(first?.messageId);
  expect(others).toEqual([]);
});

test('every endpoint of a sweep is evaluated, skipped or failed, and counted in the metrics', () => {
  expect(counted).toEqual({
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
  const { sns } = deployment;
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
    expect(await invoke('evaluate', { endpointIds: ['2'], dryRun: true })).toMatchObject({
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
    const { words } = (await invoke('evaluate', { explain: '1' })) as { words: string[] };
    expect(words.join('\n')).toContain('tracker-1');
  });

  test('shared budgets are added up and nothing is written', async () => {
    expect(await invoke('aggregate', { dryRun: true })).toMatchObject({ dryRun: true, aggregations: [{}, {}] });
  });

  test('the stored figures are replayed against other budgets', async () => {
    const backtest = { currency: 'EUR', budgets: [{ name: 'tight', limit: 3 }] };
    expect(JSON.stringify(await invoke('aggregate', { backtest }))).toContain('tight');
  });

  test('a report is made and not sent', async () => {
    const { length } = deployment.sns.publications;
    expect(await invoke('report', { dryRun: true })).toMatchObject({
      subject: expect.stringContaining('Fleet report'),
    });
    expect(deployment.sns.publications).toHaveLength(length);
  });

  test('a message marked as a test goes the whole way', async () => {
    const told = await invoke('notify', { test: true });
    expect(told).toMatchObject({ kind: 'told', subject: expect.stringContaining('[TEST]') });
  });

  test.each(FUNCTIONS)('%s says what it allows, when it is asked for something else', async (name) => {
    await expect(invoke(name, { ids: ['2'] })).rejects.toThrow(/unknown key "ids".*Allowed: \{/);
  });
});

// The gate before the tables refuses every call that a role does not allow: then the story would not be as it is.
test.each(FUNCTIONS)('%s uses all that its role allows at the tables', (name) => {
  const { granted, used } = deployment.tableCalls(name);
  expect(granted.length).toBeGreaterThan(0);
  expect(used.toSorted()).toEqual(granted.toSorted());
});
