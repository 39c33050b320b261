import { describe, expect, test } from '@jest/globals';
import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { parseRequest, serializeRequest } from '../../../functions/contracts/evaluation-request.ts';
import { notifyPayload } from '../../../functions/notify/payload.ts';
import { sqsOrPayload } from '../../../functions/runtime/sqs-or-payload.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { anEndpoint } from '../../fakes/samples.ts';

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 } as Context;
const good = (id: string) => serializeRequest({ sweepId: 'sweep-1', endpoint: anEndpoint(id) });

const attributes = { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' };

/** An event with these bodies, whose messages are called m0, m1 and so on. */
const AT = '2026-10-14T14:00:00.000Z';

function eventOf(...bodies: string[]) {
  const records = bodies.map(
    (body, index) => ({ messageId: `m${index}`, body, attributes, eventSource: 'aws:sqs' }) as SQSRecord,
  );
  return { Records: records };
}

/** A function that works on requests, except on the endpoints that are named as bad. */
function evaluating(...bad: string[]) {
  const worked: string[] = [];
  const observers = fakeObservers();
  const handler = sqsOrPayload(
    {
      onMessage: async (body) => {
        const { endpoint } = parseRequest(body);
        if (bad.includes(endpoint.id)) throw new Error(`emnify answered with HTTP 500 for ${endpoint.id}`);
        worked.push(endpoint.id);
      },
      payload: notifyPayload,
      onPayload: async ({ test: asTest }) => ({ asTest }),
    },
    observers,
  );
  const failed = async (event: unknown) =>
    ((await handler(event, context)) as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { handler, failed, worked, ...observers };
}

describe('a batch of messages', () => {
  test('works on every message of a batch', async () => {
    const { failed, worked, facts } = evaluating();
    expect(await failed(eventOf(good('1'), good('2'), good('3')))).toEqual([]);
    expect(worked.sort()).toEqual(['1', '2', '3']);
    expect(facts.takeNotes(AT)).toEqual({});
  });

  test('lets one bad message fail alone, says which and why, and notes it', async () => {
    const { failed, worked, facts, lines } = evaluating('2');
    expect(await failed(eventOf(good('1'), good('2'), good('3')))).toEqual(['m1']);
    expect(worked.sort()).toEqual(['1', '3']);
    const reason = 'emnify answered with HTTP 500 for 2';
    expect(facts.takeNotes(AT)).toEqual({ requestFailed: { at: AT, reason } });
    expect(lines).toMatchObject([
      {
        level: 'error',
        message: 'message failed, it will be redelivered',
        details: { messageId: 'm1', error: expect.objectContaining({ message: expect.stringContaining('HTTP 500') }) },
      },
    ]);
  });

  test('answers with every message where all of them failed, instead of throwing', async () => {
    const { failed } = evaluating('1', '2');
    expect(await failed(eventOf(good('1'), good('2')))).toEqual(['m0', 'm1']);
  });

  test.each([
    ['not JSON', '{"sweepId": '],
    ['empty', ''],
    ['JSON of another kind', '[]'],
    ['without an endpoint', '{"sweepId":"s"}'],
    ['with an endpoint that lacks its tags', '{"sweepId":"s","endpoint":{"id":"1","name":"","status":"Enabled"}}'],
    ['with a number as id', '{"sweepId":"s","endpoint":{"id":1,"name":"","tags":[],"status":"Enabled"}}'],
  ])('lets a body that is %s fail alone', async (_, body) => {
    const { failed, worked } = evaluating();
    expect(await failed(eventOf(good('1'), body, good('3')))).toEqual(['m1']);
    expect(worked.sort()).toEqual(['1', '3']);
  });

  test('forgets a batch: the next one succeeds', async () => {
    const { failed } = evaluating('2');
    expect(await failed(eventOf(good('2')))).toEqual(['m0']);
    expect(await failed(eventOf(good('1')))).toEqual([]);
  });
});

describe('a payload', () => {
  test.each([[{ test: true }, true] as const, [{}, false] as const])('takes %j', async (event, asTest) => {
    const { handler } = evaluating();
    expect(await handler(event, context)).toEqual({ asTest });
  });

  test.each([[{ Records: 'all' }], [{ records: [] }], ['Records']])('does not take %j', async (event) => {
    const { handler } = evaluating();
    await expect(handler(event, context)).rejects.toThrow('This payload is not known');
  });
});

describe('a request', () => {
  test.each(['Kühl ❄️ "4"', '', '\u0000\uffff\ud800', "'; DROP TABLE", 'a\nb'])(
    'carries the name %j unharmed',
    (name) => {
      const request = { sweepId: 'sweep-1', endpoint: anEndpoint('166', { name, tags: [name], iccid: '89' }) };
      expect(parseRequest(serializeRequest(request))).toEqual(request);
    },
  );

  test('holds only what SQS takes', () => {
    const body = serializeRequest({ sweepId: 's', endpoint: anEndpoint('1', { name: '\u0000\u0007\uffffü❄️\ud800' }) });
    expect(body).toMatch(/^[\x20-\x7e]+$/);
  });

  test('may say more than we know, as a newer version would', () => {
    const body = JSON.stringify({ ...JSON.parse(good('1')), priority: 'high' });
    expect(parseRequest(body)).toEqual({ sweepId: 'sweep-1', endpoint: anEndpoint('1') });
  });
});
