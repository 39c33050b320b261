import { describe, expect, test } from '@jest/globals';
import { keptBackOf, partMuted, placeOf } from '../../../../functions/domain/judging/muted-alerts.ts';
import { aFaultAlert, aForecastAlert, anAlert, anEndpoint, aReadMute, minutesOn, NOW } from '../../../fakes/samples.ts';

const endpoint = anEndpoint('166');
const mute = aReadMute();
const terms = { until: mute.until, upTo: mute.upTo, reason: 'new firmware', who: 'Kim' };
const at = (spend: string, ratioPct: number) => anAlert({ spend, ratioPct });
const part = (found: Parameters<typeof partMuted>[0], mutes = [mute], now = NOW) =>
  partMuted(found, { mutes, now, endpoint });

describe('a mute in force', () => {
  test('keeps back what is below its ceiling, and lets through the rest with its terms', () => {
    const { alerts, muted } = part([at('14.99', 299), at('15', 300)]);
    expect(muted).toEqual([{ alert: at('14.99', 299), mute }]);
    expect(alerts).toEqual([{ ...at('15', 300), mute: { cause: 'passed', ...terms } }]);
  });

  test('has no ceiling for an alert without an amount', () => {
    expect(part([aFaultAlert()])).toEqual({ alerts: [], muted: [{ alert: aFaultAlert(), mute }] });
  });

  test('goes by what was spent, whatever is expected', () => {
    expect(part([aForecastAlert()], [aReadMute({ upTo: { amount: '2.5', currency: 'EUR' } })]).alerts).toHaveLength(1);
    expect(part([aForecastAlert()], [aReadMute({ upTo: { amount: '2.51', currency: 'EUR' } })]).alerts).toEqual([]);
  });

  test('with the higher ceiling counts, whichever comes first', () => {
    const high = aReadMute({ upTo: { pct: 500 }, who: 'Alex' });
    for (const mutes of [
      [mute, high],
      [high, mute],
    ]) {
      expect(part([at('20', 400)], mutes).muted).toMatchObject([{ mute: { who: 'Alex' } }]);
      expect(part([at('25', 500)], mutes).alerts).toMatchObject([{ mute: { cause: 'passed', who: mutes[0]?.who } }]);
    }
  });
});

describe('an alert that the last check kept back', () => {
  const keptBack = keptBackOf([{ alert: anAlert(), mute }]);
  const sentAfter = (mutes: (typeof mute)[], found = [anAlert()]) =>
    partMuted(found, { mutes, now: minutesOn(60), endpoint, keptBack }).alerts;
  const ended = { cause: 'ended', ...terms };

  test.each<[string, (typeof mute)[]]>([
    ['has come to its end', [mute]],
    ['was removed', []],
    ['was edited to an earlier end', [aReadMute({ until: NOW.toISOString() })]],
    ['was edited to mute other endpoints', [aReadMute({ match: { ids: ['7'] }, until: '2027-01-01T00:00:00.000Z' })]],
  ])('is sent with the mute as it was, where that %s', (_, mutes) => {
    expect(sentAfter(mutes)).toEqual([{ ...anAlert(), mute: ended }]);
  });

  test('names it at a higher level, too', () => {
    expect(sentAfter([], [anAlert({ reachedPct: 150, passedPct: [100] })])).toMatchObject([{ mute: ended }]);
  });

  test.each([
    ['budget', anAlert({ budget: 'other' })],
    ['limit', anAlert({ limit: '6' })],
    ['month', anAlert({ period: '2026-11' })],
    ['meter', anAlert({ meter: 'data' })],
    ['kind', aForecastAlert()],
    ['fault', aFaultAlert()],
  ])('has nothing to do with one of another %s', (_, alert) => {
    expect(sentAfter([], [alert as ReturnType<typeof anAlert>])).toEqual([alert]);
  });

  test('stays kept back by another mute, whose terms count from then on', () => {
    const other = aReadMute({ until: '2027-01-01T00:00:00.000Z', who: 'Alex' });
    const { muted } = partMuted([anAlert()], { mutes: [mute, other], now: minutesOn(60), endpoint, keptBack });
    expect(keptBackOf(muted)).toEqual([{ place: placeOf(anAlert()), mute: expect.objectContaining({ who: 'Alex' }) }]);
  });

  test('is known only where something was kept back', () => {
    expect(keptBackOf([])).toBeUndefined();
  });
});
