import { describe, expect, test } from '@jest/globals';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { explainEndpoint } from '../../../functions/evaluate/explain-endpoint.ts';
import { recordEvaluation } from '../../../functions/evaluate/record-evaluation.ts';
import { type EvaluateFakes, evaluateFakes } from '../../fakes/evaluate-deps.ts';
import { waitingIn } from '../../fakes/notification-log.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { aMute, anEndpoint, aPlan, traffic } from '../../fakes/samples.ts';

const endpoint = anEndpoint('166');
const HAMBURG = { country: 'Germany', operator: 'Hamburg Mobile', technology: '4G' };

/** Endpoint 166 at this cost of EUR 5.00, in Hamburg. */
function inHamburg(cost: string): EvaluateFakes {
  const fakes = evaluateFakes();
  fakes.reports('166', traffic('data', cost));
  fakes.emnify.locations.set('166', HAMBURG);
  return fakes;
}

describe('a critical alert', () => {
  test('says where its endpoint is, in what is stored, too', async () => {
    const fakes = inHamburg('6.1');
    const { alerts } = await evaluateEndpoint(fakes, { endpoint });
    expect(alerts).toMatchObject([{ severity: 'critical', where: HAMBURG }]);
    expect(await waitingIn(fakes.notificationLog)).toMatchObject([{ where: HAMBURG }]);
    expect(fakes.emnify.located).toEqual(['166']);
  });

  test('asks once for all of its endpoint', async () => {
    const fakes = inHamburg('6.1');
    fakes.plan = aPlan([
      { name: 'every-device', limit: 10, forecast: false },
      { name: 'megabytes', limit: 5, meter: 'data', forecast: false },
      { name: 'texts', limit: 4, meter: 'sms', forecast: false },
    ]);
    fakes.reports('166', traffic('data', '5.1'), traffic('sms', '4.1'));
    const { alerts } = await evaluateEndpoint(fakes, { endpoint });
    expect(alerts.map(({ budget, severity, ...alert }) => [budget, severity, 'where' in alert])).toEqual([
      ['every-device', 'warning', false],
      ['megabytes', 'critical', true],
      ['texts', 'critical', true],
    ]);
    expect(fakes.emnify.located).toEqual(['166']);
  });

  test('of an offline endpoint says nothing of it', async () => {
    const fakes = inHamburg('6.1');
    fakes.emnify.locations.clear();
    const [alert] = (await evaluateEndpoint(fakes, { endpoint })).alerts;
    expect(alert).toMatchObject({ severity: 'critical' });
    expect(alert).not.toHaveProperty('where');
  });
});

describe('emnify is not asked where an endpoint is', () => {
  test('for a warning', async () => {
    const fakes = inHamburg('4.1');
    const { alerts } = await evaluateEndpoint(fakes, { endpoint });
    expect(new Set(alerts.map(({ severity }) => severity))).toEqual(new Set(['warning']));
    expect(fakes.emnify.located).toEqual([]);
  });

  test('for an alert that was claimed before', async () => {
    const fakes = inHamburg('6.1');
    await evaluateEndpoint(fakes, { endpoint });
    await evaluateEndpoint(fakes, { endpoint });
    expect(fakes.emnify.located).toEqual(['166']);
  });

  test('for a muted alert', async () => {
    const fakes = inHamburg('6.1');
    fakes.plan = aPlan(undefined, { mutes: [aMute()] });
    expect((await evaluateEndpoint(fakes, { endpoint })).muted).toHaveLength(1);
    expect(fakes.emnify.located).toEqual([]);
  });

  test('in a dry run, and when a person asks why', async () => {
    const fakes = inHamburg('6.1');
    expect((await evaluateEndpoint(fakes, { endpoint, dryRun: true })).alerts).toHaveLength(1);
    await explainEndpoint(fakes, endpoint);
    expect(fakes.emnify.located).toEqual([]);
  });
});

describe('a location that is not to be had', () => {
  async function failing() {
    const fakes = inHamburg('6.1');
    fakes.emnify.locations.set('166', new Error('emnify answered with HTTP 500'));
    return { fakes, evaluation: await evaluateEndpoint(fakes, { endpoint }) };
  }

  test('changes nothing in what is judged and stored', async () => {
    const { fakes, evaluation } = await failing();
    const offline = inHamburg('6.1');
    offline.emnify.locations.clear();
    const { locationFailure, ...rest } = evaluation;
    expect(rest).toEqual(await evaluateEndpoint(offline, { endpoint }));
    expect(fakes.notificationLog.claimed()).toEqual(offline.notificationLog.claimed());
    expect(fakes.costHistory.writes).toEqual(offline.costHistory.writes);
    expect(locationFailure).toBe('emnify answered with HTTP 500');
  });

  test('is said', async () => {
    const observers = fakeObservers();
    recordEvaluation((await failing()).evaluation, observers);
    expect(observers.facts.counts).toEqual({ evaluated: 1 });
    expect(observers.lines).toContainEqual({
      level: 'info',
      message: 'location not known',
      details: { endpointId: '166', reason: 'emnify answered with HTTP 500' },
    });
  });
});
