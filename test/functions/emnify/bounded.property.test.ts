import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type EvaluationRequest,
  parseRequest,
  serializeRequest,
} from '../../../functions/contracts/evaluation-request.ts';
import { amountOn, readSpend } from '../../../functions/domain/costs/spend.ts';
import { askForPage } from '../../../functions/emnify/endpoint-list.ts';
import type { ListAnswer } from '../../../functions/emnify/endpoint-pages.ts';
import { parseStats } from '../../../functions/emnify/endpoint-stats.ts';
import { anyJson } from '../../fixtures/arbitrary/json.ts';
import { anyText } from '../../fixtures/arbitrary/text.ts';

/** What a message is at most: ten of them are one batch, and SQS takes 1,048,576 bytes. */
const MOST_BYTES = 40_000;

/** Text that grows in a message, or in characters that SQS or DynamoDB count by several bytes, and any amount of it. */
const long = fc
  .tuple(
    fc.oneof(anyText, fc.constantFrom('x', '7', '🚀', 'ü', '"', '\\', '\u0000', '\ud83d', 'a,', '🚀,', ', ')),
    fc.constantFrom(1, 66, 199, 200, 201, 1_000, 5_000),
  )
  .map(([text, times]) => text.repeat(times));
const odd = fc.oneof({ weight: 3, arbitrary: long }, anyJson, fc.double());
const many = fc.array(odd, { maxLength: 30 });
const named = fc.record({ id: odd, name: odd });
const item = fc.record(
  {
    id: fc.oneof(fc.nat(), fc.nat(), odd),
    name: odd,
    tags: fc.oneof(
      odd,
      fc.integer({ min: 1, max: 3_000 }).map((count) => Array.from({ length: count }, (_, n) => n).join()),
    ),
    tag_assignments: fc.oneof(many, fc.array(named, { maxLength: 30 })),
    status: fc.record({ description: odd }),
    sim: fc.record({ iccid: odd }),
    tariff_profile: fc.oneof(odd, named),
    service_profile: fc.oneof(odd, named),
  },
  { requiredKeys: ['id'] },
);

function requestsOf({ endpoints, totalCount }: ListAnswer): EvaluationRequest[] {
  return endpoints.map((endpoint) => {
    const fleet = totalCount === undefined ? {} : { fleetSize: totalCount };
    return { sweepId: '2026-10-14T14:00:00.000Z', ...fleet, maxQueueSeconds: 3600, endpoint };
  });
}

test('whatever stands in the list, the message about any endpoint of it is small enough for ten in a batch, and can be read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 3 }), async (items) => {
      const headers = new Headers({ 'x-total-count': '999999999' });
      const requests = requestsOf(await askForPage(async () => ({ headers, body: items }), 1));
      const bodies = requests.map(serializeRequest);
      expect(bodies.filter((body) => Buffer.byteLength(body) > MOST_BYTES)).toEqual([]);
      expect(bodies.map(parseRequest)).toEqual(requests.map((request) => JSON.parse(JSON.stringify(request))));
    }),
    { numRuns: 400 },
  );
});

test('of the largest endpoint that there can be, too', async () => {
  const huge = '🚀'.repeat(2_000);
  const profile = { name: huge };
  const tags = Array.from({ length: 5_000 }, (_, nth) => String.fromCharCode(0x4e00 + nth)).join();
  const texts = { id: '🚀'.repeat(200), name: huge, tags, status: { description: huge }, sim: { iccid: huge } };
  const answer = await askForPage(
    async () => ({ headers: new Headers(), body: [{ ...texts, tariff_profile: profile, service_profile: profile }] }),
    1,
  );
  const [bytes = 0] = requestsOf(answer).map((request) => serializeRequest(request).length);
  expect(bytes).toBeGreaterThan(30_000);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test('however many kinds of traffic an answer has: what they cost is added up, and what is kept of them is small', () => {
  const key = fc.tuple(fc.constantFrom('x', '🚀', 'sat_'), fc.constantFrom(1, 1_700), fc.nat(40));
  const month = fc.dictionary(
    fc.oneof(
      fc.constantFrom('data', 'sms'),
      key.map(([text, times, nth]) => `${text.repeat(times)}${nth}`),
    ),
    fc.option(fc.nat(999), { nil: undefined }),
    { maxKeys: 60 },
  );
  const bodyOf = (costs: Record<string, number | undefined>) =>
    Object.fromEntries(
      Object.entries(costs).map(([type, cost]) => [
        type,
        { month: '2026-10-01', volume: 1, ...(cost !== undefined && { cost }), currency: { code: 'EUR' } },
      ]),
    );
  fc.assert(
    fc.property(month, (costs) => {
      // The first hour of a month: emnify has not rolled over yet, and what was last month stands in both.
      const stats = parseStats({ current_month: bodyOf(costs), last_month: bodyOf(costs) }, '166');
      const reading = readSpend(stats, '2026-10');
      const late = readSpend(parseStats({ current_month: bodyOf(costs) }, '166'), '2026-11').lastMonth;
      if (reading.kind !== 'spend') throw new Error(reading.reason);
      const total = Object.values(costs).reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
      for (const spend of [reading.spend, late]) {
        expect(Number(amountOn(spend, 'total', 'EUR'))).toBe(total);
        expect(Buffer.byteLength(JSON.stringify(spend))).toBeLessThan(10_000);
        const unknown = Object.keys(costs).filter((type) => !costs[type]);
        expect(spend.costUnavailable).toHaveLength(Math.min(10, unknown.length));
        for (const type of ['data', 'sms']) expect(spend.costUnavailable.includes(type)).toBe(unknown.includes(type));
      }
    }),
    { numRuns: 200 },
  );
});
