import { describe, expect, test } from '@jest/globals';
import type { Mute } from '../../../../functions/domain/budgets/budget.ts';
import { groupScope, ORGANISATION } from '../../../../functions/domain/costs/scope.ts';
import type { Decision } from '../../../../functions/domain/judging/thresholds.ts';
import type { ChannelTrouble } from '../../../../functions/domain/messages/delivery.ts';
import { renderReport } from '../../../../functions/domain/messages/render-report.ts';
import {
  addEndpoint,
  addNeverJudged,
  addShared,
  emptyReport,
  finishReport,
  justClosedPeriod,
  sharedBudgets,
} from '../../../../functions/domain/messages/report.ts';
import type {
  EndpointMonth,
  GroupMonth,
  UnusualPace,
  UnusualSpan,
} from '../../../../functions/domain/records/endpoint-month.ts';
import { moneyOf, seen, spent } from '../../../fakes/aggregate-deps.ts';
import { aMute, aPlan } from '../../../fakes/samples.ts';

/** Ten days of October are over, and 21 are to come. */
const NOW = new Date('2026-10-11T00:00:00.000Z');
const today = { fetchedAt: NOW.toISOString() };

function reportOf(months: EndpointMonth[], plan = aPlan()) {
  const making = emptyReport(plan, NOW);
  for (const month of months) addEndpoint(making, month);
  return finishReport(making, NOTHING_ELSE);
}

const NOTHING_ELSE = {
  sent: [],
  waiting: 0,
  failing: [],
  sweep: undefined,
  presses: [],
  subscribers: { confirmed: 1, pending: 0, missing: 0, recipients: [] },
};

const daysUntil = (day: string, total: number[] | undefined) => ({
  dayCosts: { day, atStart: {}, before: total ? { total } : {} },
});

function decided(ratioPct: number, more: Partial<Omit<Decision, 'kind'>> = {}): Decision {
  const about = { budget: 'every-device', meter: 'total' as const, limit: '5', currency: 'EUR', reason: 'why' };
  return { kind: 'already-sent', ...about, spend: '4.5', ratioPct, ...more };
}

describe('a fleet in figures', () => {
  test('is what its devices have spent, and what each comes to at the end of the month, added up', () => {
    const months = [
      // EUR 1 a day: 10 + 21 · 1.
      seen('1', spent({ EUR: '10' }), today),
      // Last month's pace counts as a week: r = (27 + 7 · 30/30) / (10 + 7) = 2, and 27 + 21 · 2.
      seen('2', spent({ EUR: '27' }), { ...today, lastMonth: moneyOf({ EUR: '30' }) }),
      // Last month in another currency says nothing: 0.1 + 21 · 0.01.
      seen('3', spent({ EUR: '0.1' }), { ...today, lastMonth: moneyOf({ USD: '900' }) }),
      seen('4', undefined, today),
    ];
    const report = reportOf(months);
    expect(report).toMatchObject({ period: '2026-10', composedAt: NOW.toISOString(), endpoints: 4, spend: '37.1' });
    expect(Number(report.expectedAtEnd)).toBeCloseTo(31 + 69 + 0.31, 8);
  });

  test('keeps other currencies apart, and out of every sum and ranking', () => {
    const months = [
      seen('1', spent({ EUR: '1', USD: '500' }), today),
      seen('2', spent({ USD: '0.5', GBP: '7' }), today),
    ];
    const report = reportOf(months);
    expect(report).toMatchObject({ currency: 'EUR', spend: '1', otherCurrencies: moneyOf({ USD: '500.5', GBP: '7' }) });
    expect(report.topByCost.map(({ scope, amount }) => [scope.id, amount])).toEqual([['1', '1']]);
  });

  test('is the dearest ten, the dearest first, of those that have spent anything', () => {
    const costs = ['3', '0', '12', '7.5', '7.49', '100', '0.01', '9', '1', '2', '4', '5', '6', '0.00'];
    const report = reportOf(costs.map((EUR, index) => seen(String(index), spent({ EUR }), today)));
    expect(report.topByCost.map(({ amount }) => amount)).toEqual([
      '100',
      '12',
      '9',
      '7.5',
      '7.49',
      '6',
      '5',
      '4',
      '3',
      '2',
    ]);
    expect(report.topByCost[0]?.scope).toMatchObject({ kind: 'endpoint', id: '5', name: 'tracker-5' });
    expect(reportOf([seen('1', spent({ EUR: '0' }), today)]).topByCost).toEqual([]);
  });
});

describe('what yesterday cost', () => {
  const grown = (...days: number[]) => ({ ...today, ...daysUntil('2026-10-11', days) });

  test('is the last whole day, and what today has cost is none of it', () => {
    const months = [
      seen('1', spent({ EUR: '20' }), grown(7, 2.5)),
      seen('2', spent({ EUR: '4' }), grown(3.75)),
      seen('3', spent({ EUR: '1' }), grown(1, 0)),
    ];
    const report = reportOf(months);
    expect(report.yesterday).toBe('6.25');
    expect(report.topByGrowth.map(({ scope, amount }) => [scope.id, amount])).toEqual([
      ['2', '3.75'],
      ['1', '2.5'],
    ]);
  });

  test.each([
    ['seen for the first time today', daysUntil('2026-10-11', undefined)],
    ['not seen today', daysUntil('2026-10-10', [1, 8])],
    ['never seen', {}],
  ])('is not known of a device %s', (_, days) => {
    const report = reportOf([seen('1', spent({ EUR: '9' }), { ...today, ...days })]);
    expect([report.yesterday, report.topByGrowth]).toEqual([undefined, []]);
  });

  test('is the dearest ten', () => {
    const months = Array.from({ length: 12 }, (_, index) => seen(String(index), spent({}), grown(1, index)));
    expect(reportOf(months).topByGrowth.map(({ amount }) => Number(amount))).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  });
});

describe('budgets that are nearly used up', () => {
  test('are those at 80 % and above, the fullest first', () => {
    const months = [79, 80, 250, 100].map((ratioPct) =>
      seen(String(ratioPct), spent({ EUR: '4' }), { ...today, decisions: [decided(ratioPct)] }),
    );
    expect(reportOf(months).full.map(({ scope, ratioPct }) => [scope.id, ratioPct])).toEqual([
      ['250', 250],
      ['100', 100],
      ['80', 80],
    ]);
  });

  test('are each of them, where a device has several, with their figures', () => {
    const decisions = [decided(90), decided(120, { budget: 'sms', meter: 'sms', spend: '1.2', limit: '1' })];
    const { full } = reportOf([seen('1', spent({ EUR: '4.5' }), { ...today, decisions })]);
    expect(full.map(({ budget, spend, limit }) => [budget, spend, limit])).toEqual([
      ['sms', '1.2', '1'],
      ['every-device', '4.5', '5'],
    ]);
  });

  test('are the fullest fifty of more', () => {
    const months = Array.from({ length: 60 }, (_, index) =>
      seen(String(index), spent({ EUR: '4' }), { ...today, decisions: [decided(80 + index)] }),
    );
    const { full } = reportOf(months);
    expect([full.length, full[0]?.ratioPct, full.at(-1)?.ratioPct]).toEqual([50, 139, 90]);
  });

  const SHARED = aPlan([
    { name: 'cameras', scope: 'group', limit: 10 },
    { name: 'ours', scope: 'organisation', limit: 50 },
    { name: 'emnify-stops-us', scope: 'organisation', limit: 'emnify' },
    { name: 'every-device', limit: 5 },
  ]);
  const shared = (months: Record<string, GroupMonth | undefined>) => {
    const making = emptyReport(SHARED, NOW);
    for (const one of sharedBudgets(SHARED)) addShared(making, one, months[one.budget.name]);
    return finishReport(making, NOTHING_ELSE).full;
  };
  const month = (EUR: string, limits: Record<string, string> = {}): GroupMonth => ({
    period: '2026-10',
    ...today,
    spend: spent({ EUR }),
    limits,
  });

  test('are groups and the organisation, too, by the limit that emnify last showed', () => {
    const full = shared({
      cameras: month('8.5'),
      ours: month('41'),
      'emnify-stops-us': month('41', { 'emnify-stops-us': '40' }),
    });
    expect(full).toEqual([
      { scope: ORGANISATION, budget: 'emnify-stops-us', spend: '41', limit: '40', ratioPct: 102 },
      { scope: groupScope('cameras'), budget: 'cameras', spend: '8.5', limit: '10', ratioPct: 85 },
      { scope: ORGANISATION, budget: 'ours', spend: '41', limit: '50', ratioPct: 82 },
    ]);
  });

  test('leave out those below it, those without stored figures, and those with an unknown limit', () => {
    expect(shared({ cameras: month('7.99'), ours: undefined, 'emnify-stops-us': month('1000') })).toEqual([]);
  });
});

describe('mutes', () => {
  const mute = (more: object) => aMute({ until: '2026-10-12', ...more });

  test('in force count the devices at 80 % and above that they keep quiet, and those beyond their ceiling', () => {
    const plan = aPlan(undefined, { mutes: [mute({ match: { tags: ['roof'] } }), mute({ match: { ids: ['9'] } })] });
    const roof = { endpoint: { tags: ['Roof'] } };
    const months = [
      seen('1', spent({ EUR: '4.5' }), { ...today, ...roof, decisions: [decided(90)] }),
      seen('2', spent({ EUR: '4.5' }), { ...today, ...roof, decisions: [decided(200)] }),
      seen('3', spent({ EUR: '3.9' }), { ...today, ...roof, decisions: [decided(79)] }),
      seen('4', spent({ EUR: '4.5' }), { ...today, decisions: [decided(90)] }),
      seen('5', spent({ EUR: '15' }), { ...today, ...roof, decisions: [decided(300, { spend: '15' })] }),
    ];
    const { muted, expired, full } = reportOf(months, plan);
    expect(muted.map(({ mute: { match }, endpoints, passed }) => [match, endpoints, passed])).toEqual([
      [{ tags: ['roof'] }, 2, 1],
      [{ ids: ['9'] }, 0, 0],
    ]);
    expect([expired, full.length]).toEqual([[], 4]);
  });

  test('count a device once, however many of its budgets they keep quiet', () => {
    const plan = aPlan(undefined, { mutes: [mute({})] });
    const decisions = [decided(90), decided(120, { budget: 'sms', meter: 'sms' })];
    const { muted } = reportOf([seen('166', spent({ EUR: '4.5' }), { ...today, decisions })], plan);
    expect(muted.map(({ endpoints }) => endpoints)).toEqual([1]);
  });

  test('of one budget do not count what its other budgets say', () => {
    const plan = aPlan(
      [
        { name: 'every-device', limit: 5 },
        { name: 'sms', meter: 'sms', limit: 5 },
      ],
      { mutes: [mute({ match: undefined, budget: 'sms' })] },
    );
    const of = (...decisions: Decision[]) => seen('1', spent({}), { ...today, decisions });
    const inSms = decided(90, { budget: 'sms', meter: 'sms' });
    expect(reportOf([of(decided(90)), of(inSms)], plan).muted.map(({ endpoints }) => endpoints)).toEqual([1]);
  });

  test('of the file count beside a mute by press that ends later, which is no line of the file', () => {
    const { mutes, ...plan } = aPlan(undefined, { mutes: [mute({})] });
    const pressed: Mute = { ...mutes[0], until: '2027-01-01T00:00:00.000Z', by: 'mute' } as Mute;
    const found = reportOf([seen('166', spent({}), { ...today, decisions: [decided(90)] })], {
      ...plan,
      mutes: [...mutes, pressed],
    });
    expect(found.muted.map(({ mute: { by }, endpoints }) => [by, endpoints])).toEqual([[undefined, 1]]);
  });

  test('that have ended are listed separately, and mute nothing', () => {
    const plan = aPlan(undefined, {
      mutes: [mute({ until: NOW.toISOString() }), mute({ until: '2026-10-11T00:01Z' })],
    });
    const { muted, expired } = reportOf([seen('166', spent({}), { ...today, decisions: [decided(90)] })], plan);
    expect(expired.map(({ until }) => until)).toEqual(['2026-10-11T00:00:00.000Z']);
    expect(muted.map(({ mute: { until }, endpoints }) => [until, endpoints])).toEqual([
      ['2026-10-11T00:01:00.000Z', 1],
    ]);
  });
});

describe('what could not be judged', () => {
  const unjudged = (id: string, kind: 'refused' | 'nothing' | 'other-month') =>
    seen(id, undefined, { ...today, outcome: 'unjudged', unjudged: kind });

  test('counts endpoints that answered without being judged, with ten names and each kind once', () => {
    const months = [
      seen('1', spent({ EUR: '1' }), today),
      unjudged('2', 'refused'),
      unjudged('3', 'nothing'),
      unjudged('4', 'refused'),
    ];
    expect(reportOf(months).unjudged).toEqual({
      count: 3,
      names: ['tracker-2', 'tracker-3', 'tracker-4'],
      kinds: ['refused', 'nothing'],
    });
    const many = reportOf(Array.from({ length: 12 }, (_, id) => unjudged(`${id}`, 'other-month'))).unjudged;
    expect([many.count, many.names.length, many.kinds]).toEqual([12, 10, ['other-month']]);
  });

  test('is nothing on a good day', () => {
    expect(reportOf([seen('1', spent({ EUR: '1' }), today)]).unjudged).toEqual({ count: 0, names: [], kinds: [] });
  });

  test('has the settings that meet no endpoint', () => {
    const plan = aPlan([
      { name: 'cameras', limit: 50, match: { tags: ['kamera'] } },
      { name: 'trucks', limit: 5, match: { tags: ['truck'] } },
    ]);
    expect(reportOf([seen('1', spent({ EUR: '1' }), today)], plan).withoutEffect).toEqual([
      'the budget "cameras" matches no endpoint',
    ]);
  });

  test.each([
    ['2026-11-01T00:00:00.000Z', '2026-09'],
    ['2026-12-01T07:00:00.000Z', '2026-10'],
    ['2027-01-01T23:59:59.999Z', '2026-11'],
    ['2027-02-01T07:00:00.000Z', '2026-12'],
    ['2026-11-02T00:00:00.000Z', undefined],
    ['2026-11-30T07:00:00.000Z', undefined],
  ])('to its end is named at %s of %s', (now, period) => {
    expect(justClosedPeriod(new Date(now))).toBe(period);
  });

  test('to its end are endpoints whose month is open still, but for those that are gone', () => {
    const making = emptyReport(aPlan(), new Date('2026-12-01T07:00:00.000Z'));
    expect(finishReport(making, NOTHING_ELSE)).not.toHaveProperty('neverJudged');
    const open = { isOpen: true as const };
    addNeverJudged(making, seen('1', spent({ EUR: '1' })));
    addNeverJudged(making, seen('2', spent({ EUR: '1' }), { ...open, outcome: 'skipped' }));
    expect(finishReport(making, NOTHING_ELSE)).not.toHaveProperty('neverJudged');
    for (let id = 3; id < 15; id++) addNeverJudged(making, seen(`${id}`, spent({ EUR: '1' }), open));
    const { neverJudged } = finishReport(making, NOTHING_ELSE);
    expect(neverJudged).toMatchObject({ period: '2026-10', count: 12, shared: [] });
    expect(neverJudged?.names).toEqual(Array.from({ length: 10 }, (_, index) => `tracker-${index + 3}`));
  });
});

describe('how the alerter itself is', () => {
  test('counts endpoints that no sweep has seen for a day, and names ten', () => {
    const old = { fetchedAt: '2026-10-09T00:00:00.000Z' };
    const months = Array.from({ length: 13 }, (_, index) => seen(`${index}`, spent({}), index < 12 ? old : today));
    const { notSeen, endpoints } = reportOf(months);
    expect([endpoints, notSeen.count, notSeen.names]).toEqual([
      13,
      12,
      Array.from({ length: 10 }, (_, index) => `tracker-${index}`),
    ]);
  });

  test('has the last sweep, the pending alerts, and the last fifty sent ones', () => {
    const sweep = { sweepId: NOW.toISOString(), listed: 5, missing: 0 };
    const sent = Array.from({ length: 60 }, (_, index) => ({
      notificationId: 'n',
      sentAt: new Date(NOW.getTime() + index).toISOString(),
      alerts: 1,
      subject: `subject ${index}`,
      ...(index === 59 && { setAside: 2 }),
    }));
    const report = finishReport(emptyReport(aPlan(), NOW), { ...NOTHING_ELSE, sent, waiting: 3, sweep });
    expect(report).toMatchObject({ waiting: 3, sweep });
    expect([report.sent.length, report.sent[0], report.sent.at(-1)]).toEqual([
      50,
      { at: '2026-10-11T00:00:00.010Z', subject: 'subject 10' },
      { at: '2026-10-11T00:00:00.059Z', subject: 'subject 59', setAside: 2 },
    ]);
    expect(finishReport(emptyReport(aPlan(), NOW), NOTHING_ELSE).sweep).toBeUndefined();
  });

  test('names the channels that fail, with SNS’s word for it and nothing that is for the log only', () => {
    const trouble: ChannelTrouble = {
      channel: 'text',
      failures: 7,
      since: '2026-10-10T20:00:00.000Z',
      code: 'AuthorizationError',
      reason: 'AuthorizationError: User arn:aws:sts::123456789012:assumed-role/notify is not authorized',
      notBefore: '2026-10-11T00:30:00.000Z',
    };
    const { failing } = finishReport(emptyReport(aPlan(), NOW), { ...NOTHING_ELSE, failing: [trouble] });
    expect(failing).toEqual([{ channel: 'text', since: '2026-10-10T20:00:00.000Z', code: 'AuthorizationError' }]);
    expect(finishReport(emptyReport(aPlan(), NOW), NOTHING_ELSE).failing).toEqual([]);
  });
});

describe('SIMs in another device', () => {
  const changed = (id: string, at: string) =>
    seen(id, undefined, { ...today, imeiChange: { before: '1', now: '2', at } });

  test('are those of the last seven days, the newest first, ten at most', () => {
    const months = Array.from({ length: 12 }, (_, index) =>
      changed(String(index), `2026-10-10T${10 + index}:00:00.000Z`),
    );
    const { imeiChanges } = reportOf([...months, changed('old', '2026-10-03T23:00:00.000Z')]);
    expect(imeiChanges?.count).toBe(12);
    expect(imeiChanges?.devices.map(({ scope }) => scope.id)).toEqual([
      '11',
      '10',
      '9',
      '8',
      '7',
      '6',
      '5',
      '4',
      '3',
      '2',
    ]);
    expect(imeiChanges?.devices[0]).toMatchObject({ before: '1', now: '2', at: '2026-10-10T21:00:00.000Z' });
  });

  test('are not spoken of where there are none', () => {
    expect(reportOf([seen('1', spent({ EUR: '1' }), today)])).not.toHaveProperty('imeiChanges');
  });
});

describe('SIMs that are charged but idle', () => {
  const sim = (id: string, status: string, simStatus: string | undefined, month: Partial<EndpointMonth> = {}) => {
    const idle = seen(id, month.spend, { ...today, ...month });
    return { ...idle, endpoint: { ...idle.endpoint, status, ...(simStatus && { simStatus }) } };
  };

  test('are disabled, or without traffic this month and last; suspended by the last day of the month', () => {
    const { idle } = reportOf([
      sim('1', 'Disabled', 'Activated', { lastMonth: moneyOf({ EUR: '2' }) }),
      sim('2', 'Enabled', 'Activated'),
      sim('3', 'Enabled', 'Activated', { spend: spent({}) }),
    ]);
    expect(idle).toEqual({
      suspendBy: '2026-10-31',
      disabled: { count: 1, names: ['tracker-1'] },
      withoutTraffic: { count: 2, names: ['tracker-2', 'tracker-3'] },
    });
  });

  test.each([
    ['a suspended SIM', sim('1', 'Disabled', 'Suspended')],
    ['no SIM', sim('1', 'Enabled', undefined)],
    ['traffic this month', sim('1', 'Enabled', 'Activated', { spend: spent({ EUR: '0.1' }) })],
    ['volume without a cost', sim('1', 'Enabled', 'Activated', { spend: { ...spent({}), costUnavailable: ['data'] } })],
    ['traffic last month', sim('1', 'Enabled', 'Activated', { lastMonth: moneyOf({ EUR: '0' }) })],
    [
      'an answer that could not be judged',
      sim('1', 'Enabled', 'Activated', { outcome: 'unjudged', unjudged: 'refused' }),
    ],
    ['an endpoint that emnify no longer knows', sim('1', 'Disabled', 'Activated', { outcome: 'skipped' })],
  ])('are not those with %s', (_, month) => {
    expect(reportOf([month])).not.toHaveProperty('idle');
  });

  test('are named ten at most, and counted all', () => {
    const { idle } = reportOf(Array.from({ length: 12 }, (_, index) => sim(String(index), 'Disabled', 'Activated')));
    expect([idle?.disabled.count, idle?.disabled.names.length]).toEqual([12, 10]);
  });
});

test('lists endpoints at an unusual pace, and those that are back to usual since yesterday', () => {
  const at = (id: string, unusual: UnusualSpan) => seen(id, spent({ EUR: '1' }), { unusual });
  const months = [
    at('1', { since: '2026-10-10T19:00:00.000Z' }),
    at('2', { since: '2026-10-09T09:00:00.000Z', until: '2026-10-10T09:00:00.000Z' }),
    at('3', { since: '2026-10-08T09:00:00.000Z', until: '2026-10-09T09:00:00.000Z' }),
    seen('4', spent({ EUR: '1' })),
  ];
  const { unusual } = reportOf(months);
  expect(unusual?.count).toBe(2);
  expect(unusual?.devices.map(({ scope }) => scope.id)).toEqual(['1', '2']);
});

test.each<[string, Partial<UnusualPace>, string]>([
  ['the pace', {}, 'EUR 12.00 an hour over the last hour, usually EUR 0.02 a day'],
  ['the meter', { meter: 'sms' }, 'SMS cost EUR 12.00 an hour over the last hour, usually EUR 0.02 a day'],
  [
    'the limit where there is no history',
    { usualPerDay: undefined, basis: 'limit' },
    'EUR 12.00 an hour over the last hour; no week of history yet, the limit allows EUR 0.16 a day',
  ],
])('says how fast an endpoint spends as an alert does: %s', (_, more, words) => {
  const pace: UnusualPace = {
    perHour: '12',
    overHours: 1,
    usualPerDay: '0.02',
    basis: 'days',
    meter: 'total',
    currency: 'EUR',
    limit: '5',
    ...more,
  };
  const report = reportOf([seen('1', spent({ EUR: '1' }), { unusual: { since: '2026-10-10T19:00:00.000Z', pace } })]);
  const mail = renderReport(report).messages[0]?.message.body ?? '';
  const [section = ''] = /Spending much faster than usual\n(?: .*\n)+/.exec(mail) ?? [];
  expect(section.replace(/\s+/g, ' ')).toContain(`since 10 Oct 19:00 UTC ${words}`);
  for (const line of section.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
});
