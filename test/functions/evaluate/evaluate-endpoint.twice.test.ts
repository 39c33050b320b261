import { describe, expect, test } from '@jest/globals';
import { alertKey } from '../../../functions/domain/judging/alert.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { anEndpoint, aPlan, minutesOn, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');
const claimedPcts = (fakes: EvaluateFakes) => fakes.notificationLog.claimedPcts();

/** EUR 5 for every device, thresholds only. */
const withoutForecasts = (...budgets: object[]) =>
  aPlan(budgets.map((budget) => ({ name: 'every-device', limit: 5, forecast: false, ...budget })));

/** An endpoint at EUR 4.10 of 5.00. */
function nearLimit(): EvaluateFakes {
  const fakes = evaluateFakes();
  fakes.plan = withoutForecasts({});
  fakes.reports('166', traffic('data', '4.1'));
  return fakes;
}

async function evaluate(fakes: EvaluateFakes, minutes: number, cost?: string) {
  fakes.clock = minutesOn(minutes);
  if (cost !== undefined) fakes.reports('166', traffic('data', cost));
  return await evaluateEndpoint(fakes, { endpoint });
}

describe('a second check', () => {
  test('of the same figures raises no alert, and says what was sent', async () => {
    const fakes = nearLimit();
    await evaluate(fakes, 0);
    const again = await evaluate(fakes, 60);
    expect(again).toMatchObject({
      alerts: [],
      decisions: [{ kind: 'already-sent' }],
      reason: 'EUR 4.10 is 82 % of EUR 5.00: the 80 % alert was sent already',
    });
    expect(claimedPcts(fakes)).toEqual([80]);
  });

  test('alerts a new threshold, and says when the one before was sent', async () => {
    const fakes = nearLimit();
    const [warning] = (await evaluate(fakes, 0)).alerts;
    if (!warning) throw new Error('the first check claims an alert');
    await fakes.notificationLog.markSent(alertKey(warning), { at: minutesOn(1).toISOString(), notificationId: 'n' });
    const { alerts } = await evaluate(fakes, 60, '5');
    expect(alerts).toMatchObject([
      { reachedPct: 100, alreadySent: [{ thresholdPct: 80, at: minutesOn(1).toISOString() }], passedPct: [] },
    ]);
    expect(claimedPcts(fakes)).toEqual([80, 100]);
  });

  test('does not say that a pending threshold was sent', async () => {
    const fakes = nearLimit();
    await evaluate(fakes, 0);
    expect((await evaluate(fakes, 60, '5')).alerts).toMatchObject([
      { reachedPct: 100, alreadySent: [], passedPct: [] },
    ]);
  });

  test('alerts again under another limit', async () => {
    const fakes = nearLimit();
    await evaluate(fakes, 0);
    fakes.plan = withoutForecasts({ limit: 4 });
    expect((await evaluate(fakes, 60)).alerts).toMatchObject([{ limit: '4', reachedPct: 100, alreadySent: [] }]);
  });

  test.each(['5', '5.0', '5.00'])('does not take a limit of %s for another one', async (limit) => {
    const fakes = nearLimit();
    await evaluate(fakes, 0);
    fakes.plan = withoutForecasts({ limit });
    expect((await evaluate(fakes, 60)).alerts).toEqual([]);
  });

  test('keeps a snapshot only of what is new: the same figures once a day, other figures at once', async () => {
    const fakes = nearLimit();
    await evaluate(fakes, 0); // 14:00, crossed
    await evaluate(fakes, 60); // alerted, which is news
    await evaluate(fakes, 120);
    await evaluate(fakes, 540); // 23:00
    await evaluate(fakes, 600); // midnight
    await evaluate(fakes, 660, '4.2');
    await evaluate(fakes, 720);
    const writes = fakes.costHistory.writes.map(({ month, snapshot }) => `${month.fetchedAt.slice(8, 16)} ${snapshot}`);
    expect(writes).toEqual([
      '14T14:00 first-of-day',
      '14T15:00 undefined',
      '14T16:00 undefined',
      '14T23:00 undefined',
      '15T00:00 first-of-day',
      '15T01:00 change',
      '15T02:00 undefined',
    ]);
  });
});

describe('two at once', () => {
  test('raise one alert', async () => {
    const fakes = nearLimit();
    const evaluations = await Promise.all(Array.from({ length: 5 }, () => evaluateEndpoint(fakes, { endpoint })));
    expect(evaluations.flatMap(({ alerts }) => alerts)).toHaveLength(1);
    expect(claimedPcts(fakes)).toEqual([80]);
  });

  test('a claim that another worker has made is not among the alerts, and the decision stays', async () => {
    const fakes = nearLimit();
    const { claim } = fakes.notificationLog;
    fakes.notificationLog.claim = async (alert) => {
      await claim(alert);
      return await claim(alert);
    };
    const { alerts, decisions } = await evaluate(fakes, 0);
    expect({ alerts, decisions }).toMatchObject({ alerts: [], decisions: [{ kind: 'crossed' }] });
    expect(claimedPcts(fakes)).toEqual([80]);
  });
});

describe('a failure', () => {
  const failing = async (): Promise<never> => {
    throw new Error('out of order');
  };

  test.each<[string, (fakes: EvaluateFakes) => void]>([
    ['emnify', (fakes) => Object.assign(fakes.emnify, { endpointStats: failing })],
    ['the budgets', (fakes) => Object.assign(fakes, { budgets: failing })],
    ['reading the claims', (fakes) => Object.assign(fakes.notificationLog, { claims: failing })],
    ['reading the history', (fakes) => Object.assign(fakes.costHistory, { read: failing })],
  ])('of %s throws, and nothing is stored or claimed', async (_, breakIt) => {
    const fakes = nearLimit();
    breakIt(fakes);
    await expect(evaluate(fakes, 0)).rejects.toThrow('out of order');
    expect(claimedPcts(fakes)).toEqual([]);
    expect(fakes.costHistory.writes).toEqual([]);
  });

  test('of the claim keeps nothing in the history either, and the next check claims', async () => {
    const fakes = nearLimit();
    const { claim } = fakes.notificationLog;
    fakes.notificationLog.claim = failing;
    await expect(evaluate(fakes, 0)).rejects.toThrow('out of order');
    expect(fakes.costHistory.writes).toEqual([]);
    fakes.notificationLog.claim = claim;
    expect((await evaluate(fakes, 1)).alerts).toMatchObject([{ reachedPct: 80 }]);
    expect(fakes.costHistory.writes).toHaveLength(1);
  });

  test('between claim and history alerts once: the next check keeps what it finds, and claims nothing again', async () => {
    const fakes = nearLimit();
    const { write } = fakes.costHistory;
    fakes.costHistory.write = failing;
    await expect(evaluate(fakes, 0)).rejects.toThrow('out of order');
    expect([claimedPcts(fakes), fakes.costHistory.writes]).toEqual([[80], []]);
    fakes.costHistory.write = write;
    expect((await evaluate(fakes, 1)).alerts).toEqual([]);
    expect([claimedPcts(fakes), fakes.costHistory.writes.length]).toEqual([[80], 1]);
  });

  test('between two claims loses nothing either, and repeats nothing', async () => {
    const fakes = nearLimit();
    fakes.plan = withoutForecasts({ name: 'all' }, { name: 'megabytes', meter: 'data' });
    const { claim } = fakes.notificationLog;
    let claims = 0;
    fakes.notificationLog.claim = async (alert) => {
      claims += 1;
      return claims === 2 ? await failing() : await claim(alert);
    };
    await expect(evaluate(fakes, 0)).rejects.toThrow('out of order');
    expect((await evaluate(fakes, 1)).alerts).toHaveLength(1);
    expect(new Set(fakes.notificationLog.claimed().map(({ budget }) => budget))).toEqual(new Set(['all', 'megabytes']));
    expect(claimedPcts(fakes)).toEqual([80, 80]);
  });
});

describe('a dry run', () => {
  test('says what would be alerted, writes nothing and claims nothing', async () => {
    const fakes = nearLimit();
    const dry = await evaluateEndpoint(fakes, { endpoint, dryRun: true });
    expect(dry.alerts).toMatchObject([{ reachedPct: 80 }]);
    expect([fakes.costHistory.writes, fakes.notificationLog.claimed()]).toEqual([[], []]);
    expect((await evaluate(fakes, 1)).alerts).toHaveLength(1);
  });

  test('says that nothing would be alerted where it was before', async () => {
    const fakes = nearLimit();
    await evaluate(fakes, 0);
    expect(await evaluateEndpoint(fakes, { endpoint, dryRun: true })).toMatchObject({
      alerts: [],
      decisions: [{ kind: 'already-sent' }],
    });
  });
});
