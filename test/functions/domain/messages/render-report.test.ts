import { describe, expect, test } from '@jest/globals';
import { groupScope, ORGANISATION, scopeOf } from '../../../../functions/domain/costs/scope.ts';
import type { RecipientState } from '../../../../functions/domain/messages/recipient.ts';
import { renderReport } from '../../../../functions/domain/messages/render-report.ts';
import type { Report } from '../../../../functions/domain/messages/report.ts';
import { aMute, anEndpoint, aPlan, aReadMute, aScope } from '../../../fakes/samples.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';
import { notificationOf, payloadBytes } from '../../../fixtures/notification.ts';
import { aReport } from '../../../fixtures/report.ts';

const reported = (more: Partial<Report> = {}) => notificationOf(renderReport(aReport(more)).messages);
const emailOf = (more: Partial<Report>): string => reported(more).email;
/** Any character that could break a line, move the cursor or turn the direction of text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

test('says of recipients who have not confirmed that nothing arrives there', () => {
  expect(emailOf({ subscribers: { confirmed: 1, pending: 2, missing: 0, recipients: [] } })).toContain(
    'Recipients        1 confirmed; 2 not confirmed yet: nothing arrives there\n',
  );
});

test('says of recipients who were subscribed that they are no more', () => {
  expect(emailOf({ subscribers: { confirmed: 1, pending: 0, missing: 2, recipients: [] } })).toContain(
    'Recipients        1 confirmed; 2 recipients in budgets.yaml are no longer subscribed\n',
  );
});

describe('of each recipient', () => {
  const inStates = (...states: RecipientState[]): string =>
    emailOf({
      subscribers: {
        confirmed: 2,
        pending: 0,
        missing: 0,
        recipients: states.map((state) => ({ channel: 'mail', address: `${state}@example.com`, state })),
      },
    });

  test('one sentence is enough where every subscription lasts', () => {
    const mail = inStates('lasting', 'lasting');
    expect(mail).toContain('Recipients        2 confirmed; each recipient can only be unsubscribed with a login\n');
    expect(mail).not.toContain('Subscriptions');
    expect(inStates()).toContain('Recipients        2 confirmed\n');
  });

  test('it says whether the subscription lasts, the most urgent first', () => {
    const mail = inStates('lasting', 'confirmed', 'clicked', 'pending', 'missing');
    expect(mail).toContain('Recipients        2 confirmed; 1 can be unsubscribed by a link in each mail\n');
    expect(mail).toContain(`Subscriptions
  missing @ example. com   no longer subscribed: nothing arrives there
  pending @ example. com   not confirmed yet: nothing arrives there
  clicked @ example. com
    confirmed by a click: a link in each mail can end it
  confirmed @ example. com   confirmed; AWS does not say how
  lasting @ example. com   lasts: only a login can end it
`);
  });

  test('fifty are named, and the others counted', () => {
    const mail = inStates(...Array.from({ length: 53 }, () => 'clicked' as const));
    expect(mail.match(/clicked @ example/g)).toHaveLength(50);
    expect(mail).toContain('  and 3 more\n');
  });
});

test('says which channels did not take their last message, since when, and SNS’s word for it', () => {
  const failing: Report['failing'] = [
    { channel: 'text', since: '2026-10-14T04:10:00.000Z', code: 'AuthorizationError' },
    { channel: 'event', since: '2026-10-13T22:00:00.000Z', code: 'no answer' },
  ];
  expect(emailOf({ waiting: 1, failing })).toContain(`
  Waiting           1 alert to be sent
  Delivery          Texts have been failing since 14 Oct 04:10 UTC (SNS: AuthorizationError). They are retried at least once an hour.
  Delivery          Events for machines have been failing since 13 Oct 22:00 UTC (SNS: no answer). They are retried at least once an hour.
`);
  expect(emailOf({})).not.toContain('Delivery');
});

test('says of what was sent how much of it SNS refuses', () => {
  const sent: Report['sent'] = [
    { at: '2026-10-13T09:00:00.000Z', subject: 'a', setAside: 1 },
    { at: '2026-10-13T10:00:00.000Z', subject: 'b', setAside: 2 },
    { at: '2026-10-13T11:00:00.000Z', subject: 'c' },
  ];
  expect(emailOf({ sent })).toContain(`Sent in the last 24 hours
  13 Oct 09:00 UTC   a   (1 message of it refused by SNS and set aside)
  13 Oct 10:00 UTC   b   (2 messages of it refused by SNS and set aside)
  13 Oct 11:00 UTC   c
`);
});

describe('what is sent of a report', () => {
  const { head, messages } = renderReport(aReport({ waiting: 3 }));

  test('is a mail and a document for machines, and no text', () => {
    expect(messages.map(({ channel, from, to, form }) => [channel, from, to, form])).toEqual([
      ['mail', 0, 0, 'full'],
      ['event', 0, 0, 'full'],
    ]);
    expect(messages.map(({ message }) => message.subject)).toEqual([head.subject, undefined]);
  });

  test('is kept as a notification without alerts, under a key that sorts by its time', () => {
    const { notification } = messages[0]?.message.attributes ?? {};
    expect(notification).toMatch(/^[0-9a-f]{6}$/);
    expect(head).toEqual({
      key: `2026-10-14T07:00:00.000Z#${notification}`,
      composedAt: '2026-10-14T07:00:00.000Z',
      subject: 'Fleet report 14 Oct 2026: EUR 123.46 so far, about EUR 260.00 expected',
      alerts: 0,
      oldestAt: '2026-10-14T07:00:00.000Z',
    });
  });

  test('has one ref on both channels, and another on the next day', () => {
    const refs = (report: Report) =>
      renderReport(report).messages.map(({ message }) => message.attributes.notification);
    const [today, tomorrow] = [refs(aReport()), refs(aReport({ composedAt: '2026-10-15T07:00:00.000Z' }))];
    expect([new Set(today).size, new Set(tomorrow).size, new Set([...today, ...tomorrow]).size]).toEqual([1, 1, 2]);
  });

  test('is below what SNS takes, of the largest report', () => {
    const scope = scopeOf(anEndpoint('1', { name: '\\"'.repeat(100) }));
    const longest = { scope, budget: 'b'.repeat(60) };
    const entry = { scope, amount: '123456789.1234567891' };
    const fifty = <Value>(value: Value): Value[] => Array.from({ length: 50 }, () => value);
    const largest = notificationOf(
      renderReport(
        aReport({
          topByCost: fifty(entry).slice(0, 10),
          topByGrowth: fifty(entry).slice(0, 10),
          full: fifty({ ...longest, spend: '123456789.1234567891', limit: '123456789.1234567891', ratioPct: 100 }),
          sent: fifty({ at: '2026-10-13T09:00:00.000Z', subject: 'x'.repeat(99), setAside: 50_000 }),
        }),
      ).messages,
    );
    expect(payloadBytes(largest)).toBeLessThan(262_144);
  });
});

describe('a report on a quiet day', () => {
  test('is short, and says that there is nothing to say', () => {
    const { subject, email, sms, attributes } = reported();
    expect(subject).toBe('Fleet report 14 Oct 2026: EUR 123.46 so far, about EUR 260.00 expected');
    expect(sms).toBe('');
    expect(attributes).toEqual({
      severity: 'info',
      event: 'report',
      budget: [],
      notification: expect.stringMatching(/^[0-9a-f]{6}$/),
    });
    expect(email).toBe(`Costs on emnify, October 2026 UTC, day 14 of 31.

  Spent so far      EUR 123.46
  Expected at end   about EUR 260.00
  Endpoints         60 checked this month
  Recipients        2 confirmed
  Last sweep        14 Oct 2026 06:00 UTC, 60 endpoints listed

Highest cost this month
  nothing was spent

Highest cost yesterday
  nothing was spent, or it is not known

Budgets at 80 % and above
  none

Sent in the last 24 hours
  nothing
`);
  });
});

describe('a report on a day like this', () => {
  const [mute, ended, ofBudget] = aPlan(undefined, {
    mutes: [
      aMute({ match: { ids: ['1', '2', '3', '4', '5', '6'], tags: ['roof'], name: 'cam-*' }, until: '2026-10-20' }),
      aMute({ match: { tariffProfiles: ['Pay as you go'], serviceProfiles: ['Cameras'] }, until: '2026-10-01' }),
      aMute({ match: undefined, budget: 'every-device', until: '2026-10-15T18:30Z', upTo: 'EUR 50' }),
    ],
  }).mutes;
  if (!mute || !ended || !ofBudget) throw new Error('three mutes');
  const full = {
    yesterday: '9.999',
    otherCurrencies: [
      { currency: 'USD', amount: '1.5' },
      { currency: 'GBP', amount: '20' },
    ],
    topByCost: [{ scope: aScope('17', { name: 'cam-17' }), amount: '52.668' }],
    topByGrowth: [{ scope: aScope('18', { name: 'cam-18' }), amount: '4' }],
    full: [
      { scope: aScope('17', { name: 'cam-17' }), budget: 'cameras', spend: '52.668', limit: '50', ratioPct: 105 },
      { scope: groupScope('fleet'), budget: 'fleet', spend: '89.999', limit: '100', ratioPct: 89 },
      { scope: ORGANISATION, budget: 'emnify-stops-us', spend: '0.0085', limit: '0.010', ratioPct: 85 },
    ],
    sent: [{ at: '2026-10-13T09:00:00.000Z', subject: '[CRITICAL] cam-17: EUR 52.67 of EUR 50.00 (105%), Oct 2026' }],
    muted: [
      { mute, endpoints: 1, passed: 0 },
      { mute: ofBudget, endpoints: 3, passed: 2 },
    ],
    expired: [ended],
    notSeen: { count: 12, names: ['tracker-1', 'tracker-2'] },
    waiting: 2,
    sweep: { sweepId: '2026-10-14T06:00:00.000Z', listed: 1, missing: 4, brokeOff: 'HTTP 500\nfrom emnify' },
  };

  test('says all of it, in lines that are read from the left', () => {
    expect(emailOf(full)).toBe(`Costs on emnify, October 2026 UTC, day 14 of 31.

  Spent so far      EUR 123.46   (yesterday EUR 10.00)
  Expected at end   about EUR 260.00
  Not included      USD 1.50, GBP 20.00: the budgets are in EUR
  Endpoints         60 checked this month
  Recipients        2 confirmed
  Last sweep        14 Oct 2026 06:00 UTC, 1 endpoint listed; 4 more that emnify counts but does not list; stopped early: HTTP 500 from emnify
  Waiting           2 alerts to be sent

Highest cost this month
  EUR 52.67   cam-17   (endpoint 17)

Highest cost yesterday
  EUR 4.00   cam-18   (endpoint 18)

Budgets at 80 % and above
  105 %   EUR 52.67 of 50.00   cam-17   (budget "cameras")
  89 %   EUR 90.00 of 100.00   group fleet   (budget "fleet")
  85 %   EUR 0.009 of 0.010   the organisation
    (budget "emnify-stops-us")

Sent in the last 24 hours
  13 Oct 09:00 UTC
    [CRITICAL] cam-17: EUR 52.67 of EUR 50.00 (105%), Oct 2026

Muted
  ids 1, 2, 3, 4, 5, tags roof, name cam-* until 20 Oct 2026 00:00
    UTC by Kim, up to 300 % of the limit: new firmware
    (mutes 1 endpoint)
  budget "every-device" until 15 Oct 2026 18:30 UTC by Kim, up to
    EUR 50.00: new firmware   (mutes 3 endpoints; 2 beyond its ceiling)
  tariff Pay as you go, service Cameras until 1 Oct 2026 00:00 UTC by
    Kim, up to 300 % of the limit: new firmware
    (has ended: remove it from budgets.yaml)

Not checked for a day
  12 endpoints: tracker-1, tracker-2 and more
`);
  });

  test('lets filter policies ask for its budgets, each once', () => {
    const again = [...full.full, ...full.full];
    expect(reported({ full: again }).attributes.budget).toEqual(['cameras', 'fleet', 'emnify-stops-us']);
  });

  test('is one JSON document with its schema, all of the figures and no float among the amounts', () => {
    const parsed = JSON.parse(reported(full).json);
    expect(parsed).toEqual({ schema: 'emnify-cost-report/1', event: 'report', ...aReport(full) });
  });

  test('says so where no sweep has ever been', () => {
    expect(emailOf({ sweep: undefined })).toContain('Last sweep        none yet: is the application token stored?');
  });

  test('names who is not seen, and no more where that is all of them', () => {
    expect(emailOf({ notSeen: { count: 1, names: ['tracker-1'] } })).toMatch(
      /\nNot checked for a day\n {2}1 endpoint: tracker-1\n$/,
    );
  });
});

describe('what could not be judged', () => {
  const names = ['cam-1', 'cam-2'];

  test('is said in a section, with why', () => {
    expect(emailOf({ unjudged: { count: 2, names, kinds: ['refused', 'nothing'] } })).toContain(
      '\n\nCould not be checked: this token may not read them (HTTP 403 or 401); ' +
        'no figures, although there were some before\n  2 endpoints: cam-1, cam-2\n',
    );
    expect(emailOf({ unjudged: { count: 11, names, kinds: ['other-month'] } })).toContain(
      'Could not be checked: figures of another month\n  11 endpoints: cam-1, cam-2 and more\n',
    );
  });

  test('of a month that is closed is said with its name', () => {
    const none = { period: '2026-08' as const, count: 0, names: [], shared: [] };
    const title = '\n\nNot checked completely for August 2026\n';
    expect(emailOf({ neverJudged: { ...none, count: 1, names: ['cam-1'] } })).toContain(
      `${title}  1 endpoint: cam-1\n`,
    );
    const shared = [groupScope('cameras'), ORGANISATION];
    expect(emailOf({ neverJudged: { ...none, shared } })).toContain(`${title}  group cameras; the organisation\n`);
    expect(emailOf({ neverJudged: { ...none, count: 1, names: ['cam-1'], shared } })).toContain(
      `${title}  1 endpoint: cam-1; group cameras; the organisation\n`,
    );
  });

  test('for settings that meet nothing is said in a line for each', () => {
    const withoutEffect = ['the budget "cam\neras" matches no endpoint', '1 endpoint without a budget: cam-1'];
    expect(emailOf({ withoutEffect })).toContain(
      '\n\nSettings without effect\n  the budget "cam eras" matches no endpoint\n  1 endpoint without a budget: cam-1\n',
    );
  });

  test('is not spoken of on a good day', () => {
    expect(emailOf({})).not.toMatch(/not judged|without effect/i);
  });
});

describe('names as people, keyboards and attackers give them', () => {
  test.each(HOSTILE_NAMES)('%s: stand in one line, beside a whole amount', (_, name) => {
    const scope = scopeOf(anEndpoint('166', { name }));
    const { subject, email, json } = reported({
      topByCost: [{ scope, amount: '52.668' }],
      topByGrowth: [{ scope, amount: '4.1' }],
      full: [{ scope, budget: 'every-device', spend: '6.1', limit: '5', ratioPct: 122 }],
      notSeen: { count: 1, names: [scope.name] },
    });
    expect(email.split('\n').filter((line) => UNSAFE.test(line))).toEqual([]);
    const lines = email.replace(/\n {4}(?=\S)/g, '   ').split('\n');
    // As many as with a harmless name.
    expect(lines).toHaveLength(23);
    for (const [start, end] of [
      ['  EUR 52.67   ', '   (endpoint 166)'],
      ['  EUR 4.10   ', '   (endpoint 166)'],
      ['  122 %   EUR 6.10 of 5.00   ', '   (budget "every-device")'],
      ['  1 endpoint: ', ''],
    ] as const) {
      const line = lines.find((text) => text.startsWith(start) && text.endsWith(end)) ?? '';
      const shown = [...line.slice(start.length, line.length - end.length)];
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThanOrEqual(36);
    }
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(JSON.parse(json).topByCost[0].scope.name).toBe(scope.name);
  });

  test('are as safe in mutes, which people write by hand', () => {
    // A file with such signs is refused; the parameter may have been written by another hand.
    const mute = aReadMute({ match: { name: 'a\u001b[2Jb\u202e*' }, reason: 'x\u001b[31my' });
    const email = emailOf({ muted: [{ mute, endpoints: 0, passed: 0 }], expired: [mute] });
    expect(email.split('\n').filter((line) => UNSAFE.test(line))).toEqual([]);
    expect(email.replace(/\n +/g, ' ').split('by Kim, up to 300 % of the limit: x [31my')).toHaveLength(3);
  });

  test('cannot make the mail endless, as a reason that emnify gave cannot', () => {
    const brokeOff = `HTTP 500 ${'<html>'.repeat(10_000)}`;
    expect(
      emailOf({ sweep: { sweepId: '2026-10-14T06:00:00.000Z', listed: 5, missing: 0, brokeOff } }).length,
    ).toBeLessThan(1_500);
  });
});

describe('amounts', () => {
  test('of any size are never cut out of the subject', () => {
    const { subject } = reported({ spend: '98765432109.874', expectedAtEnd: '198765432109.876' });
    const figures = 'EUR 98765432109.87 so far, about EUR 198765432109.88 expected';
    expect([subject.includes(figures), subject.length <= 99]).toEqual([true, true]);
  });

  test('never say that a limit is reached which is not', () => {
    const scope = aScope('1', { name: 'a' });
    const text = emailOf({ full: [{ scope, budget: 'b', spend: '4.9999', limit: '5', ratioPct: 99 }] });
    expect(text).toContain('99 %   EUR 4.99 of 5.00   a');
  });
});

describe('signals that cost nothing', () => {
  const scope = scopeOf(anEndpoint('7', { name: 'bike' }));
  const change = { scope, before: '351234560789012', now: '860384060123456', at: '2026-10-13T21:10:00.000Z' };

  test('a SIM in another device is told with both IMEIs and the time', () => {
    expect(emailOf({ imeiChanges: { count: 2, devices: [change] } })).toContain(`

SIM in another device: was it moved, or stolen?
  13 Oct 21:10 UTC   bike   (endpoint 7)
    IMEI ...012345, before ...078901
  and 1 more
`);
  });

  test('an idle SIM is told with the day by which to suspend it', () => {
    const [none, some] = [
      { count: 0, names: [] },
      { count: 12, names: ['a', 'b'] },
    ];
    expect(emailOf({ idle: { suspendBy: '2026-02-28', disabled: some, withoutTraffic: none } })).toContain(`

Charged but idle: suspend by 28 February (UTC) to save the next fee
  endpoint disabled: 12 endpoints: a, b and more
`);
    expect(emailOf({ idle: { suspendBy: '2026-10-31', disabled: none, withoutTraffic: some } })).toContain(
      '\n  no traffic this month and last: 12 endpoints: a, b and more\n',
    );
  });

  test('are not spoken of where there are none', () => {
    expect(emailOf({})).not.toMatch(/SIM|idle/);
  });
});
