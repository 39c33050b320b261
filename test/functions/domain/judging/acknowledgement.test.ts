import { describe, expect, test } from '@jest/globals';
import {
  type Acknowledgement,
  acknowledgedBy,
  incidentOf,
} from '../../../../functions/domain/judging/acknowledgement.ts';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import { partMuted } from '../../../../functions/domain/judging/muted-alerts.ts';
import {
  aFaultAlert,
  aForecastAlert,
  anAlert,
  anAnomalyAlert,
  aReadMute,
  aScope,
  aTimeToLimitAlert,
  minutesOn,
  NOW,
} from '../../../fakes/samples.ts';

function anAcknowledgement(more: Partial<Acknowledgement> = {}): Acknowledgement {
  return {
    by: 'acknowledgement',
    scopeId: 'endpoint#166',
    incident: 'limit',
    budget: 'every-device',
    severity: 'critical',
    until: minutesOn(60).toISOString(),
    upTo: { amount: '61', currency: 'EUR' },
    who: 'Kim',
    reason: 'on it',
    ...more,
  };
}
const isKept = (alert: Alert, more: Partial<Acknowledgement> = {}, now = NOW): boolean =>
  acknowledgedBy([anAcknowledgement(more)], alert, now)?.isPassed === false;

test('the incident of an alert is its limit, its pace, or its figures', () => {
  expect(
    [anAlert(), aForecastAlert(), aTimeToLimitAlert(), anAnomalyAlert(), aFaultAlert()].map(({ kind }) =>
      incidentOf(kind),
    ),
  ).toEqual(['limit', 'limit', 'limit', 'pace', 'figures']);
});

describe('an acknowledgement', () => {
  test('keeps back the same incident of the same scope and budget', () => {
    expect(isKept(anAlert())).toBe(true);
    expect(isKept(anAlert({ scope: aScope('7') }))).toBe(false);
    expect(isKept(anAlert({ scope: aScope('166', { kind: 'group' }) }))).toBe(false);
    expect(isKept(anAlert({ budget: 'other' }))).toBe(false);
    expect(isKept(anAnomalyAlert())).toBe(false);
    expect(isKept(aFaultAlert())).toBe(false);
  });

  test('keeps back nothing more severe, and what is less severe', () => {
    expect(isKept(anAlert({ severity: 'critical' }), { severity: 'warning' })).toBe(false);
    expect(isKept(anAlert({ severity: 'warning' }))).toBe(true);
  });

  test('ends at its end, and is passed at its ceiling, which an alert without an amount never is', () => {
    expect(isKept(anAlert(), {}, minutesOn(60))).toBe(false);
    expect([isKept(anAlert({ spend: '60.99' })), isKept(anAlert({ spend: '61' }))]).toEqual([true, false]);
    expect(isKept(aFaultAlert(), { incident: 'figures', upTo: { pct: 1000 } })).toBe(true);
  });

  test('of two, the one that is not passed counts', () => {
    const both = [anAcknowledgement({ upTo: { amount: '6', currency: 'EUR' } }), anAcknowledgement({ who: 'Sam' })];
    expect(acknowledgedBy(both, anAlert(), NOW)).toMatchObject({ isPassed: false, acknowledgement: { who: 'Sam' } });
  });

  test('keeps back an alert beyond the ceiling of a mute', () => {
    const mutes = [aReadMute({ match: undefined, upTo: { amount: '6', currency: 'EUR' } })];
    const context = { mutes, acknowledged: [anAcknowledgement()], now: NOW };
    expect(partMuted([anAlert()], context)).toMatchObject({ alerts: [], muted: [{ mute: { who: 'Kim' } }] });
  });
});
