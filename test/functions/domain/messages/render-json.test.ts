import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { FAULT_KINDS } from '../../../../functions/domain/costs/data-fault.ts';
import { displayName } from '../../../../functions/domain/costs/endpoint.ts';
import type { Alert } from '../../../../functions/domain/judging/alert.ts';
import { makeDigest, type Notification } from '../../../../functions/domain/messages/digest.ts';
import { partsThatFit, renderJson } from '../../../../functions/domain/messages/render-json.ts';
import { bounded, boundedKey, boundedTags } from '../../../../functions/emnify/bounded.ts';
import {
  aFaultAlert,
  aForecastAlert,
  alertsOf,
  anAlert,
  aScope,
  aTimeToLimitAlert,
  NOW,
  traffic,
} from '../../../fakes/samples.ts';
import { anyText } from '../../../fixtures/arbitrary/text.ts';
import { crossed, messagesAbout } from '../../../fixtures/crossed.ts';
import { documentIn } from '../../../fixtures/documents.ts';
import { HOSTILE_NAMES } from '../../../fixtures/names.ts';

const DECIMAL = /^-?\d+(\.\d+)?$/;
const documentOf = (...alerts: Parameters<typeof messagesAbout>) => documentIn(messagesAbout(...alerts).json);

describe('the document for machines', () => {
  test.each(HOSTILE_NAMES)('parses and says what it is, with %s', (_, name) => {
    const alert = crossed({ endpoint: { name } });
    const document = documentOf(alert);
    expect(document).toMatchObject({ schema: 'emnify-cost-alert/1', event: 'crossed', dedupKey: alert.dedupKey });
    const { kind: _kind, ...endpoint } = alert.scope;
    expect(document.alerts[0].endpoint).toEqual({ ...endpoint, tags: ['truck'] });
  });

  test('has the tags of an endpoint as its owner wrote them', () => {
    const tags = ['Köln', 'cost-limit=7.50', ' <b>'];
    const [ofEndpoint, ofGroup] = documentOf(
      crossed({ endpoint: { tags } }),
      anAlert({ scope: aScope('cameras', { kind: 'group', name: 'cameras' }), severity: 'warning' }),
    ).alerts;
    expect(ofEndpoint.endpoint).toEqual({ id: '166', name: 'tracker-166', tags });
    expect(ofGroup.group).toEqual({ id: 'cameras', name: 'cameras' });
  });

  test('says nothing of tags where an alert of an earlier version does not know them', () => {
    const { tags: _, ...stored } = crossed();
    expect(documentOf(stored).alerts[0].endpoint).toEqual({ id: '166', name: 'tracker-166' });
  });

  test('has amounts as exact decimal text, and percentages as percentages', () => {
    const dollars = traffic('sat_geo_sms', undefined, { cost: { amount: '0.0000000001', currency: 'USD' } });
    const [alert] = documentOf(
      crossed({ data: '123456789.1234567891', more: [traffic('sms', '0.1'), dollars], budget: { limit: '0.01' } }),
    ).alerts;
    expect(alert).toMatchObject({
      spend: '123456789.2234567891',
      limit: '0.01',
      parts: { data: '123456789.1234567891', sms: '0.1', total: '123456789.2234567891' },
      otherCurrencies: [{ amount: '0.0000000001', currency: 'USD' }],
      ratioPct: 1_234_567_892_234,
      thresholds: { crossedPct: 1_000_000_000_000, nextPct: 2_000_000_000_000 },
    });
    for (const amount of [alert.spend, alert.limit, ...Object.values(alert.parts)]) expect(amount).toMatch(DECIMAL);
  });

  test('has where an endpoint is, as far as that is known', () => {
    const [known, unknown] = documentOf(
      anAlert({ where: { country: 'Germany' } }),
      anAlert({ scope: aScope('7') }),
    ).alerts;
    expect(known.where).toEqual({ country: 'Germany' });
    expect(unknown).not.toHaveProperty('where');
  });

  test('never says a ratio as a fraction', () => {
    const [alert] = documentOf(crossed({ data: '4.9999999999' })).alerts;
    expect([alert.ratioPct, alert.thresholds.crossedPct, alert.thresholds.nextPct]).toEqual([99, 80, 100]);
  });

  test('has the borders of the month in UTC, in February of a leap year, too', () => {
    expect(documentOf(anAlert({ period: '2028-02' })).alerts[0].period).toEqual({
      id: '2028-02',
      start: '2028-02-01T00:00:00.000Z',
      end: '2028-03-01T00:00:00.000Z',
      zone: 'UTC',
    });
  });

  test('of a digest has a key of its own, and each alert has its own as well', () => {
    const [a = anAlert(), b = anAlert()] = alertsOf(2);
    const document = documentOf(a, b);
    expect(document.dedupKey).toBe(`digest/${document.notificationId}`);
    expect(document.alerts.map(({ dedupKey }: { dedupKey: string }) => dedupKey)).toEqual([a.dedupKey, b.dedupKey]);
    expect(document.run).toEqual({ alerts: 2, critical: 2, warning: 0, muted: 0, from: 1, to: 2, detail: 'full' });
  });
});

/** A notification of so many alerts, the first of them critical. */
function digestOf(count: number): Notification {
  const [first = anAlert(), ...others] = alertsOf(count, (index) =>
    index % 3 === 0 ? {} : { severity: 'warning', reachedPct: 80, ratioPct: 90 },
  );
  return makeDigest([first, ...others], NOW, { muted: 7 });
}

function partOf(notification: Notification, from: number, to: number): Notification {
  const [first = anAlert(), ...others] = notification.alerts.slice(from, to);
  return { ...notification, alerts: [first, ...others] };
}

describe('a document with a part of the alerts', () => {
  const whole = digestOf(9);
  const document = (from: number, to: number, form: 'full' | 'short' = 'full') =>
    documentIn(renderJson(partOf(whole, from, to), { from, count: 9, form }));

  test('says which of how many it has, counted from 1, and counts its own by severity', () => {
    expect(document(0, 2).run).toEqual({
      alerts: 9,
      critical: 2,
      warning: 0,
      muted: 7,
      from: 1,
      to: 2,
      detail: 'full',
    });
    expect(document(2, 5).run).toMatchObject({ alerts: 9, critical: 1, warning: 2, from: 3, to: 5 });
    expect(document(8, 9, 'short').run).toMatchObject({ critical: 0, warning: 1, from: 9, to: 9, detail: 'short' });
  });

  test('has a key of its own, and shares ref and moment with the others', () => {
    const { notificationId } = whole;
    const parts = [document(0, 4), document(4, 8), document(8, 9)];
    expect(parts.map(({ dedupKey }) => dedupKey)).toEqual([
      `digest/${notificationId}/1-4`,
      `digest/${notificationId}/5-8`,
      `digest/${notificationId}/9-9`,
    ]);
    expect(document(0, 9).dedupKey).toBe(`digest/${notificationId}`);
    for (const part of parts) {
      expect(part).toMatchObject({ schema: 'emnify-cost-alert/1', event: 'digest', notificationId });
      expect(part.composedAt).toBe(NOW.toISOString());
    }
  });

  test('that is the only alert has the key of that alert', () => {
    const single = makeDigest([anAlert()], NOW);
    expect(documentIn(renderJson(single, { from: 0, count: 1, form: 'short' })).dedupKey).toBe(anAlert().dedupKey);
  });
});

/** As many and as long as tags are kept, of characters that JSON writes with six bytes each. */
const LONGEST_TAGS = boundedTags(
  Array.from({ length: 3_000 }, (_, nth) => String.fromCharCode(0xd800 + (nth % 2_000))),
  '',
);

/** In bytes: what the alerts of one document may be, and the brackets around them. */
const MOST = 200_000;
const BRACKETS = 2;
/** All of a document that is not its alerts. */
const LARGEST_HEAD = 1_000;

describe('the parts of a list', () => {
  test('of what fits into one document are one', () => {
    expect(partsThatFit(alertsOf(1))).toEqual([{ from: 0, to: 1 }]);
    expect(partsThatFit(alertsOf(200))).toEqual([{ from: 0, to: 200 }]);
  });

  test('are more where it does not fit, and the first alert of a part would not have fitted into the one before', () => {
    const alerts = alertsOf(1_000);
    const parts = partsThatFit(alerts);
    expect(parts.length).toBeGreaterThan(2);
    expectParts(alerts);
  });

  test('have an alert that is too large for itself in a part of its own', () => {
    const large = anAlert({ reason: 'x'.repeat(MOST) });
    const [a = large, b = large, c = large] = alertsOf(3);
    expect(partsThatFit([a, large, b, c])).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 2, to: 4 },
    ]);
    expect(partsThatFit([large, a])).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ]);
    expect(partsThatFit([a, large]).at(-1)).toEqual({ from: 1, to: 2 });
  });

  test('of odd alerts in any number have all of them once, in order, each in a document that SNS takes', () => {
    const few = fc.array(anyText.map(boundedKey), { maxLength: 10 });
    const oddAlert: fc.Arbitrary<Alert> = fc
      .record({
        name: anyText.map(bounded),
        iccid: anyText.map(bounded),
        tags: fc.oneof(
          anyText.map((joined) => boundedTags([], joined)),
          fc.constantFrom(LONGEST_TAGS, undefined),
        ),
        reason: anyText,
        costUnavailable: few,
        currencies: few,
        unseen: few,
        kind: fc.constantFrom('crossed', 'forecast', 'time-to-limit', ...FAULT_KINDS),
        passedPct: fc.array(fc.integer({ min: 1, max: 10 ** 9 }), { maxLength: 200 }),
      })
      .map(({ name, iccid, tags, reason, costUnavailable, currencies, unseen, kind, passedPct }) => {
        const scope = aScope('166', { name: displayName({ id: '166', name }), iccid });
        const otherCurrencies = currencies.map((currency) => ({ currency, amount: '123456789.1234567891' }));
        const amounts = {
          costUnavailable,
          ...(otherCurrencies.length > 0 && { otherCurrencies }),
          coverage: { endpoints: 12, unseen },
        };
        if (kind === 'crossed') return anAlert({ scope, tags, reason, passedPct, ...amounts });
        if (kind === 'forecast') return aForecastAlert({ scope, tags, reason, ...amounts });
        if (kind === 'time-to-limit') return aTimeToLimitAlert({ scope, tags, reason, ...amounts });
        return aFaultAlert({ scope, tags, reason, kind });
      });
    const runs = fc.array(fc.tuple(oddAlert, fc.integer({ min: 1, max: 300 })), { minLength: 1, maxLength: 4 });
    let parts = 0;
    fc.assert(
      fc.property(runs, (all) => {
        parts += expectParts(all.flatMap(([alert, times]) => Array.from({ length: times }, () => alert)));
      }),
      { numRuns: 60 },
    );
    // Not all of them small enough for one.
    expect(parts).toBeGreaterThan(100);
  });
});

/** @returns how many parts there are */
function expectParts(alerts: Alert[]): number {
  const [first = anAlert(), ...others] = alerts;
  const whole: Notification = { ...makeDigest([anAlert()], NOW), event: 'digest', alerts: [first, ...others] };
  const parts = partsThatFit(alerts);
  const documents = parts.map(({ from, to }) =>
    renderJson(partOf(whole, from, to), { from, count: alerts.length, form: 'full' }),
  );
  const read = documents.map(documentIn);
  const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

  expect(parts.map(({ from }) => from)).toEqual([0, ...parts.slice(0, -1).map(({ to }) => to)]);
  expect(parts.at(-1)?.to).toBe(alerts.length);
  expect(parts.filter(({ from, to }) => from >= to)).toEqual([]);
  const keys = read.flatMap((document) => document.alerts.map(({ dedupKey }: Alert) => dedupKey));
  expect(keys).toEqual(alerts.map(({ dedupKey }) => dedupKey));
  for (const [index, document] of read.entries()) {
    expect(bytes(document.alerts)).toBeLessThanOrEqual(MOST + BRACKETS);
    expect(Buffer.byteLength(documents[index] ?? '')).toBeLessThanOrEqual(MOST + BRACKETS + LARGEST_HEAD);
    const next = read[index + 1]?.alerts[0];
    if (next) expect(bytes([...document.alerts, next])).toBeGreaterThan(MOST);
  }
  return parts.length;
}
