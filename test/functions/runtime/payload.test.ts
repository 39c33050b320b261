import { describe, expect, test } from '@jest/globals';
import { discoverPayload } from '../../../functions/discover/payload.ts';
import { evaluatePayload } from '../../../functions/evaluate/payload.ts';
import { notifyPayload } from '../../../functions/notify/payload.ts';
import { reportPayload } from '../../../functions/report/payload.ts';
import { type PayloadContract, withPayload } from '../../../functions/runtime/payload.ts';

/** What the work got to see, or the error instead. */
async function send<Payload>(contract: PayloadContract<Payload>, event: unknown): Promise<unknown> {
  return await withPayload(contract, async (payload) => ({ payload }))(event).catch((error: Error) => error.message);
}

describe('a payload that is known', () => {
  test.each([{}, null, undefined])('%j is a sweep', async (event) => {
    expect(await send(discoverPayload, event)).toEqual({ payload: { dueOnly: false } });
  });

  test.each([{ dueOnly: true }, { watch: true }, { dueOnly: true, watch: false }])('%j is a poll', async (event) => {
    expect(await send(discoverPayload, event)).toEqual({ payload: { dueOnly: true } });
  });

  test.each<[unknown, boolean]>([
    [{}, false],
    [undefined, false],
    [{ test: false }, false],
    [{ test: true }, true],
  ])('%j makes notify run with test: %j', async (event, isTest) => {
    expect(await send(notifyPayload, event)).toEqual({ payload: { test: isTest } });
  });

  test.each<[unknown, boolean]>([
    [{}, false],
    [null, false],
    [{ dryRun: true }, true],
  ])('%j makes a report with dryRun: %j', async (event, dryRun) => {
    expect(await send(reportPayload, event)).toEqual({ payload: { dryRun } });
  });

  test.each(['7f3a9c', '7F3A9C', '123456'])('%j names a notification', async (resend) => {
    expect(await send(notifyPayload, { resend })).toEqual({ payload: { test: false, resend } });
    expect(await send(notifyPayload, { resend, test: false })).toEqual({ payload: { test: false, resend } });
  });

  test.each<[unknown, unknown]>([
    [{ endpointIds: ['166'] }, { endpointIds: ['166'], dryRun: false }],
    [
      { endpointIds: [166, '167'], dryRun: true },
      { endpointIds: ['166', '167'], dryRun: true },
    ],
    [{ explain: 166 }, { explain: '166', dryRun: false }],
    [{ explain: ' 0166 ' }, { explain: '166', dryRun: false }],
    [{ explain: '9007199254740993' }, { explain: '9007199254740993', dryRun: false }],
    [{ explain: '7'.repeat(400) }, { explain: '7'.repeat(400), dryRun: false }],
  ])('%j names endpoints', async (event, payload) => {
    expect(await send(evaluatePayload, event)).toEqual({ payload });
  });
});

const DISCOVER = 'Allowed: {} sweeps the whole fleet now, {"dueOnly": true} checks the endpoints that are due.';
const NOTIFY =
  'Allowed: {} sends what waits, {"test": true} sends a message marked as a test, {"resend": "7f3a9c"} sends the ' +
  'notification with this ref once more.';
const REPORT =
  'Allowed: {} makes the report now, and the next run of notify sends it, {"dryRun": true} answers with it and sends ' +
  'nothing.';
const EVALUATE =
  'Allowed: {"endpointIds": ["166"], "dryRun": true} with 1 to 100 ids, where dryRun is optional and writes nothing; ' +
  'or {"explain": "166"}.';

describe('a payload that is not known is not worked on, and the error says what is allowed', () => {
  test.each<[unknown, string]>([
    [{ now: true }, 'unknown key "now"'],
    [{ a: 1, b: 2 }, 'unknown key "a", "b"'],
    ['sweep', 'it is not valid'],
    [[], 'it is not valid'],
    [7, 'it is not valid'],
  ])('discover: %j', async (event, problem) => {
    expect(await send(discoverPayload, event)).toBe(`This payload is not known: ${problem}. ${DISCOVER}`);
  });

  test.each<[unknown, string]>([
    [{ Test: true }, 'unknown key "Test"'],
    [{ test: 'yes' }, 'test is not valid'],
    [{ test: 'yes', more: 1 }, 'test is not valid; unknown key "more"'],
    [{ test: true, resend: '7f3a9c' }, 'it names both test and resend'],
    [{ resend: '7f3a9' }, 'resend is not valid'],
    [{ resend: '7f3a9c0' }, 'resend is not valid'],
    [{ resend: 'Ref 7f3a9c' }, 'resend is not valid'],
    [{ resend: 'xyzxyz' }, 'resend is not valid'],
    [{ resend: true }, 'resend is not valid'],
  ])('notify: %j', async (event, problem) => {
    expect(await send(notifyPayload, event)).toBe(`This payload is not known: ${problem}. ${NOTIFY}`);
  });

  test.each<[unknown, string]>([
    [{}, 'it names neither or both of endpointIds and explain'],
    [undefined, 'it names neither or both of endpointIds and explain'],
    [{ endpointIds: ['1'], explain: '1' }, 'it names neither or both of endpointIds and explain'],
    [{ explain: ['1'] }, 'explain is not valid'],
    [{ endpointIds: [] }, 'endpointIds is not valid'],
    [{ endpointIds: '166' }, 'endpointIds is not valid'],
    [{ endpointIds: [''] }, 'endpointIds.0 is not valid'],
    [{ endpointIds: ['1', 1.5] }, 'endpointIds.1 is not valid'],
    [{ endpointIds: ['..'] }, 'endpointIds.0 is not valid'],
    [{ explain: '.' }, 'explain is not valid'],
    [
      JSON.parse('{"endpointIds":[9007199254740993]}'),
      'a number of more than 15 digits is not kept exactly: write the id in quotes',
    ],
    [{ endpointIds: Array.from({ length: 101 }, String) }, 'endpointIds is not valid'],
    [{ endpointIds: ['1'], dryRun: 'no' }, 'dryRun is not valid'],
    [{ endpointIds: ['1'], dryrun: true }, 'unknown key "dryrun"'],
  ])('evaluate: %j', async (event, problem) => {
    expect(await send(evaluatePayload, event)).toBe(`This payload is not known: ${problem}. ${EVALUATE}`);
  });

  test.each<[unknown, string]>([
    [{ dryrun: true }, 'unknown key "dryrun"'],
    [{ dryRun: 1 }, 'dryRun is not valid'],
  ])('report: %j', async (event, problem) => {
    expect(await send(reportPayload, event)).toBe(`This payload is not known: ${problem}. ${REPORT}`);
  });
});

test('the work gets what Lambda hands over beside the event, and does not begin for a payload that is not known', async () => {
  const began: unknown[] = [];
  const work = withPayload(notifyPayload, async (payload, context: { left: number }, more: string) => {
    began.push([payload, context, more]);
    return 'done';
  });
  expect(await work({ test: true }, { left: 7 }, 'more')).toBe('done');
  await expect(work({ test: 1 }, { left: 7 }, 'more')).rejects.toThrow('test is not valid');
  expect(began).toEqual([[{ test: true }, { left: 7 }, 'more']]);
});
