import { describe, expect, test } from '@jest/globals';
import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import {
  type EvaluationRequest,
  parseRequest,
  serializeRequest,
} from '../../../functions/contracts/evaluation-request.ts';
import { evaluatePayload } from '../../../functions/evaluate/payload.ts';
import { sqsOrPayload } from '../../../functions/runtime/sqs-or-payload.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { anyJson, attempt, spoilt } from '../../fixtures/arbitrary/json.ts';
import { anyText } from '../../fixtures/arbitrary/text.ts';

const REQUEST: EvaluationRequest = {
  sweepId: '2026-10-14T14:00:00.000Z',
  fleetSize: 20,
  fleetPricePerMb: 0.1,
  endpoint: {
    id: '166',
    name: 'tracker',
    tags: ['truck', 'cost-limit=7.50'],
    status: 'Enabled',
    iccid: '8988303000000000166',
    tariffProfile: 'Pay',
    serviceProfile: 'Cameras',
  },
};

const optional = { iccid: anyText, tariffProfile: anyText, serviceProfile: anyText };
const request: fc.Arbitrary<EvaluationRequest> = fc.record(
  {
    sweepId: anyText,
    fleetSize: fc.integer(),
    fleetPricePerMb: fc.double({ noNaN: true, noDefaultInfinity: true }).map((price) => price + 0),
    endpoint: fc.record(
      { id: anyText, name: anyText, tags: fc.array(anyText, { maxLength: 3 }), status: anyText, ...optional },
      { requiredKeys: ['id', 'name', 'tags', 'status'] },
    ),
  },
  { requiredKeys: ['sweepId', 'endpoint'] },
);

/** A request that says what one says. */
function isRequest(value: unknown): boolean {
  const { sweepId, fleetSize, fleetPricePerMb, endpoint } = Object(value);
  const { id, name, tags, status, iccid, tariffProfile, serviceProfile } = Object(endpoint);
  const texts = [sweepId, id, name, status, ...(Array.isArray(tags) ? tags : [undefined])];
  const may = [iccid, tariffProfile, serviceProfile];
  return (
    texts.every((text) => typeof text === 'string') &&
    may.every((text) => text === undefined || typeof text === 'string') &&
    (fleetSize === undefined || Number.isSafeInteger(fleetSize)) &&
    (fleetPricePerMb === undefined || Number.isFinite(fleetPricePerMb))
  );
}

describe('a request', () => {
  test('comes out of the queue as it went in, in characters that SQS takes', () => {
    fc.assert(
      fc.property(request, (sent) => {
        const body = serializeRequest(sent);
        expect(body).toMatch(/^[\x20-\x7e]+$/);
        expect(parseRequest(body)).toEqual(sent);
      }),
      { numRuns: 500 },
    );
  });

  test('with any JSON in any field is read as it is, or refused where it is none', () => {
    fc.assert(
      fc.property(fc.oneof(spoilt(REQUEST), anyJson), (value) => {
        const read = attempt(() => parseRequest(JSON.stringify(value)));
        expect(!(read instanceof Error)).toBe(isRequest(value));
        if (read instanceof Error) return expect(read.message).toMatch(/"path": \[/);
        expect(value).toMatchObject({ ...read });
      }),
      { numRuns: 1_000 },
    );
  });
});

const ATTRIBUTES = { SentTimestamp: '0', ApproximateReceiveCount: '1' };

test('of a batch of any bodies just those come back that are no requests', async () => {
  const body = fc.oneof(
    request.map(serializeRequest),
    spoilt(REQUEST).map((value) => JSON.stringify(value)),
    fc.json(),
    anyText,
  );
  const requestIn = (text: string): unknown => {
    const value = attempt((): unknown => JSON.parse(text));
    return value instanceof Error ? undefined : value;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 10 }), async (bodies) => {
      const worked: string[] = [];
      const observers = fakeObservers();
      const handler = sqsOrPayload(
        {
          onMessage: async (message) => void worked.push(parseRequest(message).endpoint.id),
          payload: evaluatePayload,
          onPayload: async () => ({}),
        },
        observers,
      );
      const records = bodies.map(
        (text, nth) =>
          ({ messageId: `m${nth}`, body: text, attributes: ATTRIBUTES, eventSource: 'aws:sqs' }) as SQSRecord,
      );
      const { batchItemFailures } = (await handler({ Records: records }, {} as Context)) as SQSBatchResponse;
      const bad = bodies.flatMap((text, nth) => (isRequest(requestIn(text)) ? [] : `m${nth}`));
      expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(bad);
      expect(worked).toHaveLength(bodies.length - bad.length);
      expect('requestFailed' in observers.facts.takeNotes('2026-10-14T14:00:00.000Z')).toBe(bad.length > 0);
    }),
    { numRuns: 200 },
  );
});
