import { describe, expect, test } from '@jest/globals';
import type { TrafficFigures } from '../../../functions/domain/costs/emnify-figures.ts';
import type { Endpoint } from '../../../functions/domain/costs/endpoint.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { anEndpoint, aPlan, minutesOn, traffic } from '../../fakes/samples.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

describe('figures that stand still', () => {
  const asOf = minutesOn(-5 * HOUR).toISOString();
  const figures = (lastUpdated = asOf) => [traffic('data', '1', { lastUpdated })];

  async function check(fakes: EvaluateFakes, minutes: number, active: boolean, current: TrafficFigures[] = figures()) {
    fakes.clock = minutesOn(minutes);
    fakes.emnify.stats.set('166', statsOf({ currentMonth: current, activeLastHour: active }));
    return await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') });
  }

  test('for more than a day beside traffic raise one alert', async () => {
    const fakes = evaluateFakes();
    for (const hours of [0, 1, 12, 24]) expect((await check(fakes, hours * HOUR, true)).alerts).toEqual([]);
    expect((await check(fakes, 25 * HOUR, true)).alerts).toMatchObject([
      {
        kind: 'stale',
        tags: ['truck'],
        severity: 'warning',
        budget: 'every-device',
        period: '2026-10',
        reason:
          'emnify shows traffic in the last hour, but cost and volume have not changed since 14 Oct 2026 14:00 UTC',
      },
    ]);
    const again = await check(fakes, 26 * HOUR, true);
    expect([again.alerts, again.faults.map(({ kind }) => kind)]).toEqual([[], ['stale']]);
  });

  test('are reported with their age', async () => {
    const fakes = evaluateFakes();
    await check(fakes, 0, true);
    await check(fakes, HOUR, true);
    const [alert] = (await check(fakes, 25 * HOUR, true)).alerts;
    expect(alert).toMatchObject({ figures: { lastUpdated: asOf, fetchedAt: minutesOn(25 * HOUR).toISOString() } });
  });

  test('of a silent device raise no alert, and neither do figures that change', async () => {
    const fakes = evaluateFakes();
    await check(fakes, 0, true);
    expect((await check(fakes, 2 * DAY, false)).alerts).toEqual([]);
    expect((await check(fakes, 3 * DAY, false)).alerts).toEqual([]);
  });

  test('are judged by cost and volume: a time stamp alone neither raises nor hides an alert', async () => {
    const [moving, standstill] = [evaluateFakes(), evaluateFakes()];
    const alerted: string[] = [];
    for (let hours = 0; hours < 72; hours++) {
      const growing = traffic('data', '1', { volume: `${40 + hours}`, lastUpdated: asOf });
      expect((await check(moving, hours * HOUR, true, [growing])).alerts).toEqual([]);
      const touched = figures(minutesOn(hours * HOUR - 20).toISOString());
      alerted.push(
        ...(await check(standstill, hours * HOUR, true, touched)).alerts.map(({ kind }) => `${kind} ${hours}`),
      );
    }
    expect(alerted).toEqual(['stale 25']);
  });

  test('are reported if their time is invalid', async () => {
    for (const lastUpdated of ['9999-12-31T00:00:00.000Z', minutesOn(3 * DAY).toISOString()]) {
      const fakes = evaluateFakes();
      for (const hours of [0, 1]) await check(fakes, hours * HOUR, true, figures(lastUpdated));
      expect((await check(fakes, 26 * HOUR, true, figures(lastUpdated))).alerts).toMatchObject([{ kind: 'stale' }]);
    }
  });

  test('of a device without any figures are reported, too', async () => {
    const fakes = evaluateFakes();
    for (const hours of [0, 1]) await check(fakes, hours * HOUR, true, []);
    const { alerts } = await check(fakes, 26 * HOUR, true, []);
    expect(alerts).toMatchObject([{ kind: 'stale', reason: expect.stringMatching(/since 14 Oct 2026 14:00 UTC$/) }]);
  });

  test('were stored in another form before: it is read, and raises no alert by itself', async () => {
    const fakes = evaluateFakes();
    await check(fakes, 0, true);
    const month = fakes.costHistory.writes.at(-1)?.month;
    const standstill = { asOf, since: minutesOn(-3 * DAY).toISOString() };
    await fakes.costHistory.write(Object.assign({}, month, { standstill }), {});
    expect((await check(fakes, HOUR, true)).alerts).toEqual([]);
    expect((await check(fakes, 3 * HOUR, true)).alerts).toEqual([]);
  });

  test('and a month that does not roll over are reported, though there is nothing to judge', async () => {
    const fakes = evaluateFakes();
    const september = [traffic('data', '1', { period: '2026-09', lastUpdated: '2026-09-30T12:00:00.000Z' })];
    for (const hours of [0, 1]) await check(fakes, hours * HOUR, true, september);
    const { alerts, decisions } = await check(fakes, 26 * HOUR, true, september);
    expect([decisions, alerts.map(({ kind }) => kind)]).toEqual([[], ['stale']]);
  });

  test('of a device without a budget raise no alert', async () => {
    const fakes = evaluateFakes();
    fakes.plan = aPlan([{ name: 'cameras', limit: 5, match: { tags: ['camera'] } }]);
    for (const hours of [0, 1]) await check(fakes, hours * HOUR, true);
    const { alerts, faults } = await check(fakes, 26 * HOUR, true);
    expect([alerts, faults.length]).toEqual([[], 1]);
  });
});

describe('the limit of a device', () => {
  const budget = { name: 'every-device', limit: 5, limitFromTag: 'cost-limit', forecast: false };

  async function evaluate(fakes: EvaluateFakes, tags: string[], minutes = 0, more: Partial<Endpoint> = {}) {
    fakes.clock = minutesOn(minutes);
    return await evaluateEndpoint(fakes, { endpoint: anEndpoint('166', { tags, ...more }) });
  }
  function atEightEuros(...budgets: object[]): EvaluateFakes {
    const fakes = evaluateFakes();
    fakes.plan = aPlan(budgets.length > 0 ? budgets : [budget]);
    fakes.reports('166', traffic('data', '8'));
    return fakes;
  }

  test('overrides that of the budget, up and down', async () => {
    const fakes = atEightEuros();
    expect(await evaluate(fakes, ['cost-limit=50'])).toMatchObject({ alerts: [], decisions: [{ limit: '50' }] });
    expect((await evaluate(fakes, ['Cost-Limit = 2.50'], 60)).alerts).toMatchObject([
      { limit: '2.5', reachedPct: 300, dedupKey: 'endpoint/166/2026-10/every-device/total/300/2.5' },
    ]);
  });

  test('that is changed in the portal re-arms, and that is taken away gives the budget its own back', async () => {
    const fakes = atEightEuros();
    await evaluate(fakes, ['cost-limit=8']);
    expect((await evaluate(fakes, ['cost-limit=10'], 60)).alerts).toMatchObject([
      { limit: '10', reachedPct: 80, alreadySent: [] },
    ]);
    expect((await evaluate(fakes, [], 120)).alerts).toMatchObject([{ limit: '5', reachedPct: 150 }]);
    expect((await evaluate(fakes, ['cost-limit=8'], 180)).alerts).toEqual([]);
  });

  test('that cannot be read is reported once, and the limit of the budget applies', async () => {
    const fakes = atEightEuros();
    const { alerts, decisions } = await evaluate(fakes, ['cost-limit=lots']);
    expect(decisions).toMatchObject([{ limit: '5', kind: 'crossed' }]);
    expect(alerts.map(({ kind }) => kind)).toEqual(['crossed', 'limit-unreadable']);
    expect((await evaluate(fakes, ['cost-limit=lots'], 60)).alerts).toEqual([]);
    expect((await evaluate(fakes, ['cost-limit=still lots'], 120)).alerts).toEqual([]);
  });

  test('that two budgets cannot read is one fault, in a dry run as in a sweep', async () => {
    const fakes = atEightEuros(budget, { ...budget, name: 'megabytes', meter: 'data' });
    const endpoint = anEndpoint('166', { tags: ['cost-limit=lots'] });
    const dry = await evaluateEndpoint(fakes, { endpoint, dryRun: true });
    const { alerts } = await evaluateEndpoint(fakes, { endpoint });
    expect(alerts.map(({ kind }) => kind).sort()).toEqual(['crossed', 'crossed', 'limit-unreadable']);
    expect(dry.alerts).toEqual(alerts);
  });
});

test('costs that two budgets cannot see are one fault, in a dry run as in a sweep', async () => {
  const fakes = evaluateFakes();
  fakes.plan = aPlan([
    { name: 'every-device', limit: 5 },
    { name: 'megabytes', limit: 5, meter: 'data' },
  ]);
  fakes.reports('166', traffic('data', undefined));
  const dry = await evaluateEndpoint(fakes, { endpoint: anEndpoint('166'), dryRun: true });
  const { alerts } = await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') });
  expect(alerts.map(({ kind, budget }) => `${kind} ${budget}`)).toEqual(['cost-unavailable every-device']);
  expect(dry.alerts).toEqual(alerts);
});
