import { describe, expect, test } from '@jest/globals';
import { recordSweepStart } from '../../functions/discover/record-sweep-start.ts';
import { recordTokenLife } from '../../functions/discover/record-token-life.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { recordEvaluation } from '../../functions/evaluate/record-evaluation.ts';
import { recordTold } from '../../functions/notify/record-told.ts';
import { statsOf } from '../fakes/emnify.ts';
import { evaluateFakes } from '../fakes/evaluate-deps.ts';
import { fakeObservers } from '../fakes/observers.ts';
import { aMonth, aMute, anEndpoint, aPlan, traffic } from '../fakes/samples.ts';

const start = { sweepId: '2026-10-14T14:00:00.000Z', listed: 5, queued: 5, unreadable: 0, missing: 0 };

describe('the start of a sweep', () => {
  test('is counted and said', () => {
    const observers = fakeObservers();
    recordSweepStart(start, observers);
    expect(observers.counts).toEqual({
      SweepsStarted: 1,
      EndpointsListed: 5,
      EndpointsAsked: 5,
      EndpointsUnreadable: 0,
      EndpointsMissing: 0,
    });
    expect(observers.lines).toEqual([{ level: 'info', message: 'sweep started', details: { sweep: start } }]);
  });

  test.each([{ unreadable: 1 }, { missing: 2 }])('is a warning with %j', (gap) => {
    const observers = fakeObservers();
    recordSweepStart({ ...start, ...gap }, observers);
    expect(observers.lines).toMatchObject([
      { level: 'warn', message: 'sweep started without a part of the fleet', details: { sweep: gap } },
    ]);
  });
});

describe('the life of the token', () => {
  test.each([
    ['2026-10-28T14:00:00.000Z', 14],
    ['2026-10-14T02:00:00.000Z', -0.5],
  ])('that ends on %s has %d days left', (expiresAt, days) => {
    const observers = fakeObservers();
    recordTokenLife(expiresAt, new Date('2026-10-14T14:00:00Z'), observers);
    expect(observers.counts).toEqual({ TokenDaysLeft: days });
  });

  test('is not counted where nobody knows its end', () => {
    const observers = fakeObservers();
    recordTokenLife('unknown', new Date('2026-10-14T14:00:00Z'), observers);
    expect(observers.counts).toEqual({});
  });
});

describe('an evaluation', () => {
  async function recorded(prepare: (fakes: ReturnType<typeof evaluateFakes>) => void) {
    const fakes = evaluateFakes();
    prepare(fakes);
    const observers = fakeObservers();
    recordEvaluation(await evaluateEndpoint(fakes, { endpoint: anEndpoint('166') }), observers);
    return observers;
  }
  const counts = (more: Record<string, number>) => ({ EndpointsEvaluated: 1, AlertsClaimed: 0, ...more });

  test('with an alert is counted, and said with the reason that the message gives', async () => {
    const observers = await recorded((fakes) => fakes.reports('166', traffic('data', '6.1')));
    expect(observers.counts).toEqual(counts({ AlertsClaimed: 1 }));
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
    expect(observers.counts).toEqual(counts({}));
    expect(observers.lines.map(({ level }) => level)).toEqual(['debug']);
  });

  test('of an endpoint that is gone counts as skipped and not as evaluated', async () => {
    const observers = await recorded((fakes) => fakes.emnify.stats.set('166', { kind: 'gone', reason: 'HTTP 404' }));
    expect(observers.counts).toEqual({ EndpointsSkipped: 1, AlertsClaimed: 0 });
    expect(observers.lines).toMatchObject([
      { level: 'info', message: 'endpoint skipped', details: { reason: 'HTTP 404' } },
    ]);
  });

  test.each([
    ['StaleMonths', 0, traffic('data', '1', { period: '2026-09' })],
    ['CostUnavailable', 1, traffic('data', undefined)],
    ['CurrencyMismatches', 1, traffic('data', '1', { cost: { amount: '1', currency: 'USD' } })],
  ])('counts in %s, and in its alerts', async (name, alerts, figures) => {
    const observers = await recorded((fakes) => fakes.reports('166', figures));
    expect(observers.counts).toEqual(counts({ [name]: 1, AlertsClaimed: alerts }));
  });

  test('whose alert is muted counts that, and says who muted it', async () => {
    const observers = await recorded((fakes) => {
      fakes.plan = aPlan(undefined, { mutes: [aMute()] });
      fakes.reports('166', traffic('data', '6.1'));
    });
    expect(observers.counts).toEqual(counts({ AlertsMuted: 1 }));
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
    expect(observers.counts).toMatchObject({ ForecastErrorPct: 25 });
  });
});

describe('a run of notify', () => {
  test('with nothing to tell is silent, and counts as a sign of life', () => {
    const observers = fakeObservers();
    recordTold({ kind: 'nothing-pending' }, observers);
    expect([observers.counts, observers.lines]).toEqual([{ NotifyRuns: 1 }, []]);
  });

  test('that waits for a sweep to settle is a sign of life, too', () => {
    const observers = fakeObservers();
    recordTold({ kind: 'settling', alerts: 3 }, observers);
    expect([observers.counts, observers.lines]).toEqual([{ NotifyRuns: 1 }, []]);
  });

  test('that told something counts what it told', () => {
    const observers = fakeObservers();
    const told = { kind: 'told', alerts: 3, subject: 's', notificationId: 'n', messageId: 'm' } as const;
    recordTold(told, observers);
    expect(observers.counts).toEqual({ NotifyRuns: 1, NotificationsSent: 1, AlertsSent: 3 });
    expect(observers.lines).toEqual([{ level: 'info', message: 'notification sent', details: { told } }]);
  });
});
