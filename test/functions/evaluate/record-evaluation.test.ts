import { describe, expect, test } from '@jest/globals';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { recordEvaluation } from '../../../functions/evaluate/record-evaluation.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { aMonth, aMute, anEndpoint, aPlan, traffic } from '../../fakes/samples.ts';

describe('an evaluation', () => {
  async function recorded(prepare: (fakes: ReturnType<typeof evaluateFakes>) => void) {
    const fakes = evaluateFakes();
    prepare(fakes);
    const observers = fakeObservers();
    recordEvaluation(await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') }), observers);
    return observers;
  }

  test('with an alert is counted, and said with the reason that the message gives', async () => {
    const observers = await recorded((fakes) => fakes.reports('166', traffic('data', '6.1')));
    expect(observers.facts.counts).toEqual({ evaluated: 1 });
    expect(observers.lines).toMatchObject([
      {
        level: 'info',
        message: 'endpoint evaluated',
        details: {
          endpointId: '166',
          period: '2026-10',
          reason: 'EUR 6.10 is 122 % of EUR 5.00: 100 % was reached',
          alerts: [{ kind: 'crossed', budget: 'every-device', severity: 'critical' }],
        },
      },
    ]);
  });

  test('without one is counted, and said to those only who want every detail', async () => {
    const observers = await recorded((fakes) => fakes.reports('166', traffic('data', '1')));
    expect(observers.facts.counts).toEqual({ evaluated: 1 });
    expect(observers.lines.map(({ level }) => level)).toEqual(['debug']);
  });

  test('of an endpoint that is gone counts as skipped and not as evaluated', async () => {
    const observers = await recorded((fakes) => fakes.emnify.stats.set('166', { kind: 'gone', reason: 'HTTP 404' }));
    expect(observers.facts.counts).toEqual({ skipped: 1 });
    expect(observers.lines).toMatchObject([
      { level: 'info', message: 'endpoint skipped', details: { reason: 'HTTP 404' } },
    ]);
  });

  test('of an endpoint that cannot be judged counts as that alone, and says why', async () => {
    const observers = await recorded((fakes) => fakes.reports('166', traffic('data', '1', { period: '2026-09' })));
    expect(observers.facts.counts).toEqual({ unjudged: 1 });
    const reason = "emnify's current month is 2026-09, not 2026-10";
    expect(observers.lines).toMatchObject([{ level: 'info', message: 'endpoint unjudged', details: { reason } }]);
  });

  test('whose alert is muted says who muted it', async () => {
    const observers = await recorded((fakes) => {
      fakes.plan = aPlan(undefined, { mutes: [aMute()] });
      fakes.reports('166', traffic('data', '6.1'));
    });
    expect(observers.lines).toMatchObject([
      { details: { alerts: [], muted: [{ kind: 'crossed', budget: 'every-device', by: 'Kim' }] } },
    ]);
  });

  test('that compares a forecast with its outcome says how far it was off', async () => {
    const fakes = evaluateFakes();
    const observers = fakeObservers();
    fakes.clock = new Date('2026-11-02T14:00:00.000Z');
    const midMonth = { method: 'm', meter: 'total' as const, currency: 'EUR', expectedAtEnd: '7.5' };
    await fakes.costHistory.write(aMonth({ midMonth }), {});
    fakes.emnify.stats.set('166', statsOf({ lastMonth: [traffic('data', '6')] }));
    recordEvaluation(await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') }), observers);
    expect(observers.lines).toContainEqual({
      level: 'info',
      message: 'forecast of the last month compared',
      details: { endpointId: '166', forecastErrorPct: 25 },
    });
  });
});
