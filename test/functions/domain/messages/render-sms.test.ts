import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { FAULT_KINDS } from '../../../../functions/domain/costs/data-fault.ts';
import { displayName } from '../../../../functions/domain/costs/endpoint.ts';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import type { DeliveryNotice } from '../../../../functions/domain/messages/delivery-notice.ts';
import { makeDigest, makeTest, type Notification } from '../../../../functions/domain/messages/digest.ts';
import { renderSms } from '../../../../functions/domain/messages/render-sms.ts';
import { inShort } from '../../../../functions/domain/messages/short-form.ts';
import {
  aFaultAlert,
  aForecastAlert,
  alertsOf,
  anAlert,
  aScope,
  aTimeToLimitAlert,
  minutesOn,
  NOW,
} from '../../../fakes/samples.ts';
import { anyText } from '../../../fixtures/arbitrary/text.ts';
import { crossed, messagesAbout } from '../../../fixtures/crossed.ts';
import { notOneSeptet } from '../../../fixtures/gsm7.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

const named = (name: string, id = '166') => crossed({ endpoint: { id, name } });
const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.constantFrom(...HOSTILE_NAMES.map(([, name]) => name)),
);

function expectOneSegment(sms: string): void {
  expect(notOneSeptet(sms)).toEqual([]);
  expect(sms).not.toMatch(/[\r\n]/);
  expect(sms.length).toBeLessThanOrEqual(140);
}

describe('a text message', () => {
  test.each(HOSTILE_NAMES)('with %s', (_, name) => {
    const { sms } = messagesAbout(named(name));
    expectOneSegment(sms);
    expect(sms).toMatch(/^CRIT emnify: \S.* EUR 6\.10 of 5\.00 \(122%\) Oct\. Ref [0-9a-f]{6}$/);
    const digest = messagesAbout(named(name), named(name, '167'), named(name, '168'), named(name, '169')).sms;
    expectOneSegment(digest);
    expect(digest).toMatch(/^CRIT emnify: 4 over limit, Oct(; \S.* EUR 6\.10 \(122%\)){1,3}\. Ref [0-9a-f]{6}$/);
  });

  test('is one segment with whole amounts, whatever the names and amounts are', () => {
    const cents = fc.integer({ min: 500, max: 2_000_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(names, cents), { minLength: 1, maxLength: 5 }), (devices) => {
        const spends = devices.map(([, amount]) => (amount / 100).toFixed(2));
        const [first = anAlert(), ...others] = devices.map(([name], index) =>
          crossed({ data: spends[index], endpoint: { id: `${index}`, name } }),
        );
        const { sms } = messagesAbout(first, ...others);
        expectOneSegment(sms);
        const shown = [...sms.matchAll(/ EUR (\d+\.\d\d)(?: of 5\.00)? \(\d+%\)/g)].map(([, amount = '']) => amount);
        expect(shown.length).toBeGreaterThan(0);
        const written = [...spends, ...devices.map(([name]) => name)].join();
        for (const amount of shown) expect(written).toContain(amount);
      }),
      { numRuns: 300 },
    );
  });

  test('names three devices where they fit, and fewer with long amounts', () => {
    const [a, b, c, d] = alertsOf(4, (index) => ({ scope: aScope(`${index}`, { name: `gw-${index}` }) }));
    if (!a || !b || !c || !d) throw new Error('four alerts are four');
    expect(messagesAbout(a, b, c, d).sms.match(/gw-\d/g)).toHaveLength(3);
    const dear = alertsOf(4, () => ({ spend: '123456789.12', limit: '0.01', ratioPct: 1_234_567_891_200 }));
    const { sms } = messagesAbout(dear[0] ?? a, ...dear.slice(1));
    expectOneSegment(sms);
    expect(sms.match(/EUR 123456789\.12 \(1234567891200%\)/g)).toHaveLength(2);
  });

  test('says which cost, where it is not all of it', () => {
    expect(messagesAbout(crossed({ budget: { meter: 'data' } })).sms).toContain(
      'tracker-166 data cost EUR 6.10 of 5.00',
    );
    expect(messagesAbout(crossed()).sms).toContain('tracker-166 EUR 6.10 of 5.00');
  });

  test('speaks of a device by its id where its name cannot be written', () => {
    expect(messagesAbout(named('温度计')).sms).toContain('emnify: endpoint 166 EUR');
  });

  test('says what is near, what is late', () => {
    expect(messagesAbout(crossed({ data: '4.1' })).sms).toMatch(
      /^WARN emnify: tracker-166 EUR 4\.10 of 5\.00 \(82%\) Oct\. Ref/,
    );
    expect(messagesAbout(anAlert({ period: '2026-09' })).sms).toContain('(122%) Sep, late. Ref');
  });
});

const MAILS_FAIL: DeliveryNotice = {
  kind: 'channel-fails',
  channel: 'mail',
  since: '2026-10-14T09:00:00.000Z',
  code: 'AuthorizationError',
};

describe('a text message about some of the alerts', () => {
  const [first = anAlert(), ...others] = alertsOf(4, (index) => ({
    scope: aScope(`${index}`, { name: `gw-${index}` }),
  }));
  const digest = makeDigest([first, ...others], NOW);
  const text = (alerts: Notification['alerts'], rationed: number, since?: string): string =>
    renderSms({ ...digest, alerts }, { rationed, ...(since && { since }) });

  test('counts those that it is not about, since when their devices had their text', () => {
    expect(text([first, others[0] ?? first], 2, '2026-10-14T13:59:59.999Z')).toMatch(
      /^CRIT emnify: 2 over limit, Oct; gw-0 EUR 6\.10 \(122%\); gw-1 EUR 6\.10 \(122%\); 2 more since 13:59\. Ref [0-9a-f]{6}$/,
    );
    expect(renderSms(makeDigest([first], NOW), { rationed: 1, since: NOW.toISOString() })).toBe(
      'CRIT emnify: gw-0 EUR 6.10 of 5.00 (122%) Oct; 1 more since 14:00. Ref 7f3a9c',
    );
  });

  test('says nothing of others where there are none', () => {
    expect(text([first, ...others], 0)).not.toContain('more');
    expect(text([first, ...others], 0, NOW.toISOString())).not.toContain('more');
  });
});

describe('a text message while mails fail', () => {
  test('says so before its ref, and gives way in this order: third and second device, then what is said of mails', () => {
    const of = (nameLength: number, notices: DeliveryNotice[]): string => {
      const [first = anAlert(), ...others] = alertsOf(3, (index) => ({
        scope: aScope(`${index}`, { name: `${index}`.repeat(nameLength) }),
        spend: '1234567890.123456789',
        limit: '0.0000000001',
        ratioPct: 1_234_567_891_200,
      }));
      return renderSms(makeDigest([first, ...others], NOW, { notices }));
    };
    expect(renderSms(makeDigest([anAlert()], NOW, { notices: [MAILS_FAIL] }))).toBe(
      'CRIT emnify: tracker-166 EUR 6.10 of 5.00 (122%) Oct. Mails failing since 09:00. Ref 7f3a9c',
    );
    expect(of(4, [])).toMatch(/0000.*1111/);
    expect(of(4, [MAILS_FAIL])).toMatch(
      /0000 EUR 1234567890\.1234567890 \(1234567891200%\)\. Mails failing since 09:00\. Ref/,
    );
  });

  test('is silent about texts, machines and money', () => {
    const notices: DeliveryNotice[] = [
      { ...MAILS_FAIL, channel: 'text' },
      { ...MAILS_FAIL, channel: 'event' },
      { kind: 'texts-may-stop', spentUsd: 0.9, limitUsd: 1 },
    ];
    expect(renderSms(makeDigest([anAlert()], NOW, { notices }))).toBe(messagesAbout(anAlert()).sms);
  });
});

describe('whatever a notification is about, and whatever is left out of it', () => {
  const cents = fc.bigInt({ min: 1n, max: 10n ** 11n });
  const written = (amount: bigint): string => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
  const oddAlert: fc.Arbitrary<Alert> = fc
    .record({
      name: anyText,
      id: fc.integer({ min: 0, max: 10 ** 12 }).map(String),
      spend: cents.map(written),
      limit: fc.oneof(cents.map(written), fc.constantFrom('0.0000000001', '123456789.1234567892')),
      meter: fc.constantFrom('total' as const, 'data' as const, 'sms' as const),
      severity: fc.constantFrom('warning' as const, 'critical' as const),
      period: fc.constantFrom('2026-10', '2026-09'),
      kind: fc.constantFrom('crossed', 'forecast', 'time-to-limit', ...FAULT_KINDS),
      scopeKind: fc.constantFrom('endpoint' as const, 'group' as const, 'organisation' as const),
      more: fc.constantFrom(
        {},
        { baseline: true as const },
        { run: { sweepId: 's1', fleetSize: 100_000, checkFrom: 2 } },
      ),
    })
    .map(({ name, id, kind, scopeKind, more, severity, period, ...amounts }) => {
      const scope = aScope(id, { kind: scopeKind, name: displayName({ id, name }) });
      const common = { scope, severity, ...more };
      const ratioPct = Math.floor((Number(amounts.spend) / Number(amounts.limit)) * 100);
      if (kind === 'crossed') return anAlert({ ...common, ...amounts, period, ratioPct });
      if (kind === 'forecast') return aForecastAlert({ ...common, ...amounts, ratioPct });
      if (kind === 'time-to-limit')
        return aTimeToLimitAlert({ ...common, ...amounts, ratioPct: Math.min(99, ratioPct) });
      return aFaultAlert({ ...common, kind, period });
    });
  const notices = fc.subarray<DeliveryNotice>([
    MAILS_FAIL,
    { ...MAILS_FAIL, channel: 'text' },
    { kind: 'texts-may-stop', spentUsd: 9999, limitUsd: 10_000 },
  ]);
  const leftOut = fc.oneof(
    fc.constant({ rationed: 0 }),
    fc.record({
      rationed: fc.integer({ min: 1, max: 25_000 }),
      since: fc.integer({ min: 0, max: 1440 }).map((minutes) => minutesOn(-minutes).toISOString()),
    }),
  );

  test('a text message is one segment with its ref, in full and in short', () => {
    fc.assert(
      fc.property(
        fc.array(oddAlert, { minLength: 1, maxLength: 6 }),
        notices,
        leftOut,
        ([first, ...others], said, rest) => {
          if (!first) return;
          const digest = makeDigest([first, ...others], NOW, { notices: said });
          for (const notification of [digest, inShort(digest), { ...digest, event: 'test' as const }]) {
            const sms = renderSms(notification, rest);
            expectOneSegment(sms);
            expect(sms).toMatch(/^(CRIT|WARN|TEST) emnify: .*\. Ref [0-9a-f]{6}$/);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a digest of 25,000 alerts of every kind is one segment', () => {
    const kinds = [
      (scope: Alert['scope']) => anAlert({ scope, period: '2026-09' }),
      (scope: Alert['scope']) => anAlert({ scope, severity: 'warning', ratioPct: 82, period: '2026-09' }),
      (scope: Alert['scope']) => aForecastAlert({ scope, period: '2026-09' }),
      (scope: Alert['scope']) => aFaultAlert({ scope, period: '2026-09' }),
    ];
    const of = (index: number): Alert => {
      const more = { kind: index % 3 === 0 ? ('group' as const) : ('endpoint' as const) };
      const alert = kinds[index % 4]?.(aScope(`${100_000 + index}`, more)) ?? anAlert();
      return { ...alert, baseline: true };
    };
    const digest = makeDigest([of(0), ...Array.from({ length: 24_999 }, (_, index) => of(index + 1))], NOW, {
      notices: [MAILS_FAIL],
    });
    const sms = renderSms(digest, { rationed: 24_999, since: NOW.toISOString() });
    expectOneSegment(sms);
    expect(sms).toMatch(
      /^CRIT emnify: first check: 6250 over limit, 6250 near it, 6250 heading over it, 6250 not fully checked/,
    );
  });

  test('a test says that it is one', () => {
    expect(renderSms(makeTest(NOW))).toMatch(
      /^TEST emnify: test-device EUR 6\.10 of 5\.00 \(122%\) Oct\. Ref [0-9a-f]{6}$/,
    );
  });
});
