import { describe, expect, test } from '@jest/globals';
import { periodOf, previousPeriod } from '../../../functions/domain/values/month.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { anEndpoint, traffic } from '../../fakes/samples.ts';

const [OLD, NEW] = ['351234560789012', '860384060123456'];

async function check(fakes: EvaluateFakes, moment: string, imei: string | undefined) {
  fakes.clock = new Date(moment);
  const period = periodOf(fakes.clock);
  const [currentMonth, lastMonth] = [period, previousPeriod(period)].map((of) => [
    traffic('data', '1', { period: of }),
  ]);
  fakes.emnify.stats.set('166', statsOf({ currentMonth, lastMonth }));
  await evaluateEndpoint(fakes, { endpoint: anEndpoint('166', { ...(imei !== undefined && { imei }) }) });
  return await fakes.costHistory.read('166', period);
}

describe('the IMEI of an endpoint', () => {
  test('is kept, and a change is noted with its time, once', async () => {
    const fakes = evaluateFakes();
    const first = await check(fakes, '2026-10-14T10:00:00.000Z', OLD);
    expect([first?.imei, first?.imeiChange]).toEqual([OLD, undefined]);
    const change = { before: OLD, now: NEW, at: '2026-10-14T11:00:00.000Z' };
    expect(await check(fakes, '2026-10-14T11:00:00.000Z', NEW)).toMatchObject({ imei: NEW, imeiChange: change });
    expect(await check(fakes, '2026-10-14T12:00:00.000Z', NEW)).toMatchObject({ imei: NEW, imeiChange: change });
  });

  test('is not changed by an answer without one, nor by a request of an earlier release', async () => {
    const fakes = evaluateFakes();
    await check(fakes, '2026-10-14T10:00:00.000Z', OLD);
    expect(await check(fakes, '2026-10-14T11:00:00.000Z', undefined)).toMatchObject({ imei: OLD });
    expect((await check(fakes, '2026-10-14T12:00:00.000Z', NEW))?.imeiChange).toMatchObject({ before: OLD, now: NEW });
  });

  test('is compared over the end of a month, and a change of the last days goes on into the next', async () => {
    const fakes = evaluateFakes();
    await check(fakes, '2026-10-31T20:00:00.000Z', OLD);
    const change = { before: OLD, now: NEW, at: '2026-11-01T02:00:00.000Z' };
    expect((await check(fakes, '2026-11-01T02:00:00.000Z', NEW))?.imeiChange).toEqual(change);
    await check(fakes, '2026-11-30T20:00:00.000Z', OLD);
    expect((await check(fakes, '2026-12-01T02:00:00.000Z', OLD))?.imeiChange).toMatchObject({
      at: '2026-11-30T20:00:00.000Z',
    });
  });
});
