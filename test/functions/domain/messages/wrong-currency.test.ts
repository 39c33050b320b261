import { describe, expect, test } from '@jest/globals';
import type { Alert, FaultAlert } from '../../../../functions/domain/judging/alert.ts';
import { wrongCurrencyIn } from '../../../../functions/domain/messages/wrong-currency.ts';
import { aFaultAlert, anAlert, aScope } from '../../../fakes/samples.ts';
import { messagesAbout } from '../../../fixtures/crossed.ts';

/** Endpoints billed in EUR, while the budgets say GBP. */
function mismatches(count: number, more: Partial<FaultAlert> = {}): FaultAlert[] {
  return Array.from({ length: count }, (_, index) =>
    aFaultAlert({
      kind: 'currency-mismatch',
      currency: 'GBP',
      scope: aScope(`${100 + index}`),
      reason: 'EUR 6.00 cannot be compared with a limit in GBP',
      otherCurrencies: [{ currency: 'EUR', amount: '6' }],
      ...more,
    }),
  );
}

const found = (alerts: Alert[]) => wrongCurrencyIn({ alerts: alerts as [Alert, ...Alert[]] });
const inFleetOf = (fleetSize: number) => ({ run: { sweepId: 's1', fleetSize } });

describe('a wrong currency', () => {
  test('is found where most alerts say the same', () => {
    const others = [anAlert({ scope: aScope('1') }), anAlert({ scope: aScope('2') })];
    expect(found(mismatches(3))).toMatchObject({ costs: 'EUR', budgets: 'GBP', others: [] });
    expect(found([...mismatches(3), ...others])?.others).toEqual(others);
    expect(found([...mismatches(3), ...others, anAlert({ scope: aScope('3') })])).toBeUndefined();
  });

  test.each<[string, FaultAlert[]]>([
    ['two devices', mismatches(2)],
    ['a few devices of a large fleet', mismatches(4, inFleetOf(1000))],
    [
      'several currencies at one device',
      mismatches(4, {
        otherCurrencies: [
          { currency: 'EUR', amount: '1' },
          { currency: 'USD', amount: '1' },
        ],
      }),
    ],
    ['a currency that is no code', mismatches(4, { otherCurrencies: [{ currency: 'euros', amount: '1' }] })],
    ['alerts of an earlier version', mismatches(4, { otherCurrencies: undefined })],
    ['other faults', mismatches(4, { kind: 'stale' })],
  ])('is not found in %s', (_, alerts) => {
    expect(found(alerts)).toBeUndefined();
  });

  test('is found in a tenth of a fleet, as a sweep is told in parts', () => {
    expect(found(mismatches(100, inFleetOf(1000)))?.alerts).toHaveLength(100);
  });
});

describe('what is said of it', () => {
  const [first, ...others] = mismatches(52);
  if (!first) throw new Error('there are 52');

  test('is one sentence, and no list', () => {
    const { subject, email, sms, json } = messagesAbout(first, ...others);
    expect(subject).toBe('[WARNING] Wrong currency: costs in EUR, budgets in GBP, Oct 2026 - emnify cost alert');
    expect(email.split('\n')[0]).toBe('WARNING: All costs are in EUR, your budgets say GBP: write currency: EUR.');
    expect(email).toContain('\n  Found at 52 endpoints, such as tracker-100, tracker-101, tracker-102\n');
    expect(email).toContain(
      '1. Write currency: EUR in budgets.yaml, check that the limits are meant in it, and deploy.',
    );
    expect(email).not.toMatch(/Disable|tracker-103/);
    expect(sms).toMatch(
      /^WARN emnify: all costs are in EUR, budgets say GBP: write currency: EUR in budgets\.yaml\. Ref \w+$/,
    );
    expect(JSON.parse(json).alerts).toHaveLength(52);
    expect(JSON.parse(json).alerts[0].otherCurrencies).toEqual([{ currency: 'EUR', amount: '6' }]);
  });

  test('stands beside a list of the others', () => {
    const { subject, email, sms } = messagesAbout(anAlert(), first, ...others);
    expect(sms).toMatch(/, Oct; tracker-166 EUR 6\.10 \(122%\); write currency: EUR\. Ref/);
    expect(subject).toMatch(/^\[CRITICAL\] tracker-166 122% and 52 more; /);
    expect(email).toContain('\n\nMost costs are in EUR, your budgets say GBP: write currency: EUR.\n\n');
    expect(email).toMatch(/\n {2}tracker-166: .*\n {4}endpoint 166, .*\n {4}80 % sent .*\n\n/);
    expect(email).toMatch(/What to do about the currency\n.*\n\nWhat to do about devices\n/);
  });
});
