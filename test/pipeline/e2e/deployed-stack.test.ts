import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import { localAccountId, localRegion } from '../../../infra/local/aws/client-settings.ts';
import type { Publication } from '../../../infra/local/aws/sns.ts';
import { documentIn } from '../../fixtures/documents.ts';
import { judge } from './judge.ts';
import { policiesOfRole, policyOn } from './policies.ts';
import { type CallOfAService, callsOfServices } from './service-calls.ts';
import { playStory, type Story } from './story.ts';
import { nameIn } from './template.ts';

const ANOTHER_ACCOUNT = '999999999999';
const WITHOUT_TLS = { 'aws:SecureTransport': 'false' };
const FUNCTIONS = ['discover', 'evaluate', 'aggregate', 'notify', 'report', 'watchdog', 'page', 'act'];

/** What all tests check. */
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
  expect(story.sweeps).toMatchObject([sweep, sweep, sweep, sweep]);
  expect(story.rounds.slice(0, 6)).toMatchObject([
    { kind: 'nothing-waiting' },
    { kind: 'nothing-waiting' },
    { kind: 'ran', composed: { kind: 'settling', alerts: 1 }, sent: [] },
    {
      kind: 'ran',
      composed: { kind: 'composed', alerts: 1 },
      sent: [{ channel: 'text' }, { channel: 'mail' }, { channel: 'event' }],
      setAside: [],
      failing: [],
      waiting: 0,
    },
    { kind: 'nothing-waiting' },
    { kind: 'nothing-waiting' },
  ]);
  const [mail] = sns.outbox('email', 'ops@example.com');
  expect(mail?.subject).toMatch(/^\[CRITICAL\] tracker-1: EUR 3\.70\/h, EUR 6\.10 of EUR 5\.00 \(122%\), Oct 2026/);
  expect(mail?.body).toContain('tracker-1');
  expect(sns.outbox('sms')[0]?.body).toMatch(/^CRIT emnify: tracker-1 EUR 6\.10 of 5\.00 \(122%\)/);
});

test('the watchdog reads all that it judges by, and has nothing to say', () => {
  expect(story.watch).toEqual({ active: [] });
});

test('the page shows what the others have left', () => {
  expect(story.pages).toMatchObject([
    {
      view: 'fleet',
      fleet: { endpoints: 4, counts: { over: 1 }, shared: [{ budget: 'all-cameras' }, { budget: 'workspace' }] },
      found: { entries: [{ id: '1', name: 'tracker-1' }], count: 1 },
    },
    { view: 'device', budgets: [{ spend: '6.1', ratioPct: 122 }], alerts: [{ notificationId: expect.any(String) }] },
    { view: 'messages', notifications: expect.arrayContaining([expect.objectContaining({ alerts: 1 })]) },
    {
      view: 'health',
      conditions: [{ id: 'evaluate-dead-letters', isOn: false }],
      counts: { asked: expect.any(Number) },
      subscribers: { confirmed: 3 },
    },
    { csv: expect.stringContaining('\r\n1,tracker-1,'), rows: 4 },
  ]);
});

test('each channel has a topic of its own, and all recipients subscribe to the right one', () => {
  const heard = (channel: Channel) =>
    story.deployment
      .published(channel)[0]
      ?.deliveries.map(({ subscription: { protocol, endpoint } }) => `${protocol} ${endpoint}`);
  expect(heard('mail')).toEqual(['email ops@example.com', 'email boss@example.com']);
  expect(heard('text')).toEqual(['sms +15555550100']);
  expect(heard('event')).toEqual([]);
  const [event] = story.deployment.published('event');
  expect(JSON.parse(event?.message ?? '')).toMatchObject({ event: 'crossed', alerts: [{ budget: 'every-device' }] });
});

test('a document that SNS refuses in full and in short goes out in halves, and the mail at once', () => {
  const { published } = story.deployment;
  expect(story.rounds.slice(6)).toMatchObject([
    { kind: 'ran', composed: { kind: 'settling' }, sent: [] },
    {
      kind: 'ran',
      composed: { kind: 'composed', alerts: 2 },
      sent: [{ channel: 'text' }, { channel: 'mail' }, { channel: 'event' }, { channel: 'event' }],
      setAside: [],
      failing: [],
      waiting: 0,
    },
  ]);
  const documents = published('event').map(({ message }) => JSON.parse(message));
  expect(documents.filter(({ event }) => event === 'digest')).toMatchObject([
    { event: 'digest', run: { alerts: 2, from: 1, to: 1 }, alerts: [{ endpoint: { name: 'tracker-1' } }] },
    { event: 'digest', run: { alerts: 2, from: 2, to: 2 }, alerts: [{ endpoint: { name: 'silent-1' } }] },
  ]);
  const subjects = published('mail').map(({ subject }) => subject);
  expect(subjects).toContainEqual(
    expect.stringMatching(/^\[CRITICAL\] tracker-1 \d+% at EUR 1\.70\/h, silent-1 \d+% at /),
  );
});

test('an endpoint that had its text is counted in the next one', () => {
  const texts = story.deployment.published('text').filter(({ message }) => message.includes('silent-1'));
  // The phone wants criticals alone.
  expect(texts).toMatchObject([
    { message: expect.stringMatching(/^WARN emnify: silent-1 .*; 1 more since 10:02\./), deliveries: [] },
  ]);
});

test('a polling run refreshes the list, and finds in the total of the organisation what the endpoints have cost', () => {
  expect(story.poll).toMatchObject({ kind: 'polled', sweep: { listed: 5 }, state: { verdict: 'quiet' } });
});

test('a press mutes, takes back, checks and sends once more, in the name of its own role', () => {
  const [first, again, ...others] = story.deployment.sns.outbox('sms');
  expect(story.pressed).toMatchObject([
    { kind: 'pressed', words: [expect.stringMatching(/^Anna muted tracker-1 .*: load test\.$/), expect.any(String)] },
    {
      kind: 'undone',
      words: [expect.any(String), expect.stringMatching(/^Kim took that back on /), expect.any(String)],
    },
    {
      kind: 'pressed',
      words: [expect.any(String), expect.stringMatching(/^Checked now: EUR 6\.10 is 122 % of EUR 5\.00/)],
    },
    { kind: 'pressed', words: [expect.stringMatching(/sent the notification \w{6} once more\.$/)] },
  ]);
  expect(again?.body).toBe(first?.body);
  expect(again?.messageId).not.toBe(first?.messageId);
  expect(others).toEqual([]);
});

test('every endpoint of a sweep is evaluated, skipped or failed, and counted', () => {
  expect(story.counted).toMatchObject({ asked: 2 * 5, evaluated: 2 * 3, skipped: 2 * 1, unjudged: 0 });
});

test('what endpoints share is added up after every sweep', () => {
  const sums = (total: string) => ({
    dryRun: false,
    aggregations: [
      { scope: { kind: 'group', id: 'all-cameras' }, decision: { kind: 'below', spend: '22.5', limit: '400' } },
      { scope: { kind: 'organisation' }, decision: { kind: 'below', spend: total, limit: '2000' } },
    ],
  });
  expect(story.sums).toMatchObject([sums('24.9'), sums('28.6'), sums('28.6'), sums('34.5')]);
});

test('every document for machines is as its schema says', () => {
  const documents = story.deployment.published('event').map(({ message }) => documentIn(message));
  expect(new Set(documents.map(({ schema }) => schema))).toEqual(
    new Set(['emnify-cost-alert/1', 'emnify-cost-report/1']),
  );
});

test('the daily report is mailed by the next run of notify to recipients of more than criticals, and never texted', () => {
  const isReport = ({ attributes }: Publication) => attributes.event?.value === 'report';
  const [reports, events, texts] = (['mail', 'event', 'text'] as const).map((channel) =>
    story.deployment.published(channel).filter(isReport),
  ) as [Publication[], Publication[], Publication[]];
  expect(story.report).toMatchObject({ subject: reports[0]?.subject, isOnItsWay: true });
  expect(story.roundAfterReport).toMatchObject({
    kind: 'ran',
    composed: { kind: 'nothing' },
    sent: [
      { channel: 'mail', messageId: reports[0]?.messageId },
      { channel: 'event', messageId: events[0]?.messageId },
    ],
  });
  expect([reports, events, texts].map(({ length }) => length)).toEqual([1, 1, 0]);
  expect(reports.map(({ deliveries }) => deliveries.map(({ subscription }) => subscription.endpoint))).toEqual([
    ['ops@example.com'],
  ]);
  const body = reports[0]?.deliveries[0]?.body;
  expect(body).toMatch(/Spent so far\s+EUR 28\.60/);
  expect(body).toMatch(/122 %\s+EUR 6\.10 of 5\.00\s+tracker-1/);
  expect(body).toContain('[CRITICAL] tracker-1: EUR 3.70/h, EUR 6.10 of');
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
    const { published } = story.deployment;
    const answer = await story.invoke('notify', { test: true });
    const [mail, text] = [published('mail').at(-1), published('text').at(-1)];
    expect(answer).toMatchObject({
      kind: 'sent',
      sent: [
        { channel: 'text', messageId: text?.messageId },
        { channel: 'mail', messageId: mail?.messageId },
        { channel: 'event', messageId: published('event').at(-1)?.messageId },
      ],
    });
    expect(mail?.subject).toContain('[TEST]');
    expect([mail, text].map((publication) => publication?.deliveries.length)).toEqual([2, 1]);
  });

  test.each(FUNCTIONS)('%s lists its payloads when it gets an unknown one', async (name) => {
    await expect(story.invoke(name, { ids: ['2'] })).rejects.toThrow(/unknown key "ids".*Allowed: \{/);
  });
});

describe('the roles', () => {
  /**
   * What the CDK grants for an event source, and the guide of Lambda does not ask for; and the use of AWS's own key for
   * SNS, whose policy is AWS's and not in the template.
   */
  const NEVER_USED = [
    expect.stringMatching(/^evaluate sqs:ChangeMessageVisibility .*:EvaluationRequestsQueue/),
    expect.stringMatching(/^evaluate sqs:GetQueueUrl .*:EvaluationRequestsQueue/),
    expect.stringMatching(/^notify kms:Decrypt .*:key\/\*$/),
    expect.stringMatching(/^notify kms:GenerateDataKey .*:key\/\*$/),
    // Nothing is wrong in this story, and every run has started. A dead letter of evaluate is looked at.
    ...['Notification', 'Schedules'].map((of) =>
      expect.stringMatching(new RegExp(`^watchdog sqs:ReceiveMessage .*:${of}`)),
    ),
    // Recipients are left.
    expect.stringMatching(/^watchdog sns:Subscribe .*:NotificationAlerts/),
    expect.stringMatching(/^watchdog sns:Subscribe .*:NotificationTexts/),
    expect.stringMatching(/^watchdog sns:Publish .*:MonitoringOperatorsTopic/),
  ];

  test('allow all that is done in their name', () => {
    expect(story.deployment.access.refusals).toEqual([]);
  });

  test('allow nothing else', () => {
    expect(story.deployment.access.unused()).toEqual(NEVER_USED);
  });

  test.each([
    ['notify', 'dynamodb:DeleteItem'],
    ['notify', 'dynamodb:PutItem'],
    ['report', 'dynamodb:PutItem'],
  ])('let %s do %s to messages on their way, and to no claim', async (name, action) => {
    const { template } = story.deployment;
    const { Role, Environment } = template.function(name).Properties;
    const resource = `arn:aws:dynamodb:${localRegion}:${localAccountId}:table/${Environment.Variables.NOTIFICATION_LOG_TABLE}`;
    const on = async (partition: string) => {
      const context = { 'dynamodb:LeadingKeys': [partition] };
      return (await judge(Role, { action, resource, context }, policiesOfRole(template, nameIn(Role)), undefined))
        .result;
    };
    expect(await on('outbox')).toBe('Allowed');
    expect(await on('notification#2026-10-18T10:02:00.000Z#d929c8')).toBe('Allowed');
    expect(await on('endpoint#1')).toBe('ImplicitlyDenied');
    expect(await on('budget#every-device')).toBe('ImplicitlyDenied');
  });

  test('of each service that acts for us let it act for us', async () => {
    const results = await judgements(callsOfServices(story.deployment.template, localAccountId));
    expect(results.filter(([, result]) => result !== 'Allowed')).toEqual([]);
    expect(results.length).toBeGreaterThan(FUNCTIONS.length);
  });

  test('let no service act for another account', async () => {
    const calls = callsOfServices(story.deployment.template, ANOTHER_ACCOUNT);
    // Creating a function needs iam:PassRole, which ends at the account.
    const results = await judgements(calls.filter(({ service }) => service !== 'lambda.amazonaws.com'));
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(([, result]) => result === 'Allowed')).toEqual([]);
  });

  test('refuse other accounts, and requests without TLS', async () => {
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
      expect(await by(`arn:aws:iam::${localAccountId}:role/any-role`, {})).toBe('Allowed');
      expect(await by(`arn:aws:iam::${localAccountId}:role/any-role`, WITHOUT_TLS)).toBe('ExplicitlyDenied');
      expect(await by(`arn:aws:iam::${ANOTHER_ACCOUNT}:role/any-role`, {})).not.toBe('Allowed');
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
