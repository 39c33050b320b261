import { describe, expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { parseRequest, serializeRequest } from '../../../functions/contracts/evaluation-request.ts';
import { evaluateMessage } from '../../../functions/evaluate/evaluate-message.ts';
import { evaluatePayload } from '../../../functions/evaluate/payload.ts';
import { recordMessage } from '../../../functions/evaluate/record-evaluation.ts';
import { sqsOrPayload } from '../../../functions/runtime/sqs-or-payload.ts';
import { evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { pollingFakes } from '../../fakes/polling-deps.ts';
import { anEndpoint, aPlan, NOW, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');
const FRESH = { waitedSeconds: 0, isFirst: true };
const EXPIRING = { maxQueueSeconds: 3600 };

/** What becomes of a request for an endpoint of EUR 6.10, delivered after so many seconds. */
async function delivered(waitedSeconds: number, { isFirst = true, limit = EXPIRING as object } = {}) {
  const fakes = evaluateFakes([endpoint]);
  fakes.reports('166', traffic('data', '6.1'));
  const observers = fakeObservers();
  const body = serializeRequest({ sweepId: 's', ...limit, endpoint });
  const message = await evaluateMessage(fakes, body, { waitedSeconds, isFirst });
  recordMessage(message, observers);
  return { message, fakes, ...observers };
}

describe('a request that waited for longer than it may', () => {
  test('is dropped: emnify is not asked, and nothing is written', async () => {
    const { message, fakes } = await delivered(3601);
    expect(message).toEqual({ endpoint, outcome: 'outdated', waitedSeconds: 3601 });
    expect([fakes.emnify.asked, fakes.costHistory.writes, fakes.notificationLog.claimed()]).toEqual([[], [], []]);
  });

  test('is said, and is neither evaluated nor skipped', async () => {
    const { facts, lines } = await delivered(3601);
    expect(facts.counts).toEqual({});
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'request outdated: its endpoint comes first next time',
        details: { endpointId: '166', waitedSeconds: 3601 },
      },
    ]);
  });

  test('is done all the same where it was tried before: else what fails would never be a dead letter', async () => {
    const { message, facts } = await delivered(9999, { isFirst: false });
    expect(message).toMatchObject({ outcome: 'evaluated', alerts: [{ kind: 'crossed' }] });
    expect(facts.counts).toEqual({ evaluated: 1 });
  });

  test('is queued again by the next poll', async () => {
    const fakes = pollingFakes([endpoint], { sweepHours: 24 });
    await fakes.run(0);
    await fakes.check();
    await fakes.run(24 * 60);
    const [body = ''] = fakes.queue.bodies.splice(0);
    expect(await evaluateMessage(fakes, body, { waitedSeconds: 86_401, isFirst: true })).toMatchObject({
      outcome: 'outdated',
    });
    await fakes.run(48 * 60 - 5);
    expect(fakes.waitingIds()).toEqual(['166']);
  });
});

describe('a request of another time', () => {
  const hadTag = anEndpoint('166', { name: 'old-name', tags: ['cost-limit=5'] });
  const hasTag = anEndpoint('166', { name: 'new-name', tags: ['cost-limit=500'] });

  /** What becomes of a request whose sweep was so many seconds ago, tried before, of an endpoint of EUR 60. */
  async function returned(secondsAgo: number, { limit = {} as object, known = [hasTag] } = {}) {
    const fakes = evaluateFakes(known);
    fakes.plan = aPlan([{ name: 'every-device', limit: 5, limitFromTag: 'cost-limit', forecast: false }]);
    fakes.reports('166', traffic('data', '60'));
    const sweepId = new Date(NOW.getTime() - secondsAgo * 1000).toISOString();
    const body = serializeRequest({ sweepId, ...limit, endpoint: hadTag });
    const message = await evaluateMessage(fakes, body, { waitedSeconds: secondsAgo, isFirst: false });
    return { message, fakes, kept: await fakes.costHistory.read('166', '2026-10') };
  }

  test.each([
    ['six hours', 6 * 3600 + 1, {}],
    ['its limit', 3601, EXPIRING],
    ['any time, back after days', 5 * 86_400, EXPIRING],
  ])('older than %s judges by what the endpoint is now, and keeps that', async (_, secondsAgo, limit) => {
    const { message, fakes, kept } = await returned(secondsAgo, { limit });
    expect(message).toMatchObject({ outcome: 'evaluated', endpoint: hasTag, alerts: [] });
    expect([fakes.notificationLog.claimed(), kept?.endpoint]).toEqual([[], hasTag]);
  });

  test.each([
    ['six hours', 6 * 3600, {}],
    ['its limit', 3600, EXPIRING],
  ])('of just %s is judged as it is', async (_, secondsAgo, limit) => {
    const { message } = await returned(secondsAgo, { limit });
    expect(message).toMatchObject({ outcome: 'evaluated', endpoint: hadTag, alerts: [{ reachedPct: 1000 }] });
  });

  test('of an endpoint that emnify shows no more judges by nothing old, and keeps what was known since', async () => {
    const fakes = evaluateFakes([hasTag]);
    fakes.reports('166', traffic('data', '60'));
    await evaluateMessage(fakes, serializeRequest({ sweepId: NOW.toISOString(), endpoint: hasTag }), FRESH);
    fakes.emnify.endpoint = async () => ({ kind: 'refused', reason: 'HTTP 403' });
    fakes.plan = aPlan([{ name: 'every-device', limit: 5, limitFromTag: 'cost-limit', forecast: false }]);
    const claimed = fakes.notificationLog.claimed();
    const body = serializeRequest({ sweepId: '2026-10-10T00:00:00.000Z', endpoint: hadTag });
    const message = await evaluateMessage(fakes, body, { waitedSeconds: 1e6, isFirst: false });
    expect(message).toMatchObject({ outcome: 'unjudged', unjudged: 'refused', alerts: [] });
    expect(fakes.notificationLog.claimed()).toEqual(claimed);
    expect((await fakes.costHistory.read('166', '2026-10'))?.endpoint).toEqual(hasTag);
  });

  test('of an endpoint that is gone is skipped as any other', async () => {
    const fakes = evaluateFakes([]);
    const body = serializeRequest({ sweepId: '2026-10-10T00:00:00.000Z', endpoint: hadTag });
    const message = await evaluateMessage(fakes, body, { waitedSeconds: 1e6, isFirst: false });
    expect(message).toMatchObject({ outcome: 'skipped', reason: "Endpoint with Id '166' not found." });
  });
});

describe('a request', () => {
  test('that waited for just as long is done', async () => {
    expect((await delivered(3600)).message.outcome).toBe('evaluated');
  });

  test('without a limit is done however long it waited', async () => {
    expect((await delivered(1e9, { limit: {} })).message.outcome).toBe('evaluated');
  });

  test('with the usage that an earlier version sent is done, and the usage is left out', async () => {
    const fakes = evaluateFakes([endpoint]);
    fakes.reports('166', traffic('data', '6.1'));
    const request = { sweepId: 's', ...EXPIRING, endpoint };
    const body = JSON.stringify({ ...request, usage: { data: 12.5, sms: 4 } });
    expect(parseRequest(body)).toEqual(request);
    expect(await evaluateMessage(fakes, body, FRESH)).toMatchObject({ outcome: 'evaluated' });
  });

  test('that is none of ours fails', async () => {
    await expect(evaluateMessage(evaluateFakes(), '{}', { waitedSeconds: 0, isFirst: true })).rejects.toThrow();
  });
});

describe('what SQS says of a message', () => {
  /** The outcome of a message that was sent so many seconds ago and is received for the nth time. */
  async function outcome(secondsAgo: number, received: string) {
    const fakes = evaluateFakes([endpoint]);
    const outcomes: string[] = [];
    const handler = sqsOrPayload(
      {
        onMessage: async (text, delivery) => {
          outcomes.push((await evaluateMessage(fakes, text, delivery)).outcome);
        },
        payload: evaluatePayload,
        onPayload: async () => {},
      },
      fakeObservers(),
    );
    const attributes = { SentTimestamp: String(Date.now() - secondsAgo * 1000), ApproximateReceiveCount: received };
    const body = serializeRequest({ sweepId: 's', ...EXPIRING, endpoint });
    const event = { Records: [{ messageId: 'm', body, attributes, eventSource: 'aws:sqs' }] } as SQSEvent;
    await handler(event, { getRemainingTimeInMillis: () => 60_000 } as Parameters<typeof handler>[1]);
    return outcomes;
  }

  test('says how long it waited, and whether it was tried before', async () => {
    expect(await outcome(3700, '1')).toEqual(['outdated']);
    expect(await outcome(3500, '1')).toEqual(['evaluated']);
    expect(await outcome(3700, '2')).toEqual(['evaluated']);
  });
});
