import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import { rationTexts, type TextedScope } from '../../../../functions/domain/messages/text-ration.ts';
import { aFaultAlert, aForecastAlert, alertsOf, anAlert, aScope, NOW } from '../../../fakes/samples.ts';

const HOUR_MS = 3_600_000;
const ago = (hours: number, ms = 0): string => new Date(NOW.getTime() - hours * HOUR_MS - ms).toISOString();

/** Endpoint 166 had a critical text an hour ago. */
function aText(more: Partial<TextedScope> = {}): TextedScope {
  return { scopeId: 'endpoint#166', severity: 'critical', at: ago(1), isOnItsWay: false, ...more };
}
const warning = (more: Partial<Alert> = {}) => aForecastAlert(more as object);
const ofGroup = anAlert({ scope: aScope('cameras', { kind: 'group', name: 'cameras' }) });
const ofAll = anAlert({ scope: aScope('my', { kind: 'organisation', name: 'organisation' }) });

describe('a text', () => {
  test('covers every alert if no device had one', () => {
    const alerts = [...alertsOf(3), ofGroup, ofAll];
    expect(rationTexts(alerts, [], NOW)).toEqual({ alerts, rationed: 0 });
  });

  test('is about those whose scope had none, in their order, and counts the others', () => {
    const [a = ofAll, b = ofAll, c = ofAll] = alertsOf(3);
    const ration = rationTexts([a, anAlert(), b, anAlert({ budget: 'texts' }), c], [aText()], NOW);
    expect(ration).toEqual({ alerts: [a, b, c], rationed: 2, since: ago(1) });
  });

  test('is none where all had theirs', () => {
    expect(rationTexts([anAlert()], [aText()], NOW)).toEqual({ alerts: [], rationed: 1, since: ago(1) });
  });

  test('is possible again after exactly six hours', () => {
    const allowed = (at: string) => rationTexts([anAlert()], [aText({ at })], NOW).alerts.length;
    expect([ago(0), ago(6, -1), ago(6), ago(6, 1), ago(700)].map(allowed)).toEqual([0, 0, 1, 1, 1]);
  });

  test('that is still on its way counts however old it is', () => {
    expect(rationTexts([anAlert()], [aText({ at: ago(30), isOnItsWay: true })], NOW)).toEqual({
      alerts: [],
      rationed: 1,
      since: ago(30),
    });
  });

  test('of which the clock says that it lies ahead counts', () => {
    expect(rationTexts([anAlert()], [aText({ at: ago(-1) })], NOW).alerts).toEqual([]);
  });
});

describe('a severity', () => {
  const had = (severity: TextedScope['severity'], ...alerts: Alert[]) =>
    rationTexts(alerts, [aText({ severity })], NOW).alerts.map((alert) => alert.severity);

  test.each([
    ['warning', 'critical', true],
    ['warning', 'warning', false],
    ['critical', 'critical', false],
    ['critical', 'warning', false],
  ] as const)('of %s before and %s now makes a text: %s', (before, now, isTexted) => {
    expect(had(before, now === 'critical' ? anAlert() : warning())).toEqual(isTexted ? [now] : []);
  });

  test('that rises lets out only the alert that has risen', () => {
    expect(had('warning', anAlert(), warning(), aFaultAlert())).toEqual(['critical']);
  });

  test('that has risen in a second text is held by that one, and by the first no more', () => {
    const texts = [aText({ severity: 'warning', at: ago(7) }), aText({ at: ago(5) })];
    expect(rationTexts([anAlert(), warning()], texts, NOW)).toEqual({ alerts: [], rationed: 2, since: ago(5) });
    const older = [aText({ severity: 'warning', at: ago(5) }), aText({ at: ago(7) })];
    expect(rationTexts([anAlert(), warning()], older, NOW)).toEqual({
      alerts: [anAlert()],
      rationed: 1,
      since: ago(5),
    });
  });
});

describe('a scope', () => {
  test('is an endpoint, a group or the organisation, each for itself, whatever they are called', () => {
    const sameId = anAlert({ scope: aScope('166', { kind: 'group', name: '166' }) });
    expect(rationTexts([anAlert(), sameId], [aText()], NOW).alerts).toEqual([sameId]);
    const texts = [aText({ scopeId: 'group#cameras' }), aText({ scopeId: 'organisation#my', at: ago(2) })];
    expect(rationTexts([anAlert(), ofGroup, ofAll], texts, NOW)).toEqual({
      alerts: [anAlert()],
      rationed: 2,
      since: ago(2),
    });
  });

  test('with several alerts at once gets all of them in its text: only earlier texts count', () => {
    const alerts = [anAlert(), anAlert({ budget: 'texts', meter: 'sms' }), warning()];
    expect(rationTexts(alerts, [], NOW).alerts).toEqual(alerts);
  });

  test('is rationed across budgets, meters and months', () => {
    const others = [anAlert({ budget: 'b' }), anAlert({ meter: 'sms' }), anAlert({ period: '2026-09' })];
    expect(rationTexts(others, [aText()], NOW).rationed).toBe(3);
  });
});

test('what is counted is counted since the first of the texts that stand for it', () => {
  const [a = ofAll, b = ofAll] = alertsOf(2);
  const texts = [
    aText({ scopeId: 'endpoint#1001', at: ago(3) }),
    aText({ scopeId: 'endpoint#1000', at: ago(2) }),
    aText({ scopeId: 'endpoint#1000', at: ago(4) }),
    // Of devices without an alert now, and of one whose time is over.
    aText({ scopeId: 'endpoint#9', at: ago(5) }),
    aText({ scopeId: 'endpoint#1001', at: ago(6) }),
  ];
  expect(rationTexts([a, b], texts, NOW)).toEqual({ alerts: [], rationed: 2, since: ago(4) });
});
