import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert, CrossedAlert } from '../../functions/domain/alert.ts';
import { makeDigest, makeTest } from '../../functions/domain/digest.ts';
import { displayName } from '../../functions/domain/endpoint.ts';
import { type Message, renderMessage } from '../../functions/domain/message.ts';
import { alertsOf, anAlert, aScope, NOW } from '../fakes/samples.ts';

/** GSM 7 bit default alphabet, 3GPP TS 23.038: one septet each. The extension table is left out on purpose. */
const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

function tell(alert: Alert, ...more: Alert[]): Message {
  return renderMessage(makeDigest([alert, ...more], NOW));
}

/** As `scopeOf` takes a name in. */
function named(name: string, id = '166'): CrossedAlert {
  return anAlert({ scope: aScope(id, { name: displayName({ id, name }) }) });
}

function expectDeliverable({ subject, email, sms, json, attributes }: Message): void {
  expect(subject).toMatch(/^\[[\x20-\x7e]{1,98}$/);
  expect(subject).toMatch(/ - emnify cost alert$/);
  expect([...sms].filter((character) => !GSM7.includes(character))).toEqual([]);
  expect(sms.length).toBeLessThanOrEqual(140);
  expect(email).not.toMatch(/[^\P{Cc}\n]/u);
  const bytes =
    Buffer.byteLength(JSON.stringify({ default: json, email, sms })) + Buffer.byteLength(JSON.stringify(attributes));
  expect(bytes).toBeLessThan(262_144);
}

const SAMPLE = `CRITICAL: endpoint tracker-166 is over its monthly cost limit.

  Cost this month   EUR 6.10   (data EUR 5.80, SMS EUR 0.30)
  Limit             EUR 5.00   122 %, EUR 1.10 over
  Crossed now       100 %      (80 % was told 13 Oct 09:00 UTC)
  Month             October 2026 UTC, day 14 of 31
  Last month        EUR 3.90
  Figures as of     14 Oct 2026 13:40 UTC, 20 minutes old
`;

describe('one alert', () => {
  const message = tell(anAlert());

  test('reads like this', () => {
    expectDeliverable(message);
    expect(message.subject).toBe('[CRITICAL] tracker-166: EUR 6.10 of EUR 5.00 (122%), Oct 2026 - emnify cost alert');
    expect(message.email.slice(0, SAMPLE.length)).toBe(SAMPLE);
    expect(message.email).toContain('(endpoint 166, ICCID ...0166)');
    expect(message.email).toMatch(/Next: at 150 %\. This level is told once in October\.\nRef 7f3a9c\n$/);
    expect(message.sms).toBe('CRIT emnify: tracker-166 EUR 6.10 of 5.00 (122%) Oct. Ref 7f3a9c');
    expect(message.attributes).toEqual({ severity: 'critical', event: 'crossed', budget: ['every-device'] });
  });

  test('is exact for machines: decimals as text, percentages as percentages', () => {
    expect(JSON.parse(message.json)).toMatchObject({
      schema: 'emnify-cost-alert/1',
      event: 'crossed',
      dedupKey: 'endpoint/166/2026-10/every-device/total/100/5',
      run: { alerts: 1, critical: 1, warning: 0, omitted: 0 },
      alerts: [
        {
          spend: '6.10483935',
          limit: '5',
          ratioPct: 122,
          currency: 'EUR',
          period: { id: '2026-10', start: '2026-10-01T00:00:00.000Z', end: '2026-11-01T00:00:00.000Z', zone: 'UTC' },
          thresholds: { crossedPct: 100, nextPct: 150, told: [{ thresholdPct: 80 }] },
          figures: { lastUpdated: '2026-10-14T13:40:00.000Z', fetchedAt: '2026-10-14T14:00:00.000Z' },
        },
      ],
    });
  });

  test('as a warning says what is left; on a meter of its own, which one', () => {
    const warning = anAlert({
      severity: 'warning',
      spend: '4.1',
      ratioPct: 82,
      reachedPct: 80,
      told: [],
      meter: 'data',
    });
    const { subject, email } = tell(warning);
    expect(subject).toBe('[WARNING] tracker-166: data cost EUR 4.10 of EUR 5.00 (82%), Oct 2026 - emnify cost alert');
    expect(email).toContain('tracker-166 has used 82 % of its monthly data cost limit.');
    expect(email).toMatch(/Data cost this month {3}EUR 4\.10\n/);
    expect(email).toContain('82 %, EUR 0.90 left');
  });

  test('names the parts so that they add up', () => {
    const parts = { data: '1', sms: '0.1', total: '6.10483935' };
    expect(tell(anAlert({ parts })).email).toContain('(data EUR 1.00, SMS EUR 0.10, other EUR 5.00)');
  });

  test('says what its figures leave out, and that they are late', () => {
    expect(tell(anAlert({ costUnavailable: ['data'] })).email).toContain('data: emnify reports volume without a cost');
    const late = tell(anAlert({ period: '2026-09' }));
    expect([late.subject, late.sms]).toEqual([
      '[CRITICAL] tracker-166: EUR 6.10 of EUR 5.00 (122%), Sep 2026, late - emnify cost alert',
      'CRIT emnify: tracker-166 EUR 6.10 of 5.00 (122%) Sep, late. Ref 7f3a9c',
    ]);
    expect(late.email).toContain('September 2026 UTC, which is over: these charges came late');
  });
});

describe('names and amounts', () => {
  test.each([
    ['emoji', 'pump 🚀👩‍👩‍👧'],
    ['umlauts', 'Kühlcontainer Süd'],
    ['line breaks', 'a\r\nSubject: b\n\n.\n'],
    ['terminal escapes', '\u001b]0;owned\u0007\u001b[2J'],
    ['200 characters', 'x'.repeat(200)],
    ['200 emoji', '🚀'.repeat(200)],
    ['nothing to see', '\u200b\u200e'],
  ])('%s', (_, name) => {
    const message = tell(named(name), named(name, '167'));
    expectDeliverable(message);
    expectDeliverable(tell(named(name)));
    expect(tell(named(name)).subject).toContain(': EUR 6.10 of EUR 5.00 (122%), Oct 2026');
    expect(tell(named(name)).sms).toContain('EUR 6.10 of 5.00 (122%)');
    expect(tell(named(name)).email.split('\n')[0]).toMatch(/^CRITICAL: .* is over its monthly cost limit\.$/u);
  });

  test('whatever they are, every form is deliverable and no amount is cut', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 11n });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), cents, (name, amount) => {
        const spend = `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
        const alert = { ...named(name), spend, parts: { data: spend, sms: '0', total: spend } };
        const message = tell(alert);
        expectDeliverable(message);
        expect(message.subject).toContain(`EUR ${spend} of EUR 5.00`);
        expect(message.sms).toContain(`EUR ${spend} of 5.00`);
        expectDeliverable(tell(alert, ...alertsOf(3)));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a digest', () => {
  const near = anAlert({
    severity: 'warning',
    spend: '4.1',
    ratioPct: 82,
    reachedPct: 80,
    scope: aScope('7', { name: 'near-7' }),
  });

  test('counts, lists the most urgent first, and names the top three on the phone', () => {
    const far = anAlert({ spend: '50', ratioPct: 1000, reachedPct: 1000, scope: aScope('9', { name: 'far-9' }) });
    const message = tell(near, anAlert(), far);
    expectDeliverable(message);
    expect(message.subject).toBe('[CRITICAL] 2 endpoints over limit, 1 near it, Oct 2026 - emnify cost alert');
    expect(message.email).toMatch(/^CRITICAL: 2 endpoints are over their monthly cost limit, 1 is near it\.\n/);
    expect(message.email).toMatch(/far-9 .*\n.*tracker-166 .*\n.*near-7 /);
    expect(message.sms).toMatch(
      /^CRIT emnify: 2 over limit, 1 near it, Oct; far-9 EUR 50\.00 \(1000%\); tracker-166 EUR 6\.10 \(122%\); near-7 EUR 4\.10 \(82%\)\. Ref [0-9a-f]{6}$/,
    );
    expect(message.attributes).toMatchObject({ event: 'digest', severity: 'critical' });
  });

  test('of warnings alone is a warning', () => {
    const others = alertsOf(1, () => ({ severity: 'warning', reachedPct: 80, ratioPct: 85 }));
    expect(tell(near, ...others).subject).toMatch(/^\[WARNING\] 2 endpoints near limit, /);
    expect(tell(near, ...others).email).toMatch(/^WARNING: 2 endpoints are near their monthly cost limit\.\n/);
  });

  test('counts a device once that broke two budgets', () => {
    const texts = anAlert({ budget: 'texts', meter: 'sms', severity: 'warning', reachedPct: 80, ratioPct: 90 });
    const message = tell(anAlert(), texts);
    expect(message.subject).toContain('1 endpoint over limit, Oct 2026');
    expect(message.attributes.budget).toEqual(['every-device', 'texts']);
    expect(JSON.parse(message.json).alerts).toHaveLength(2);
  });

  test('of several thresholds of one budget tells the highest, and what it went past', () => {
    const [alert] = makeDigest(
      [anAlert({ reachedPct: 80, severity: 'warning' }), anAlert(), anAlert({ reachedPct: 150 })],
      NOW,
    ).alerts;
    expect(alert).toMatchObject({ reachedPct: 150, passedPct: [80, 100] });
  });

  test.each([250, 5000])('of %d devices is one message that SNS takes, and says what it left out', (count) => {
    const [first = near, ...others] = alertsOf(count, (index) => ({
      scope: aScope(`${index}`, { name: `Gerät ${index} ${'ü'.repeat(120)}` }),
    }));
    const message = tell(first, ...others);
    expectDeliverable(message);
    const { run, alerts } = JSON.parse(message.json);
    expect([run.alerts, run.omitted]).toEqual([count, count - alerts.length]);
    expect(message.subject).toContain(`${count} endpoints over limit`);
    expect(message.email).toContain(`and ${count - 100} more`);
  });
});

describe('a test', () => {
  test('says so wherever it is read', () => {
    const message = renderMessage(makeTest(NOW));
    expectDeliverable(message);
    expect(message.subject).toMatch(/^\[TEST\] /);
    expect(message.email).toMatch(/^THIS IS A TEST/);
    expect(message.sms).toMatch(/^TEST emnify: /);
    expect(JSON.parse(message.json)).toMatchObject({ event: 'test' });
    expect(message.attributes).toMatchObject({ event: 'test', severity: 'critical' });
  });
});
