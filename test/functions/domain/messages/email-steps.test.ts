import { describe, expect, test } from '@jest/globals';
import { FAULT_KINDS } from '../../../../functions/domain/costs/data-fault.ts';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import { makeDigest } from '../../../../functions/domain/messages/digest.ts';
import { adviceOn } from '../../../../functions/domain/messages/email-steps.ts';
import { aFaultAlert, aForecastAlert, alertsOf, anAlert, aScope, NOW } from '../../../fakes/samples.ts';
import { messagesAbout } from '../../../fixtures/crossed.ts';

const advice = (first: Alert, ...others: Alert[]) => adviceOn(makeDigest([first, ...others], NOW));
const text = (...alerts: [Alert, ...Alert[]]): string =>
  advice(...alerts)
    .flatMap(({ steps }) => steps)
    .join('\n');

const workspace = (ratioPct: number, more: object = {}) =>
  anAlert({
    scope: aScope('my', { kind: 'organisation', name: 'organisation' }),
    budget: 'workspace',
    spend: String(20 * ratioPct),
    limit: '2000',
    ratioPct,
    isEmnifysLimit: true,
    ...more,
  });
const group = anAlert({
  scope: aScope('cameras', { kind: 'group', name: 'cameras' }),
  budget: 'cameras',
  ratioPct: 259,
});
const late = { period: '2026-09' };

describe('the organisation near the limit at emnify', () => {
  test('asks emnify before it is reached', () => {
    expect(text(workspace(86))).toMatch(
      /^Ask emnify support now to raise the monthly cost limit of your organisation, before EUR 2000\.00 is reached: emnify then closes all sessions of the fleet/,
    );
    expect(text(workspace(86))).not.toMatch(/Raise the limit of budget|mute/);
  });

  test('asks at once when it is reached', () => {
    expect(text(workspace(100))).toMatch(/^Ask emnify support at once .*: at EUR 2000\.00 emnify closes all sessions/);
  });

  test('comes first, and each kind has a title', () => {
    expect(advice(group, anAlert(), workspace(86)).map(({ about }) => about)).toEqual([
      'the organisation',
      'groups',
      'devices',
    ]);
    const { email, subject } = messagesAbout(group, workspace(86));
    expect(subject).toBe('[CRITICAL] organisation 86%, group cameras 259%, Oct 2026 - emnify cost alert');
    expect(email).toMatch(
      /^CRITICAL: the organisation has used 86 % of the monthly cost limit at which emnify takes the fleet offline\. Besides, 1 group is over/,
    );
    expect(email).toMatch(/\nWhat to do about the organisation\n {2}1\. Ask emnify support now/);
    expect(email).toMatch(/\nWhat to do about groups\n {2}1\. Find the most expensive devices/);
  });

  test('a limit of our own is raised in the settings, below that of emnify', () => {
    const own = text(workspace(86, { isEmnifysLimit: undefined }));
    expect(own).toMatch(/Raise the limit of budget "workspace" in budgets\.yaml, and deploy\. Keep it below/);
    expect(own).toContain('at that limit emnify closes all sessions of the fleet');
  });
});

describe('a month that is over', () => {
  test.each([
    [
      'one device',
      [anAlert(late)],
      /^Look in the emnify Portal \(endpoint 166, ICCID \.\.\.0166\) whether the device still spends/,
    ],
    [
      'two devices',
      [anAlert(late), anAlert({ ...late, scope: aScope('7') })],
      /^Look in the emnify Portal which of these devices/,
    ],
    ['the organisation', [workspace(86, late)], /^Look at the daily report for what still spends/],
  ] as [string, [Alert, ...Alert[]], RegExp][])('of %s is not muted, and not raised for', (_, alerts, start) => {
    const said = text(...alerts);
    expect(said).toMatch(start);
    expect(said).toContain('for the months to come');
    expect(said).toContain('Ask emnify what these charges of September are for');
    expect(said).not.toMatch(/mute|Disable|Ask emnify support/);
  });

  test('has no next level in its mail, and its name in the headline', () => {
    const { email } = messagesAbout(anAlert(late));
    expect(email).toMatch(/^CRITICAL: endpoint tracker-166 is over its monthly cost limit of September\.\n/);
    expect(email).not.toContain('Next: at');
    expect(email).toContain('\nBudget "every-device". You are alerted once per level per month.\n');
  });

  test('stands apart from this month in one message', () => {
    expect(advice(anAlert(), anAlert({ ...late, scope: aScope('7') })).map(({ about }) => about)).toEqual([
      'devices',
      'a month that is over',
    ]);
    expect(messagesAbout(anAlert(), anAlert({ ...late, scope: aScope('7') })).subject).toContain(
      '122%, tracker-7 122% in Sep, Oct',
    );
  });
});

test('"check me" has advice of its own, and that on the organisation before it', () => {
  const run = { sweepId: 's1', fleetSize: 60, checkFrom: 20 };
  const [first = anAlert(), ...others] = alertsOf(20, () => ({ run }));
  expect(advice(first, ...others, workspace(86)).map(({ about, steps }) => [about, steps[0]?.slice(0, 22)])).toEqual([
    ['the organisation', 'Ask emnify support now'],
    ['devices', 'Compare one device of '],
  ]);
});

describe('what cannot be checked', () => {
  test.each(FAULT_KINDS)('%s has steps for one device and for several', (kind) => {
    const [one, several] = [
      text(aFaultAlert({ kind })),
      text(aFaultAlert({ kind }), aFaultAlert({ kind, scope: aScope('7') })),
    ];
    for (const said of [one, several]) {
      expect(said.length).toBeGreaterThan(40);
      expect(said).not.toMatch(/undefined|mute/);
    }
    if (!['limit-unavailable', 'unjudged'].includes(kind)) {
      expect(one).toContain('in the emnify Portal (endpoint 166, ICCID ...0166)');
      expect(several).toMatch(/these devices/);
    }
  });

  test('figures that stand still: the device may spend unseen', () => {
    expect(text(aFaultAlert({ kind: 'stale' }))).toMatch(
      /real cost is higher than the cost shown.*\nAsk emnify why.*\nTraffic not expected\? Disable/,
    );
  });
});

test('a forecast has the advice of its device', () => {
  expect(advice(aForecastAlert()).map(({ about }) => about)).toEqual(['devices']);
});
