import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BudgetsFile, checkBudgets } from '../../functions/budgets-file/budgets.ts';
import { periodOf } from '../../functions/domain/values/month.ts';
import { localClientSettings } from '../../infra/local/aws/client-settings.ts';
import { receiveAll } from '../../infra/local/aws/event-source.ts';
import { SimulatedFleet } from '../../infra/local/emnify-simulator/fleet.ts';
import { type EmnifySimulator, startEmnifySimulator } from '../../infra/local/emnify-simulator/simulator.ts';
import { type Cloud, startCloud } from '../../infra/local/host/cloud.ts';
import { type Pipeline, startPipeline } from '../../infra/local/host/pipeline.ts';

/** Names of devices that try to inject lines, colours or links into our output. */
const PLANTED = 'tracker-3\u001b[31m\r\nSubject: forged\u0000\u202e \u001b]8;;http://evil.example\u0007x';
/** Nothing but printable characters; lines are ended by what writes them. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const TOKEN = 'MARKER-APPLICATION-TOKEN-4f1d9a77';
/** The application token, any JWT (each begins with `{"` in base64), and the header that carries one. */
const SECRET = /MARKER-APPLICATION|eyJ|Bearer/i;
/** Makes the client give up at once: it waits for nothing that is longer than a minute. */
const GIVE_UP = { 'Retry-After': '3600' };

let simulator: EmnifySimulator;
let cloud: Cloud;
let pipeline: Pipeline;
/** What the functions themselves say to people and machines: answers and errors of their invocations. */
const said: unknown[] = [];

beforeAll(async () => {
  const month = periodOf(new Date());
  const devices = ['tracker-1', 'tracker-2', PLANTED].map((name, index) => ({
    id: index + 1,
    name,
    months: { [month]: { data: { volume: '40', cost: `${index * 3}.10` } } },
  }));
  simulator = await startEmnifySimulator({ fleet: new SimulatedFleet(devices), applicationToken: TOKEN });
  cloud = await startCloud({ settings: settings(), applicationToken: TOKEN });
  const environment = { ...cloud.environment, POWERTOOLS_LOG_LEVEL: 'DEBUG' };
  pipeline = await startPipeline({ ...cloud, environment }, simulator.url);
});
afterAll(async () => {
  await pipeline?.close();
  await cloud?.close();
  await simulator?.close();
});

function settings(): BudgetsFile {
  const recipients = { email: ['ops@example.com'], sms: ['+15555550100'] };
  const checked = checkBudgets({ currency: 'EUR', recipients, budgets: [{ name: 'every-device', limit: 5 }] });
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.file;
}

async function invoke(name: 'discover' | 'evaluate' | 'notify' | 'report', event: unknown): Promise<string> {
  const outcome = await pipeline[name].invoke(event).catch((error: Error) => error.message);
  said.push(outcome);
  return JSON.stringify(outcome);
}

async function sweep() {
  const result = await pipeline.sweep({ queued: () => {}, evaluated: () => {}, ended: () => {} });
  said.push(result);
  return result;
}

/** Everything that is kept or sent anywhere. What was in the queue is among the dead letters by then. */
async function everything(): Promise<Record<string, string>> {
  const dynamodb = new DynamoDBClient(localClientSettings(cloud.dynamodb.url));
  const itemsOf = async (TableName: string) => (await dynamodb.send(new ScanCommand({ TableName }))).Items;
  const places = {
    history: await itemsOf(cloud.names.costHistory),
    log: await itemsOf(cloud.names.notificationLog),
    deadLetters: await receiveAll(cloud.sqs.url, cloud.queue.deadLetterQueueUrl),
    published: cloud.sns.publications,
    said,
    discover: pipeline.discover.log,
    evaluate: pipeline.evaluate.log,
    aggregate: pipeline.aggregate.log,
    notify: pipeline.notify.log,
    report: pipeline.report.log,
  };
  dynamodb.destroy();
  return Object.fromEntries(Object.entries(places).map(([place, content]) => [place, JSON.stringify(content)]));
}

describe('neither the application token nor a JWT is to be found anywhere', () => {
  test('after a run that goes well, and runs that fail in every way', async () => {
    // All is well but for one channel: a whole sweep, a notification, a report, and people at the hand tools.
    // Asked where an endpoint is, emnify gives the token back as the name of an operator.
    const echo = JSON.stringify({ location: { operator: { name: `operator ${TOKEN}` } } });
    simulator.inject({ match: /\/connectivity$/, times: 1, respond: { status: 200, body: echo } });
    const good = await sweep();
    expect(good.listError).toBeUndefined();
    expect(good).toMatchObject({ listed: 3, evaluated: 3, failed: 0 });
    cloud.sns.inject({ errorCode: 'AuthorizationError', status: 403, times: 1, topicName: 'event' });
    const first = await invoke('notify', {});
    expect(first).toContain('"alerts":1');
    expect(first).toContain('"reason":"AuthorizationError: injected by the stand-in"');
    expect(await invoke('report', {})).toContain('"isOnItsWay":true');
    expect(await invoke('notify', {})).toContain('"channel":"mail"');
    await invoke('notify', { test: true });
    await invoke('evaluate', { endpointIds: ['2'], dryRun: true });

    // emnify fails: 500 for a stats call until its message is a dead letter, a page that is HTML, an answer cut short.
    const repair = simulator.inject({
      match: /\/2\/stats/,
      respond: { status: 500, body: '<html>', headers: GIVE_UP },
    });
    expect((await sweep()).failures).toMatchObject([{ reason: expect.stringContaining('HTTP 500') }]);
    expect(await invoke('evaluate', { endpointIds: ['2'] })).toContain('HTTP 500');
    repair();
    simulator.inject({ match: /endpoint\?/, times: 1, respond: { status: 503, body: 'out', headers: GIVE_UP } });
    expect((await sweep()).listError).toContain('HTTP 503');
    simulator.inject({ match: /\/3\/stats/, times: 1, respond: 'truncate' });
    await invoke('evaluate', { endpointIds: ['3'] });

    // SNS fails, and so do people.
    cloud.sns.inject({ errorCode: 'AuthorizationError', status: 403, times: 1 });
    expect(await invoke('notify', { test: true })).toContain('injected');
    expect(await invoke('evaluate', { token: 'x' })).toContain('This payload is not known');

    // Messages wait in the queue. Then emnify takes back every token it gave, and refuses the one they came from,
    // once quoting it.
    expect(await invoke('discover', {})).toContain('"queued":3');
    simulator.setApplicationToken('another');
    simulator.revokeTokens();
    const quoting = JSON.stringify({ error_code: 1000, message: `Cannot parse ${TOKEN} as a token` });
    simulator.inject({ match: /authenticate/, times: 1, respond: { status: 400, body: quoting } });
    const refused = await sweep();
    expect(refused.listError).toContain('emnify refuses the application token');
    expect(refused.listError).toContain('HTTP 400: Cannot parse');
    expect(new Set(refused.failures.map(({ request }) => request.endpoint.id))).toEqual(new Set(['1', '2', '3']));
    expect(refused.failures).toHaveLength(3);
    expect(await invoke('evaluate', { endpointIds: ['1'] })).toContain('emnify refuses the application token');

    // All this did happen with the marked token.
    const logins = simulator.requests.filter(({ method }) => method === 'POST').map(({ status }) => status);
    expect(logins).toEqual(expect.arrayContaining([200, 400, 401]));

    const places = await everything();
    for (const [place, content] of Object.entries(places)) {
      expect([place, SECRET.exec(content)?.[0]]).toEqual([place, undefined]);
    }
    // Nor is what was planted in a name, where a person or a terminal reads it.
    const { discover, evaluate, aggregate, notify, report } = pipeline;
    const lines = [discover, evaluate, aggregate, notify, report].flatMap(({ log }) => log);
    const mails = cloud.sns.publications.flatMap(({ deliveries }) =>
      deliveries.flatMap(({ body }) => body.split('\n')),
    );
    const subjects = cloud.sns.publications.flatMap(({ subject }) => subject ?? []);
    for (const text of [...lines, ...mails, ...subjects]) expect(CONTROL.exec(text)).toBeNull();
    expect(lines.filter((line) => line.includes('5555550100') || line.includes('ops@example.com'))).toEqual([]);
    expect(mails.filter((line) => line.startsWith('Subject:'))).toEqual([]);
    expect(mails.join()).toContain('tracker-3');
    expect(mails.filter((line) => line.startsWith('Costs on emnify'))).toHaveLength(1);
    expect(cloud.sns.outbox('sms').map(({ body }) => body)[0]).toContain('tracker-3');

    expect(places.log).toContain('operator ***');
    expect(mails.join()).toContain('operator ***');
    expect(places.evaluate).toContain('HTTP 500');
    expect(places.history).toContain('tracker-3');
    expect(places.log).toContain('tracker-3');
    expect(places.log).toContain('AuthorizationError');
    expect(places.notify).toContain('AuthorizationError');
    expect(places.deadLetters).toContain('tracker-1');
  });
});
