import { describe, expect, test } from '@jest/globals';
import { FAULT_KINDS } from '../../../../functions/domain/costs/data-fault.ts';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import { FAULT_WORDS } from '../../../../functions/domain/messages/wording.ts';
import { aFaultAlert, aForecastAlert, anAlert, aScope, aTimeToLimitAlert } from '../../../fakes/samples.ts';
import { messagesAbout } from '../../../fixtures/crossed.ts';

const mail = (alert: Alert): string => messagesAbout(alert).email;
const row = (text: string, label: string): string | undefined =>
  new RegExp(`^ {2}${label} {2,}(.*)$`, 'm').exec(text)?.[1];
const headline = (text: string): string => text.split('\n')[0] ?? '';

describe('a forecast', () => {
  test('reads like this', () => {
    const text = mail(aForecastAlert());
    expect(headline(text)).toBe('WARNING: endpoint tracker-166 is expected to go over its monthly cost limit.');
    expect(row(text, 'Cost this month')).toBe('EUR 2.50   (data EUR 2.20, SMS EUR 0.30)');
    expect(row(text, 'Limit')).toBe('EUR 5.00   50 %, EUR 2.50 left');
    expect(row(text, 'Month end')).toBe('about EUR 6.90   (medium confidence, last month EUR 3.90)');
    expect(row(text, 'Last 24 hours')).toBe('EUR 0.70');
    expect(row(text, 'Crossed now')).toBeUndefined();
    expect(row(text, 'Last month')).toBeUndefined();
    expect(text).toMatch(
      /\nBudget "every-device"\. You are alerted about this once per month, and not after the limit is reached\. Method blended-rate\/2\.\nRef 7f3a9c\n$/,
    );
  });

  test.each([
    [{ operator: 'Hamburg Mobile', country: 'Germany', technology: '4G' }, 'Hamburg Mobile, Germany, 4G'],
    [{ country: 'Germany' }, 'Germany'],
    [{ operator: 'evil.com', technology: 'tel:+1900' }, 'evil. com, tel: +_1900'],
    [undefined, undefined],
  ])('says where its endpoint is: %j', (where, expected) => {
    expect(row(mail(aForecastAlert({ where })), 'Where')).toBe(expected);
  });

  test('of a SIM without a last month, seldom seen and active now', () => {
    const { lastMonth: _none, forecast, ...rest } = aForecastAlert({ activeLastHour: true });
    if (!forecast) throw new Error('a forecast alert has a forecast');
    const { last24h: _unknown, ...young } = forecast;
    const text = mail({ ...rest, forecast: young });
    expect(row(text, 'Month end')).toBe('about EUR 6.90   (medium confidence)');
    expect(row(text, 'Last 24 hours')).toBeUndefined();
    expect(row(mail(aForecastAlert({ activeLastHour: true })), 'Last 24 hours')).toMatch(/; still active$/);
  });

  test('is never shown as the limit where it is below', () => {
    const { forecast } = aForecastAlert();
    if (!forecast) throw new Error('a forecast alert has a forecast');
    const text = mail(aForecastAlert({ forecast: { ...forecast, expectedAtEnd: '4.9999' } }));
    expect(row(text, 'Month end')).toMatch(/^about EUR 4\.99 /);
  });
});

test.each([
  [0.4, 'within an hour'],
  [1.2, 'in about 1 hour'],
  [7.9, 'in about 8 hours'],
])('a limit within %d hours says how soon', (hoursLeft, words) => {
  const text = mail(aTimeToLimitAlert({ hoursLeft }));
  expect(headline(text)).toBe(
    `WARNING: endpoint tracker-166 has used 50 % of its monthly cost limit, and will reach it ${words} at this pace.`,
  );
  expect(text).toContain('Method recent-rate/1.');
});

describe('a fault', () => {
  test.each([
    ['cost-unavailable', 'cost unavailable', /Does it include a volume\?/],
    ['currency-mismatch', 'billed in another currency', /never added/],
    ['stale', 'figures not updating', /Ask emnify why/],
    ['limit-unreadable', 'limit tag unreadable', /Until then the limit of budget "every-device" applies/],
    ['limit-unavailable', 'no limit at emnify', /Ask emnify support for your monthly cost limit/],
  ] as const)('%s says what is seen and what to do', (kind, words, remedy) => {
    const text = mail(aFaultAlert({ kind, reason: 'the reason\nin words' }));
    expect(headline(text)).toBe(`WARNING: endpoint tracker-166 cannot be checked completely: ${words}.`);
    expect(row(text, 'What we see')).toBe('the reason in words');
    expect(row(text, 'Month')).toBe('October 2026 UTC, day 14 of 31');
    expect(row(text, 'Figures as of')).toBe('14 Oct 2026 13:40 UTC, 20 minutes old');
    expect(text).toMatch(remedy);
    expect(text.endsWith('\nBudget "every-device". You are alerted about this once per month.\nRef 7f3a9c\n')).toBe(
      true,
    );
  });

  test.each(FAULT_KINDS)('%s stands in a digest with its reason, and without an amount', (kind) => {
    const { email } = messagesAbout(
      anAlert({ scope: aScope('7') }),
      aFaultAlert({ kind, reason: 'the reason\nin words' }),
    );
    const [, entry = ''] = /^ {2}tracker-166: (.*(\n {4}.*)*)$/m.exec(email) ?? [];
    expect(entry).toBe(
      `${FAULT_WORDS[kind]}\n    endpoint 166, ICCID ...0166, budget "every-device",\n    the reason in words`,
    );
    expect(entry).not.toMatch(/EUR|\d %/);
  });
});

describe('what many share', () => {
  const coverage = {
    endpoints: 12,
    unseen: ['1 endpoint not checked for more than a day', '2 endpoints without figures'],
  };

  test('a group says how much of it was counted, and what was not seen', () => {
    const text = mail(anAlert({ scope: aScope('cameras', { kind: 'group', name: 'cameras' }), coverage }));
    expect(headline(text)).toBe('CRITICAL: group cameras is over its monthly cost limit.');
    expect(row(text, 'Counted')).toBe('12 endpoints');
    expect(row(text, 'Incomplete')).toBe(coverage.unseen.join('; '));
    expect(text).toContain('Find the most expensive devices of the group');
  });

  test('a group that was seen whole does not speak of gaps', () => {
    const scope = aScope('cameras', { kind: 'group', name: 'cameras' });
    const text = mail(anAlert({ scope, coverage: { endpoints: 1, unseen: [] } }));
    expect([row(text, 'Counted'), row(text, 'Incomplete')]).toEqual(['1 endpoint', undefined]);
  });

  test('the organisation warns of what emnify does at its own limit', () => {
    const text = mail(anAlert({ scope: aScope('my', { kind: 'organisation', name: 'organisation' }) }));
    expect(headline(text)).toBe('CRITICAL: the organisation is over its monthly cost limit.');
    expect(text).toContain('emnify closes all sessions of the fleet');
  });

  test('in a digest they differ from devices by what they are', () => {
    const { email } = messagesAbout(
      anAlert(),
      anAlert({ scope: aScope('cameras', { kind: 'group', name: 'cameras' }) }),
      anAlert({ scope: aScope('my', { kind: 'organisation', name: 'organisation' }) }),
    );
    expect(email).toMatch(
      /\n {2}the organisation: .*\n {4}budget.*\n {2}group cameras: .*\n {4}budget.*\n {2}tracker-166: /,
    );
  });
});

test('a device is called active beside any crossing that knows its last day', () => {
  const { forecast } = aForecastAlert();
  if (!forecast) throw new Error('a forecast alert has a forecast');
  const usual = { perHour: '0', overHours: 24, usualPerDay: '0.5', basis: 'days' as const, isUnusual: false };
  const pace = (last24h: string) =>
    row(
      mail(anAlert({ spend: '6', activeLastHour: true, pace: usual, forecast: { ...forecast, last24h } })),
      'Last 24 hours',
    );
  expect([pace('0'), pace('0.2'), pace('0.5'), pace('1.2'), pace('3')]).toEqual([
    'EUR 0.00, a fraction of its usual day; still active',
    'EUR 0.20, half its usual day; still active',
    'EUR 0.50, about its usual day; still active',
    'EUR 1.20, 2.4 times its usual day; still active',
    'EUR 3.00, 6 times its usual day; still active',
  ]);
});
