import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import type { Pace } from '../../../../functions/domain/judging/pace.ts';
import { paceInBrief, paceInWords, priceInWords } from '../../../../functions/domain/messages/pace-words.ts';
import { anAlert, anAnomalyAlert, aScope } from '../../../fakes/samples.ts';
import { messagesAbout } from '../../../fixtures/crossed.ts';

const aPace = (more: Partial<Pace> = {}): Pace => ({
  perHour: '12',
  overHours: 1,
  usualPerDay: '0.02',
  basis: 'days',
  isUnusual: true,
  ...more,
});
const GERMANY = { country: 'Germany', operator: 'Hamburg Mobile', technology: '4G' };
const thief = anAnomalyAlert({ severity: 'critical', level: 'limit-within-a-day', hoursLeft: 0.2, pace: aPace() });

describe('a pace', () => {
  test.each<[string, Partial<Pace>, string, string]>([
    [
      'an hour costs more than a usual day',
      {},
      'EUR 12.00/h, usually 0.02/day',
      'EUR 12.00 an hour over the last hour, usually EUR 0.02 a day',
    ],
    [
      'an hour costs less than a usual day',
      { perHour: '0.33', usualPerDay: '1.2' },
      'EUR 0.33/h, usually 0.05/h',
      'EUR 0.33 an hour over the last hour, usually EUR 1.20 a day (6 times as much)',
    ],
    [
      'it is one of days',
      { perHour: '0.5', overHours: 24, usualPerDay: '0.4' },
      'EUR 12.00/day, usually 0.40/day',
      'EUR 12.00 in the last 24 hours, usually EUR 0.40 a day (30 times as much)',
    ],
    [
      'it is far beyond the usual one',
      { perHour: '0.5', overHours: 24, usualPerDay: '0.01' },
      'EUR 12.00/day, usually 0.01/day',
      'EUR 12.00 in the last 24 hours, usually EUR 0.01 a day (more than 100 times as much)',
    ],
    [
      'it usually costs nothing',
      { perHour: '0.5', overHours: 24, usualPerDay: '0' },
      'EUR 12.00/day, usually nothing',
      'EUR 12.00 in the last 24 hours, usually nothing',
    ],
    [
      'a usual hour costs less than a cent',
      { perHour: '0.02', usualPerDay: '0.1' },
      'EUR 0.02/h, usually less than 0.01/h',
      'EUR 0.02 an hour over the last hour, usually EUR 0.10 a day (4 times as much)',
    ],
    [
      'a usual day costs less than a cent',
      { usualPerDay: '0.004' },
      'EUR 12.00/h, usually less than 0.01/day',
      'EUR 12.00 an hour over the last hour, usually less than EUR 0.01 a day',
    ],
  ])('is compared in a unit that no reader mistakes, where %s', (_, pace, brief, words) => {
    const alert = anAnomalyAlert({ pace: aPace(pace) });
    expect(paceInBrief(alert)).toBe(brief);
    expect(paceInWords(alert)).toBe(words);
  });
});

describe('a threshold crossed at an unusual pace', () => {
  const alert = anAlert({ spend: '16.4', ratioPct: 328, pace: aPace(), where: GERMANY });

  test('says the pace in the subject and in the first line, and advises as on unusual spend', () => {
    const { subject, email, sms } = messagesAbout(alert);
    expect(subject).toBe(
      '[CRITICAL] tracker-166: EUR 12.00/h, usually 0.02/day, EUR 16.40 of EUR 5.00 (328%), Oct 2026',
    );
    expect(email).toMatch(/^CRITICAL: .* is over its monthly cost limit, and spends much faster than usual\.\n/);
    expect(email).toContain('what the device sends, and where it is.');
    expect(email).toContain(
      'mute the device until it is over, or acknowledge this alert. For good, raise the limit of budget "every-device" in budgets.yaml, and deploy.',
    );
    expect(email).toContain('suspend its SIM if it may be stolen.');
    expect(sms).toContain('(328%) Oct, EUR 12.00/h, usually 0.02/day, in Germany (Hamburg Mobile). Ref');
  });

  test('is fast beside the limit where there is no usual pace', () => {
    const pace = aPace({ usualPerDay: undefined, basis: 'limit' });
    const first = (of: Alert): string | undefined => messagesAbout(of).email.split('\n')[0];
    expect(first({ ...alert, pace })).toBe(
      'CRITICAL: endpoint tracker-166 is over its monthly cost limit, and spends much faster than its limit allows.',
    );
    expect(first(anAnomalyAlert({ pace }))).toBe(
      'WARNING: endpoint tracker-166 spends much faster than its limit allows.',
    );
  });

  test('keeps the pace in a subject with a long name, and lets the usual one go', () => {
    const { subject } = messagesAbout({ ...alert, scope: aScope('166', { name: 'tracker-hamburg-harbour-gate-12' }) });
    expect(subject).toBe(
      '[CRITICAL] tracker-hamburg-harbour-gate-12: EUR 12.00/h, EUR 16.40 of EUR 5.00 (328%), Oct 2026',
    );
  });

  test('does not advise to mute again what is muted already', () => {
    const until = '2026-10-19T06:00:00.000Z';
    const mute = { cause: 'passed' as const, until, upTo: { pct: 300 }, reason: 'firmware 4.2', who: 'ops' };
    const { email } = messagesAbout({ ...alert, mute });
    expect(email).toContain('Expected for good? Raise the limit of budget "every-device" in budgets.yaml, and deploy.');
    expect(email).not.toContain('mute the device');
  });
});

describe('a limit that is hours away', () => {
  test('is in subject, mail and text, before the amounts', () => {
    const { subject, email, sms } = messagesAbout(thief);
    expect(subject).toContain(': EUR 12.00/h, limit within an hour, EUR 2.50 of EUR 5.00 (50%)');
    expect(email).toContain('reaches its monthly cost limit within an hour.');
    expect(sms).toContain('EUR 12.00/h, usually 0.02/day, limit within an hour. Ref');
  });

  test('is in the text about several devices, with the pace of each', () => {
    const slower = anAnomalyAlert({ scope: aScope('7'), pace: aPace({ perHour: '0.4' }), severity: 'critical' });
    const { subject, email, sms } = messagesAbout(thief, slower);
    expect(email).toMatch(
      /^CRITICAL: 2 endpoints spend .* than usual\. At this pace, the first limit is reached within an hour\.\n/,
    );
    expect(subject).toContain('tracker-166 50% at EUR 12.00/h, tracker-7 50% at EUR 0.40/h');
    expect(sms).toMatch(/; tracker-166 50% at EUR 12\.00\/h, limit within an hour; tracker-7 50% at EUR 0\.40\/h/);
  });
});

describe('a list', () => {
  test('says where a critical device is, in lines of 72 columns', () => {
    const { email } = messagesAbout(anAlert({ where: GERMANY }), anAlert({ scope: aScope('7') }));
    const lines = email.split('\n');
    expect(email).toMatch(/tracker-166.*in Germany \(Hamburg Mobile\).*tracker-7/s);
    expect(lines.slice(2, lines.indexOf('What to do')).filter((line) => line.length > 72)).toEqual([]);
    expect(email.match(/ in Germany/g)).toHaveLength(1);
  });

  test('names what is known of a place', () => {
    const listed = (where: object): string => messagesAbout(anAlert({ where }), anAlert({ scope: aScope('7') })).email;
    expect(listed({ country: 'Germany' })).toContain(', in Germany');
    expect(listed({ operator: 'Hamburg Mobile' })).toContain('at Hamburg Mobile');
    expect(listed({ technology: '4G' })).not.toContain('4G');
  });

  test('says how often each kind is sent', () => {
    expect(messagesAbout(thief, anAlert({ scope: aScope('7') })).email).toContain(
      'Each level is sent once a month, and unusual spend once a day.',
    );
    expect(messagesAbout(anAlert(), anAlert({ scope: aScope('7') })).email).toContain(
      'Each level is sent once a month.',
    );
  });
});

test('a limit from a tag is raised in the tag', () => {
  const { email } = messagesAbout(anAlert({ isLimitFromTag: true }));
  expect(email).toContain('For good, raise the limit in its tag in the Portal.');
  expect(email).not.toContain('limit of budget');
});

test("a text near emnify's own limit says what happens there", () => {
  const scope = aScope('my', { kind: 'organisation', name: 'organisation' });
  const { sms } = messagesAbout(anAlert({ scope, isEmnifysLimit: true, spend: '4.1', ratioPct: 82 }));
  expect(sms).toContain('At 100% emnify takes the fleet offline.');
});

const price = { perMb: 2, usualPerMb: 0.1 };

describe('a dear price', () => {
  test('is said beside what the endpoint usually pays', () => {
    expect(priceInWords(anAlert({ price: { ...price, usualOf: 'endpoint' } }))).toBe(
      'EUR 2.00 a MB, usually EUR 0.10: is it abroad, or in an expensive network?',
    );
  });

  test('is said beside what the fleet usually pays, and says so', () => {
    expect(priceInWords(anAlert({ price: { ...price, usualOf: 'fleet' } }))).toBe(
      'EUR 2.00 a MB, usually EUR 0.10 in this fleet: is it abroad, or in an expensive network?',
    );
  });

  test('is not said where there is none', () => {
    expect(priceInWords(anAlert())).toBeUndefined();
  });
});
