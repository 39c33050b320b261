import { describe, expect, test } from '@jest/globals';
import { Big } from 'big.js';
import * as fc from 'fast-check';
import type { Alert, Claim } from '../../../../functions/domain/judging/alert.ts';
import { makeDigest } from '../../../../functions/domain/messages/digest.ts';
import { renderEmail } from '../../../../functions/domain/messages/render-email.ts';
import { anAlert, aScope, minutesOn, NOW, traffic } from '../../../fakes/samples.ts';
import { crossed, messagesAbout } from '../../../fixtures/crossed.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

const mail = (alert: Alert): string => messagesAbout(alert).email;
const row = (text: string, label: string): string | undefined =>
  new RegExp(`^ {2}${label} {2,}(.*)$`, 'm').exec(text)?.[1];
const headline = (text: string): string => text.split('\n')[0] ?? '';

describe('names in a mail', () => {
  test.each(HOSTILE_NAMES)('%s: no control characters, no line of its own', (_, name) => {
    const single = mail(crossed({ endpoint: { name } }));
    const digest = messagesAbout(
      crossed({ endpoint: { name } }),
      anAlert({ scope: aScope('7', { name: 'seven' }) }),
    ).email;
    for (const text of [single, digest]) {
      expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      expect(text.isWellFormed()).toBe(true);
      expect(text.split('\n').filter((line) => /everyone@/.test(line) && /^Bcc/.test(line))).toEqual([]);
    }
    expect(headline(single)).toMatch(/^CRITICAL: endpoint .*\S is over its monthly cost limit\.$/u);
    expect(single.split('\n')).toHaveLength(mail(crossed()).split('\n').length);
  });

  test('a device without a name is its id, said once', () => {
    expect(headline(mail(crossed({ endpoint: { name: '' } })))).toBe(
      'CRITICAL: endpoint 166 is over its monthly cost limit.',
    );
  });

  test('a traffic type of emnify that we do not know breaks no line either', () => {
    const text = mail(crossed({ more: [traffic('sat\u001b[2J\ngeo', undefined)] }));
    expect(row(text, 'Not included')).toBe('sat [2J geo: emnify reports volume without a cost');
  });
});

describe('figures', () => {
  test('add up as they are printed: parts to the cost, limit and distance to the cost', () => {
    const amount = fc.bigInt({ min: 0n, max: 200_000n }).map((tenths) => new Big(String(tenths)).div(10_000).toFixed());
    const limit = fc.constantFrom('5', '0.01', '7.5', '0.005', '12.3456');
    fc.assert(
      fc.property(amount, amount, amount, limit, (data, sms, other, of) => {
        const total = new Big(data).plus(sms).plus(other);
        fc.pre(total.gte(new Big(of).times('0.8')));
        const more = [traffic('sms', sms, { volume: '0' }), traffic('sat_geo_data', other, { volume: '0' })];
        const text = mail(crossed({ data, more, budget: { limit: of } }));

        const [cost = '', ...parts] = row(text, 'Cost this month')?.match(/\d+\.\d+/g) ?? [];
        expect(parts.reduce((left, part) => left.minus(part), new Big(cost)).toFixed()).toBe('0');
        expect(row(text, 'Cost this month')).not.toContain('-');
        const [printedLimit = '', distance = ''] = row(text, 'Limit')?.match(/\d+\.\d+/g) ?? [];
        expect(new Big(cost).minus(printedLimit).abs().eq(distance)).toBe(true);
        expect(row(text, 'Limit')?.endsWith(total.gte(of) ? ' over' : ' left')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['2.995', '0.005', '(data EUR 2.99, SMS EUR 0.01)', { limit: 3 }],
    ['5.805', '0.295', '(data EUR 5.81, SMS EUR 0.29)', {}],
    ['4.9999', '0', '(data EUR 4.99, SMS EUR 0.00)', {}],
  ])('data %s and SMS %s are %s', (data, sms, parts, budget) => {
    const text = mail(crossed({ data, more: [traffic('sms', sms, { volume: '0' })], budget }));
    expect(row(text, 'Cost this month')?.endsWith(parts)).toBe(true);
  });

  test('just below the limit is not written as the limit', () => {
    const text = mail(crossed({ data: '4.9999999999' }));
    expect(headline(text)).toBe('WARNING: endpoint tracker-166 has used 99 % of its monthly cost limit.');
    expect(row(text, 'Cost this month')).toMatch(/^EUR 4\.99 /);
    expect(row(text, 'Limit')).toBe('EUR 5.00   99 %, EUR 0.01 left');
  });

  test('at the limit it has been reached, above it one is over', () => {
    expect(headline(mail(crossed({ data: '5' })))).toContain('has reached its monthly cost limit');
    expect(row(mail(crossed({ data: '5' })), 'Limit')).toBe('EUR 5.00   100 %, EUR 0.00 over');
    expect(headline(mail(crossed({ data: '5.05' })))).toContain('is over its monthly cost limit');
  });

  test('a limit below a cent is written in full', () => {
    const text = mail(crossed({ data: '0.0084', budget: { limit: '0.005' } }));
    expect(row(text, 'Cost this month')).toBe('EUR 0.008   (data EUR 0.008, SMS EUR 0.000)');
    expect(row(text, 'Limit')).toBe('EUR 0.005   168 %, EUR 0.003 over');
  });

  test('another currency is named, not added', () => {
    const dollars = traffic('sms', undefined, { cost: { amount: '9', currency: 'USD' } });
    const text = mail(crossed({ more: [dollars] }));
    expect(row(text, 'Not included')).toBe('USD 9.00: the limit is in EUR');
    expect(row(text, 'Cost this month')).toMatch(/^EUR 6\.10 /);
    expect(
      messagesAbout(crossed({ more: [dollars] }), anAlert({ scope: aScope('7', { name: 'seven' }) })).email,
    ).toMatch(/seven: .*\n.*"every-device".*\n.*tracker-166: .*\n.*"every-device", not all costs known\n/);
  });
});

describe('what was sent before and what was passed', () => {
  const claim: Claim = { kind: 'crossed', budget: 'every-device', meter: 'total', limit: '5', thresholdPct: 80 };
  const sent = { ...claim, sentAt: '2026-10-13T09:00:00.000Z' };

  test.each([
    ['4.1', [], '80 %'],
    ['5.2', [sent], '100 %      (80 % alert sent 13 Oct 09:00 UTC)'],
    ['5.2', [claim], '100 %'],
    ['5.2', [], '100 %      (went past 80 %)'],
    ['10', [sent], '200 %      (80 % alert sent 13 Oct 09:00 UTC; went past 100 %, 150 %)'],
    ['250', [], '5000 %      (went past 80 %, 100 %, 150 % and more)'],
  ])('at %s after %j: %s', (data, claims, line) => {
    expect(row(mail(crossed({ data, claims })), 'Crossed now')).toBe(line);
  });
});

describe('time', () => {
  const asOf = (minutes: number, lastUpdated?: string): string | undefined => {
    const alert = anAlert({ figures: { fetchedAt: NOW.toISOString(), ...(lastUpdated && { lastUpdated }) } });
    return row(renderEmail(makeDigest([alert], minutesOn(minutes))), 'Figures as of');
  };

  test.each([
    [-5, 'less than a minute old'],
    [0, 'less than a minute old'],
    [1, '1 minute old'],
    [2, '2 minutes old'],
    [119, '119 minutes old'],
    [120, '2 hours old'],
    [47 * 60, '47 hours old'],
    [48 * 60, '2 days old'],
    [10 * 24 * 60, '10 days old'],
  ])('figures of %d minutes ago are %s', (minutes, age) => {
    expect(asOf(minutes, NOW.toISOString())).toBe(`14 Oct 2026 14:00 UTC, ${age}`);
  });

  test('the age of our own question is not sold as the age of the figures', () => {
    expect(asOf(3)).toBe('unknown (emnify gives no usable time; checked 14 Oct 2026 14:00 UTC)');
  });

  test.each([
    ['9999-12-31T00:00:00.000Z', '31 Dec 9999 00:00 UTC'],
    ['2026-10-17T14:00:00.000Z', '17 Oct 2026 14:00 UTC'],
    ['2026-10-14T14:06:00.000Z', '14 Oct 2026 14:06 UTC'],
  ])('figures of %s are in the future, and not new', (lastUpdated, moment) => {
    expect(asOf(0, lastUpdated)).toBe(`${moment}, in the future (checked 14 Oct 2026 14:00 UTC)`);
  });

  test.each([
    ['2026-02', '2026-02-28T23:59:00.000Z', 'February 2026 UTC, day 28 of 28'],
    ['2028-02', '2028-02-29T12:00:00.000Z', 'February 2028 UTC, day 29 of 29'],
    ['2026-10', '2026-10-01T00:00:00.000Z', 'October 2026 UTC, day 1 of 31'],
    ['2026-12', '2027-01-01T00:00:00.000Z', 'December 2026 UTC, which is over: these charges came late'],
  ])('%s at %s', (period, fetchedAt, line) => {
    const text = mail(anAlert({ period, figures: { fetchedAt } }));
    expect(row(text, 'Month')).toBe(line);
  });

  test('a digest has the age of its oldest figures', () => {
    const old = anAlert({
      scope: aScope('7', { name: 'seven' }),
      figures: { lastUpdated: '2026-10-12T14:00:00.000Z', fetchedAt: NOW.toISOString() },
    });
    expect(row(messagesAbout(anAlert(), old).email, 'Oldest figures')).toBe('12 Oct 2026 14:00 UTC, 2 days old');
  });
});

test('a mail says what to do, with the number to search for, and why it came', () => {
  const alert = crossed({ endpoint: { iccid: '8988303000000006738593' } });
  const text = mail(alert);
  expect(text).toContain('(endpoint 166, ICCID ...8593)');
  expect(text).not.toContain('8988303000000006738593');
  expect(text).toMatch(/^What to do\n {2}1\. .*\n {2}2\. Expected\? .*\n {2}3\. Not expected\? .*$/m);
  expect(
    text.endsWith(
      `\nBudget "every-device". Next: at 150 %. You are alerted once per level per month.\nRef ${alert.ref}\n`,
    ),
  ).toBe(true);
});

test('a digest lists meter, amount, limit and level of each, and the device by number', () => {
  const texts = crossed({
    data: '0',
    more: [traffic('sms', '0.9')],
    budget: { name: 'texts', meter: 'sms', limit: 1 },
  });
  expect(messagesAbout(crossed({ endpoint: { id: '7' } }), texts).email).toContain(`
  tracker-166 7: EUR 6.10 of 5.00 (122 %), crossed 100 %
    endpoint 7, budget "every-device"
  tracker-166 166: SMS cost EUR 0.90 of 1.00 (90 %), crossed 80 %
    endpoint 166, budget "texts"
`);
});
