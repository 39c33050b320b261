import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import {
  countAlerts,
  countsInBrief,
  countsSentence,
  hoursInWords,
  nameIn,
  newestOf,
  scopeInWords,
} from '../../../../functions/domain/messages/wording.ts';
import { plural, toAscii } from '../../../../functions/domain/values/text.ts';
import { aFaultAlert, aForecastAlert, anAlert, aScope, aTimeToLimitAlert } from '../../../fakes/samples.ts';

/** So many of each, every one of a device of its own. */
function fleet({ over = 0, near = 0, expected = 0, faulty = 0, kind = 'endpoint' as 'endpoint' | 'group' }): Alert[] {
  const scopes = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => aScope(`${name}${index}`, { kind }));
  return [
    ...scopes('o', over).map((scope) => anAlert({ scope })),
    ...scopes('n', near).map((scope) => anAlert({ scope, ratioPct: 82, reachedPct: 80, severity: 'warning' })),
    ...scopes('e', expected).map((scope) => aForecastAlert({ scope })),
    ...scopes('f', faulty).map((scope) => aFaultAlert({ scope })),
  ];
}

describe('the counts of a digest', () => {
  test.each<[Parameters<typeof fleet>[0], string, string]>([
    [{ over: 1 }, '1 endpoint is over its monthly cost limit', '1 endpoint over limit'],
    [{ over: 3 }, '3 endpoints are over their monthly cost limit', '3 endpoints over limit'],
    [{ near: 1 }, '1 endpoint is near its monthly cost limit', '1 endpoint near limit'],
    [{ expected: 1 }, '1 endpoint is expected to go over its monthly cost limit', '1 endpoint heading over limit'],
    [{ expected: 2 }, '2 endpoints are expected to go over their monthly cost limit', '2 endpoints heading over limit'],
    [{ faulty: 1 }, '1 endpoint cannot be checked completely', '1 endpoint not fully checked'],
    [{ faulty: 2 }, '2 endpoints cannot be checked completely', '2 endpoints not fully checked'],
    [
      { over: 3, near: 2, expected: 1, faulty: 1 },
      '3 endpoints are over their monthly cost limit, 2 are near it, 1 is expected to go over it, 1 cannot be checked completely',
      '3 endpoints over limit, 2 near it, 1 heading over it, 1 not fully checked',
    ],
    [
      { near: 1, faulty: 2 },
      '1 endpoint is near its monthly cost limit, 2 cannot be checked completely',
      '1 endpoint near limit, 2 not fully checked',
    ],
    [{ over: 1, kind: 'group' }, '1 group is over its monthly cost limit', '1 group over limit'],
    [{ over: 2, kind: 'group' }, '2 groups are over their monthly cost limit', '2 groups over limit'],
  ])('of %j', (counts, sentence, brief) => {
    expect(countsSentence(countAlerts(fleet(counts)))).toBe(sentence);
    expect(countsInBrief(countAlerts(fleet(counts)), true)).toBe(brief);
    expect(countsInBrief(countAlerts(fleet(counts)), false)).toBe(brief.replace(/ (endpoint|group)s?\b/, ''));
  });

  test('of endpoints and groups says both words', () => {
    expect(countsSentence(countAlerts([...fleet({ over: 1 }), ...fleet({ over: 1, kind: 'group' })]))).toBe(
      '2 endpoints or groups are over their monthly cost limit',
    );
  });

  test('counts each scope once, by the worst that is said of it', () => {
    const texts = { budget: 'texts', meter: 'sms' as const };
    const alerts = [
      aFaultAlert(),
      aForecastAlert({ ...texts, limit: '1' }),
      anAlert({ ...texts, reachedPct: 80, ratioPct: 82 }),
      anAlert(),
    ];
    expect(countAlerts(alerts)).toMatchObject({ over: 1, near: 0, expected: 0, faulty: 0 });
    expect(countAlerts(alerts.slice(0, 3))).toMatchObject({ over: 0, near: 1, expected: 0, faulty: 0 });
    expect(countAlerts(alerts.slice(0, 2))).toMatchObject({ over: 0, near: 0, expected: 1, faulty: 0 });
    expect(countAlerts(alerts.slice(0, 1))).toMatchObject({ faulty: 1 });
    expect(countAlerts([anAlert(), anAlert({ scope: aScope('166', { kind: 'group' }) })]).over).toBe(2);
  });

  test('counts a limit that is close as expected to be reached', () => {
    expect(countAlerts([aTimeToLimitAlert()])).toMatchObject({ over: 0, near: 0, expected: 1 });
  });
});

test.each([
  [0.01, 'within an hour'],
  [0.99, 'within an hour'],
  [1, 'in about 1 hour'],
  [1.4, 'in about 1 hour'],
  [1.5, 'in about 2 hours'],
  [23.9, 'in about 24 hours'],
])('%d hours are %s', (hours, words) => {
  expect(hoursInWords(hours)).toBe(words);
});

test('counts have the form of their noun', () => {
  expect([plural(0, 'alert'), plural(1, 'alert'), plural(2, 'alert')]).toEqual(['0 alerts', '1 alert', '2 alerts']);
});

test('a scope is called by its kind and name, and not twice', () => {
  expect([
    scopeInWords(aScope('1')),
    scopeInWords(aScope('1', { name: 'endpoint 1' })),
    scopeInWords(aScope('cameras', { kind: 'group', name: 'cameras' })),
    scopeInWords(aScope('my', { kind: 'organisation', name: 'organisation' })),
  ]).toEqual(['endpoint tracker-1', 'endpoint 1', 'group cameras', 'the organisation']);
});

test.each([
  ['pump 🚀 7', 'pump ? 7'],
  ['温度计', 'endpoint 1'],
  ['', 'endpoint 1'],
  ['?', 'endpoint 1'],
])('the name %j is written in ASCII as %j', (name, written) => {
  expect(nameIn(aScope('1', { name }), toAscii)).toBe(written);
});

test('the month that a message names is the newest of its alerts', () => {
  const [old, young] = [anAlert({ period: '2026-10' }), anAlert({ period: '2026-11' })];
  expect([newestOf([old, young]).period, newestOf([young, old]).period]).toEqual(['2026-11', '2026-11']);
});
