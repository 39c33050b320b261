import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as fc from 'fast-check';
import { dispatch as dispatchAggregate } from '../../../functions/aggregate/dispatch.ts';
import { aggregatePayload } from '../../../functions/aggregate/payload.ts';
import { BudgetsError } from '../../../functions/budgets-file/budgets.ts';
import type { Deliveries } from '../../../functions/contracts/deliveries.ts';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { dispatch as dispatchDiscover } from '../../../functions/discover/dispatch.ts';
import { discoverPayload } from '../../../functions/discover/payload.ts';
import { makeDigest } from '../../../functions/domain/messages/digest.ts';
import { composeMessages } from '../../../functions/domain/messages/message.ts';
import { dispatch as dispatchEvaluate } from '../../../functions/evaluate/dispatch.ts';
import { evaluatePayload } from '../../../functions/evaluate/payload.ts';
import { dispatch as dispatchNotify } from '../../../functions/notify/dispatch.ts';
import { notifyPayload } from '../../../functions/notify/payload.ts';
import { reportPayload } from '../../../functions/report/payload.ts';
import { reportFleet } from '../../../functions/report/report-fleet.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { sqsOrPayload } from '../../../functions/runtime/sqs-or-payload.ts';
import { ALL_TOGETHER, aggregateFakes, seen, spent } from '../../fakes/aggregate-deps.ts';
import { fakeDeliveries } from '../../fakes/deliveries.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { fakePresses } from '../../fakes/presses.ts';
import { fakeQueue } from '../../fakes/queue.ts';
import { anAlert, anEndpoint, NOW, traffic } from '../../fakes/samples.ts';
import { fakeTopics } from '../../fakes/topics.ts';
import { anyJson, overTheWire, spoilt } from '../../fixtures/arbitrary/json.ts';

/** All that the functions work on, with something to do for each of them, and what they have left behind. */
async function world() {
  const fakes = aggregateFakes([ALL_TOGETHER, { name: 'every-device', limit: 5 }]);
  const { emnify, costHistory, notificationLog } = fakes;
  emnify.pages = [{ endpoints: [anEndpoint('166'), anEndpoint('167')], unreadable: 0, totalCount: 2 }];
  emnify.stats.set('166', statsOf({ currentMonth: [traffic('data', '6.1')] }));
  await costHistory.write(seen('7', spent({ EUR: '12' })), {});
  await notificationLog.claim(anAlert());
  const topics = fakeTopics();
  const deliveries = fakeDeliveries();
  await wasSent(deliveries);
  const smsSpending = async () => ({ spentUsd: 0, limitUsd: 1 });
  const queue = fakeQueue();
  const people = { subscriptions: async () => [], recipients: [] };
  const limits = { sweepHours: 1, requestsPerMonth: 5_000_000, checksPerRun: 1800 };
  const fleet = fakeFleetRecords();
  const presses = fakePresses();
  const deps = {
    ...fakes,
    presses,
    fleet,
    topics,
    deliveries,
    smsSpending,
    queue,
    ...people,
    settleSeconds: 0,
    limits,
  };
  const left = () =>
    [
      topics.published,
      deliveries.messages(),
      deliveries.heads(),
      queue.bodies,
      costHistory.writes,
      notificationLog.claimed(),
      notificationLog.sent(),
    ].map(({ length }) => length);
  return { deps, left, before: left() };
}

/** A notification of an hour ago that is over, and can be asked for once more. */
async function wasSent(deliveries: Deliveries): Promise<void> {
  const composedAt = new Date(NOW.getTime() - 3_600_000).toISOString();
  const notification = makeDigest([anAlert()], new Date(composedAt));
  const { alerts: _, ...rest } = notification;
  const { notificationId } = rest;
  const key = `${composedAt}#${notificationId}`;
  const about = { key, composedAt, subject: 's', alerts: 1 };
  const head = { ...about, notification: rest, oldestAt: composedAt };
  await deliveries.add(head, [], composeMessages(notification));
  for (const delivery of await deliveries.undelivered(key)) {
    await deliveries.markDelivered(delivery, { at: new Date(composedAt), messageId: 'message-1' });
  }
  await deliveries.keepSent({ key, notificationId, sentAt: composedAt, alerts: 1, subject: 's' });
  await deliveries.markDone(key);
}
type Deps = Awaited<ReturnType<typeof world>>['deps'];

const FUNCTIONS: Record<string, (deps: Deps) => (event: unknown) => Promise<unknown>> = {
  discover: (deps) =>
    withPayload(discoverPayload, (payload) => dispatchDiscover(deps, payload, { sweep() {}, poll() {} })),
  evaluate: (deps) => withPayload(evaluatePayload, (payload) => dispatchEvaluate(deps, payload)),
  aggregate: (deps) => withPayload(aggregatePayload, (payload) => dispatchAggregate(deps, payload, () => {})),
  notify: (deps) => withPayload(notifyPayload, (payload) => dispatchNotify(deps, payload)),
  report: (deps) => withPayload(reportPayload, (payload) => reportFleet(deps, payload)),
};

const id = fc.constantFrom<unknown>('166', 166, '167', '999', '', 1.5, null, '../my', '__proto__');
const keys = {
  dryRun: fc.oneof(fc.boolean(), anyJson),
  test: fc.oneof(fc.boolean(), anyJson),
  resend: fc.oneof(fc.constantFrom('7f3a9c', '7F3A9C', 'abcdef', 'xyz'), anyJson),
  explain: fc.oneof(id, anyJson),
  endpointIds: fc.oneof(fc.array(id, { maxLength: 3 }), anyJson),
  backtest: fc.oneof(
    spoilt({ currency: 'EUR', budgets: [{ name: 'b', limit: 5, match: { tags: ['truck'] } }] }),
    anyJson,
  ),
};
const one = (key: keyof typeof keys): fc.Arbitrary<object> =>
  fc.record({ [key]: keys[key], dryRun: keys.dryRun }, { requiredKeys: [key] });
const near = fc.oneof(...(Object.keys(keys) as (keyof typeof keys)[]).map(one), fc.record(keys, { requiredKeys: [] }));
const payload = fc
  .oneof(
    { weight: 3, arbitrary: near },
    { weight: 1, arbitrary: fc.oneof(anyJson, fc.dictionary(fc.string(), anyJson)) },
  )
  .map(overTheWire);

const UNKNOWN = /^This payload is not known: .+\. Allowed: \{.*\.$/s;
const NO_SUCH_REF = /^No notification of this month or the last has the ref [0-9a-f]{6}\. /;

describe.each(Object.entries(FUNCTIONS))('%s by hand', (_, invoke) => {
  test('answers any JSON with a result or with what is allowed, and a refusal or a dry run leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(payload, async (event) => {
        const { deps, left, before } = await world();
        const [answer, error] = await invoke(deps)(event).then(
          (value) => [value, undefined],
          (reason: unknown) => [undefined, reason],
        );
        if (error === undefined) expect(overTheWire(answer)).toBeInstanceOf(Object);
        else if (!(error instanceof BudgetsError)) {
          expect(Object.getPrototypeOf(error)).toBe(Error.prototype);
          const { message } = error as Error;
          expect(UNKNOWN.test(message) || NO_SUCH_REF.test(message)).toBe(true);
        }
        const writesNothing = error !== undefined || Object(event).dryRun === true || 'explain' in Object(event);
        if (writesNothing || 'backtest' in Object(event)) expect(left()).toEqual(before);
      }),
      { numRuns: 250 },
    );
  });
});

test.each(['7f3a9c', '7F3A9C'])(
  'the ref %s of a notification that was sent sends it once more, and stores nothing',
  async (resend) => {
    const { deps, left, before } = await world();
    const [published, ...others] = before;
    expect(await FUNCTIONS.notify?.(deps)({ resend })).toMatchObject({ kind: 'sent', notificationId: '7f3a9c' });
    expect(left()).toEqual([Number(published) + 3, ...others]);
  },
);

describe('a batch for evaluate', () => {
  const record = fc.oneof(anyJson, fc.record({ body: anyJson, messageId: anyJson, eventSource: anyJson }));
  const records = fc.record({ Records: fc.oneof(fc.array(record, { maxLength: 4 }), anyJson) }).map(overTheWire);

  test('take any records for messages that fail, or for a payload that is not known, and work on none', async () => {
    await fc.assert(
      fc.asyncProperty(records, async (event) => {
        const worked: string[] = [];
        const handler = sqsOrPayload(
          {
            onMessage: async (body) => void worked.push(parseRequest(body).sweepId),
            payload: evaluatePayload,
            onPayload: async () => ({}),
          },
          fakeObservers(),
        );
        const outcome = await handler(event, {} as Context).catch((error: Error) => error);
        if (outcome instanceof Error) expect(outcome.message).toMatch(UNKNOWN);
        else expect(outcome).toMatchObject({ batchItemFailures: expect.any(Array) });
        expect(worked).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
