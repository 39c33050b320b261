import { describe, expect, test } from '@jest/globals';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { anEndpoint, aPlan, minutesOn, NOW, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');

function evaluate(fakes: EvaluateFakes, at: Date = fakes.clock) {
  fakes.clock = at;
  return evaluateEndpoint(fakes, { endpoint });
}

const kept = (fakes: EvaluateFakes) => fakes.costHistory.read('166', '2026-10');
const claimedPcts = (fakes: EvaluateFakes) => fakes.notificationLog.claimedPcts();

/** An endpoint at EUR 6.10 of 5.00. */
function overLimit(): EvaluateFakes {
  const fakes = evaluateFakes();
  fakes.reports('166', traffic('data', '5.80483935'), traffic('sms', '0.3'));
  return fakes;
}

describe('what is judged', () => {
  test('a crossing is stored in the history and claimed, with all that its message says', async () => {
    const fakes = overLimit();
    const { outcome, reason, alerts, decisions, spend } = await evaluate(fakes);
    expect({ outcome, reason }).toEqual({
      outcome: 'evaluated',
      reason: 'EUR 6.10 is 122 % of EUR 5.00: 100 % was reached',
    });
    expect(decisions).toMatchObject([{ kind: 'crossed', reachedPct: 100, passedPct: [80], severity: 'critical' }]);
    expect(alerts).toMatchObject([
      {
        scope: { kind: 'endpoint', id: '166', name: 'tracker-166' },
        tags: ['truck'],
        spend: '6.10483935',
        limit: '5',
        nextPct: 150,
        period: '2026-10',
      },
    ]);
    expect(await waitingIn(fakes.notificationLog)).toEqual(alerts);
    expect(await kept(fakes)).toEqual({
      spendRate: expect.objectContaining({ spend: 6.10483935 }),
      endpoint,
      period: '2026-10',
      outcome: 'evaluated',
      reason,
      fetchedAt: NOW.toISOString(),
      spend,
      dayCosts: { day: '2026-10-14', atStart: { total: 6.10484 }, before: {} },
      dataPrice: { volume: 29.1662, cost: 5.80484, usual: 0.199026 },
      decisions,
      isOpen: true,
      // September was not checked.
      isLastMonthClosed: true,
    });
  });

  test.each([
    ['below', [traffic('data', '1.99')], 'EUR 1.99 is 39 % of EUR 5.00, EUR 3.01 below the limit', []],
    ['no-traffic', [], 'no traffic in Oct 2026', []],
    [
      'cost-unavailable',
      [traffic('data', undefined)],
      'emnify reports data volume without a cost',
      ['cost-unavailable'],
    ],
    [
      'currency-mismatch',
      [traffic('data', '90', { cost: { amount: '90', currency: 'USD' } })],
      'USD 90.00 cannot be compared with a limit in EUR',
      ['currency-mismatch'],
    ],
  ])('%s is stored with its reason, without an amount', async (kind, figures, reason, alerted) => {
    const fakes = evaluateFakes();
    fakes.reports('166', ...figures);
    const evaluation = await evaluate(fakes);
    expect(evaluation).toMatchObject({ outcome: 'evaluated', reason, decisions: [{ kind }] });
    expect(await kept(fakes)).toMatchObject({ outcome: 'evaluated', reason, decisions: [{ kind }] });
    expect(fakes.notificationLog.claimed().map((alert) => alert.kind)).toEqual(alerted);
    fakes.clock = minutesOn(60);
    expect((await evaluate(fakes)).alerts).toEqual([]);
  });

  test('each budget on another meter is judged for itself', async () => {
    const fakes = overLimit();
    fakes.plan = aPlan([
      { name: 'texts', limit: '0.30', meter: 'sms' },
      { name: 'all', limit: 100 },
      { name: 'megabytes', limit: 7, meter: 'data' },
    ]);
    const { decisions, reason } = await evaluate(fakes);
    expect(decisions.map(({ budget, kind }) => `${budget} ${kind}`).sort()).toEqual([
      'all below',
      'megabytes crossed',
      'texts crossed',
    ]);
    expect(reason.split('; ')).toHaveLength(3);
    expect(claimedPcts(fakes).sort()).toEqual([100, 80]);
  });

  test('an endpoint that no budget matches is stored and raises no alert', async () => {
    const fakes = overLimit();
    fakes.plan = aPlan([{ name: 'cameras', limit: 1, match: { tags: ['camera'] } }]);
    expect(await evaluate(fakes)).toMatchObject({
      outcome: 'evaluated',
      reason: 'no budget matches this endpoint',
      decisions: [],
      alerts: [],
    });
    expect(await kept(fakes)).toMatchObject({ spend: { meters: { total: [{ amount: '6.10483935' }] } } });
  });

  test('a budget that is gone leaves no verdict behind', async () => {
    const fakes = overLimit();
    await evaluate(fakes);
    fakes.plan = aPlan([{ name: 'cameras', limit: 1, match: { tags: ['camera'] } }]);
    await evaluate(fakes, minutesOn(60));
    expect(await kept(fakes)).toMatchObject({ reason: 'no budget matches this endpoint', decisions: [] });
  });
});

describe('what cannot be judged', () => {
  test('an endpoint that is gone is skipped, and what it had cost stays spent', async () => {
    const fakes = overLimit();
    const { spend } = await evaluate(fakes);
    fakes.emnify.stats.set('166', { kind: 'gone', reason: 'HTTP 404: Endpoint not found' });
    const evaluation = await evaluate(fakes, minutesOn(60));
    expect(evaluation).toMatchObject({ outcome: 'skipped', reason: 'HTTP 404: Endpoint not found', alerts: [] });
    expect(evaluation.spend).toBeUndefined();
    expect(await kept(fakes)).toMatchObject({
      outcome: 'skipped',
      reason: 'HTTP 404: Endpoint not found',
      fetchedAt: minutesOn(60).toISOString(),
      spend,
      decisions: [{ kind: 'crossed' }],
    });
    expect(await fakes.costHistory.points({ kind: 'endpoint', id: '166' }, '2026-10')).toHaveLength(1);
  });

  test('an endpoint that was gone from the start is kept without a spend', async () => {
    const fakes = evaluateFakes();
    fakes.emnify.stats.set('166', { kind: 'gone', reason: 'HTTP 404' });
    await evaluate(fakes);
    expect(await kept(fakes)).toEqual({
      endpoint,
      period: '2026-10',
      outcome: 'skipped',
      skippedSince: '2026-10-14T14:00:00.000Z',
      reason: 'HTTP 404',
      fetchedAt: NOW.toISOString(),
      decisions: [],
      isOpen: true,
    });
  });

  test.each(['2026-09', '2026-11', '2020-03'])(
    'figures of %s are stale: alerted as such, and not judged',
    async (period) => {
      const fakes = evaluateFakes();
      fakes.reports('166', traffic('data', '90', { period }));
      const evaluation = await evaluate(fakes);
      expect(evaluation).toMatchObject({
        outcome: 'unjudged',
        unjudged: 'other-month',
        reason: `emnify's current month is ${period}, not 2026-10`,
        decisions: [],
        alerts: [],
      });
      expect(evaluation.spend).toBeUndefined();
      expect(await kept(fakes)).not.toHaveProperty('spend');
      expect(claimedPcts(fakes)).toEqual([]);
    },
  );

  test('figures that go stale in mid-month take back neither spend nor verdict', async () => {
    const fakes = overLimit();
    const { spend } = await evaluate(fakes);
    fakes.reports('166', traffic('data', '1', { period: '2026-09' }));
    await evaluate(fakes, minutesOn(60));
    expect(await kept(fakes)).toMatchObject({
      outcome: 'unjudged',
      unjudged: 'other-month',
      spend,
      decisions: [{ kind: 'crossed' }],
    });
    // Once it can be judged again, nothing is left of it.
    fakes.reports('166', traffic('data', '7'));
    await evaluate(fakes, minutesOn(120));
    expect(await kept(fakes)).toMatchObject({ outcome: 'evaluated', decisions: [{ spend: '7' }] });
    expect(await kept(fakes)).not.toHaveProperty('unjudged');
  });

  test('an endpoint that this token may not see is not judged, and never passes for gone', async () => {
    const fakes = overLimit();
    const { spend } = await evaluate(fakes);
    fakes.emnify.stats.set('166', { kind: 'refused', reason: 'HTTP 403' });
    const refused = await evaluate(fakes, minutesOn(60));
    expect(refused).toMatchObject({ outcome: 'unjudged', unjudged: 'refused', reason: 'HTTP 403', alerts: [] });
    expect(await kept(fakes)).toMatchObject({ outcome: 'unjudged', unjudged: 'refused', spend });
    expect(await kept(fakes)).not.toHaveProperty('skippedSince');
  });

  test('no figures where there was a cost are neither no traffic nor a cost of zero', async () => {
    const fakes = overLimit();
    const { spend } = await evaluate(fakes);
    fakes.reports('166');
    const reason = 'emnify shows no figures for Oct 2026, but has shown a cost before';
    const vanished = await evaluate(fakes, minutesOn(60));
    expect(vanished).toMatchObject({ outcome: 'unjudged', unjudged: 'nothing', reason, decisions: [], alerts: [] });
    expect(await kept(fakes)).toMatchObject({ outcome: 'unjudged', unjudged: 'nothing', reason, spend });
    expect(await kept(fakes)).toMatchObject({ decisions: [{ kind: 'crossed' }] });
  });

  test('a month that emnify gives in local time is judged, and said so', async () => {
    const fakes = evaluateFakes();
    fakes.reports('166', traffic('data', '6.1', { localMonth: '2026-09-30T22:00:00.000Z' }));
    expect(await evaluate(fakes)).toMatchObject({
      outcome: 'evaluated',
      reason:
        'EUR 6.10 is 122 % of EUR 5.00: 100 % was reached; ' +
        'emnify gives the month as 2026-09-30T22:00:00.000Z, in another time zone',
    });
  });

  test("last month's figures come along for the message", async () => {
    const fakes = evaluateFakes();
    fakes.emnify.stats.set(
      '166',
      statsOf({
        currentMonth: [traffic('data', '5')],
        lastMonth: [traffic('data', '3.9', { period: '2026-09' }), traffic('sms', '40', { period: '2026-08' })],
      }),
    );
    expect((await evaluate(fakes)).alerts).toMatchObject([{ lastMonth: '3.9' }]);
  });
});
