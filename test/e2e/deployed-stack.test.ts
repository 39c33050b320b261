import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SQSBatchResponse } from 'aws-lambda';
import { drainQueue } from '../../infra/local/aws/event-source.ts';
import { SimulatedFleet } from '../../infra/local/emnify-simulator/fleet.ts';
import { type EmnifySimulator, startEmnifySimulator } from '../../infra/local/emnify-simulator/simulator.ts';
import { type Deployment, deploy, synthesize } from './deployment.ts';

const APPLICATION_TOKEN = 'e2e-application-token';
const PERIOD = new Date().toISOString().slice(0, 7);

let emnify: EmnifySimulator;
let deployment: Deployment;

beforeAll(async () => {
  emnify = await startEmnifySimulator({
    applicationToken: APPLICATION_TOKEN,
    fleet: new SimulatedFleet([
      { id: 1, name: 'tracker-1', months: { [PERIOD]: { data: { volume: '24.4', cost: '6.1' } } } },
      {
        id: 2,
        name: 'camera-1',
        tags: 'Berlin, Camera',
        months: { [PERIOD]: { data: { volume: '90', cost: '22.5' } } },
      },
      { id: 3, name: 'silent-1', months: {} },
      { id: 4, name: 'retired-1', statsStatus: 404, months: {} },
      { id: 5, name: 'broken-1', statsStatus: 400, months: {} },
    ]),
  });
  deployment = await deploy(await synthesize(), { baseUrl: emnify.url, applicationToken: APPLICATION_TOKEN });
});

afterAll(async () => {
  await deployment?.close();
  await emnify?.close();
});

async function sweep(): Promise<unknown> {
  const { functions, sqs, queue, batchSize } = deployment;
  const answer = await functions.discover.invoke({});
  await drainQueue({
    sqsUrl: sqs.url,
    ...queue,
    batchSize,
    concurrency: 2,
    invoke: async (event) => (await functions.evaluate.invoke(event)) as SQSBatchResponse,
  });
  return answer;
}

test('the bundles carry one endpoint over its limit from the schedule to a mail and a text, once', async () => {
  const { functions, sns } = deployment;
  expect(await sweep()).toMatchObject({ listed: 5, queued: 5, unreadable: 0, missing: 0 });
  expect(await functions.notify.invoke({})).toMatchObject({ kind: 'told', alerts: 1 });

  expect(sns.outbox('email')).toHaveLength(1);
  expect(sns.outbox('email')[0]?.subject).toMatch(/^\[CRITICAL\] tracker-1: EUR 6\.10 of EUR 5\.00 \(122%\), /);
  expect(sns.outbox('email')[0]?.body).toContain('tracker-1');
  expect(sns.outbox('sms').map(({ body }) => body)).toEqual([
    expect.stringMatching(/^CRIT emnify: tracker-1 EUR 6\.10 of 5\.00 \(122%\)/),
  ]);

  await sweep();
  expect(await functions.notify.invoke({})).toEqual({ kind: 'nothing-pending' });
  expect(sns.publications).toHaveLength(1);
});

test('every endpoint of a sweep is evaluated, skipped or failed, and counted in the metrics', () => {
  const { evaluate, discover } = deployment.functions;
  expect(discover.metric('EndpointsListed')).toBe(2 * 5);
  expect(evaluate.metric('EndpointsEvaluated')).toBe(2 * 3);
  expect(evaluate.metric('EndpointsSkipped')).toBe(2 * 1);
  expect(evaluate.metric('MessagesFailed')).toBe(2 * 2);
  expect(evaluate.metric('AlertsClaimed')).toBe(1);
});

test('each function can be invoked by hand', async () => {
  const { evaluate, notify } = deployment.functions;
  expect(await evaluate.invoke({ endpointIds: ['2'], dryRun: true })).toMatchObject({
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
  expect(await notify.invoke({ test: true })).toMatchObject({
    kind: 'told',
    subject: expect.stringContaining('[TEST]'),
  });
  await expect(evaluate.invoke({ ids: ['2'] })).rejects.toThrow(/Allowed: \{"endpointIds"/);
});
