import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from '@jest/globals';
import { createEvaluationQueue } from '../../../functions/aws/evaluation-queue.ts';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { discoverEndpoints } from '../../../functions/discover/discover-endpoints.ts';
import { localClientSettings } from '../../../infra/local/aws/client-settings.ts';
import { receiveAll } from '../../../infra/local/aws/event-source.ts';
import { startSqs } from '../../../infra/local/aws/sqs.ts';
import { fakeCostHistory } from '../../fakes/cost-history.ts';
import { NOW } from '../../fakes/samples.ts';
import { clientOf, startScripted } from '../../fakes/scripted-emnify.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A sweep over a list of 30, one of whose items is odd, from emnify to what a worker reads of SQS. */
async function sweepWith(oddity: object) {
  const items = Array.from({ length: 30 }, (_, nth) => ({ id: nth + 1, name: `tracker ${nth + 1}` }));
  const server = await startScripted(() => ({
    body: items.map((item) => (item.id === 13 ? { ...item, ...oddity } : item)),
    headers: { 'X-Total-Pages': '1' },
  }));
  const sqs = await startSqs();
  const client = new SQSClient({ ...localClientSettings(sqs.url), useQueueUrlAsEndpoint: false });
  closing.push(() => client.destroy(), sqs.close);
  const { queueUrl } = await sqs.createQueue({ name: 'evaluation', visibilityTimeoutSeconds: 30 });
  const start = await discoverEndpoints({
    emnify: clientOf(server.url),
    queue: createEvaluationQueue(queueUrl, client),
    costHistory: fakeCostHistory(),
    now: () => NOW,
  });
  const queued = (await receiveAll(sqs.url, queueUrl)).map(({ body }) => parseRequest(body).endpoint);
  return { start, names: Object.fromEntries(queued.map(({ id, name }) => [id, name])) };
}

const others = Object.fromEntries(
  Array.from({ length: 30 }, (_, nth) => [`${nth + 1}`, `tracker ${nth + 1}`] as const).filter(([id]) => id !== '13'),
);

test.each<[string, object, string]>([
  ['a name of 1.2 MB', { name: 'x'.repeat(1_200_000) }, `${'x'.repeat(198)}..`],
  ['a name of 140,000 emoji', { name: '🚀'.repeat(140_000) }, `${'🚀'.repeat(198)}..`],
  ['a tag of 1.2 MB', { tags: 'x'.repeat(1_200_000) }, 'tracker 13'],
  ['200,000 tags', { tags: Array.from({ length: 200_000 }, (_, nth) => nth).join() }, 'tracker 13'],
  ['an ICCID of 1.2 MB', { sim: { iccid: '8'.repeat(1_200_000) } }, 'tracker 13'],
])('all of a list of 30 are asked for where one has %s', async (_, oddity, name) => {
  const { start, names } = await sweepWith(oddity);
  expect(start).toMatchObject({ listed: 30, queued: 30, unreadable: 0 });
  expect(names).toEqual({ ...others, 13: name });
});

test('an id of 1.2 MB is none: its endpoint is counted as unreadable, and all others are asked for', async () => {
  const { start, names } = await sweepWith({ id: '9'.repeat(1_200_000) });
  expect(start).toMatchObject({ listed: 30, queued: 29, unreadable: 1 });
  expect(names).toEqual(others);
});
