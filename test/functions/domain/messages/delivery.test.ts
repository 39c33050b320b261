import { describe, expect, test } from '@jest/globals';
import { byUrgency, type Delivery, isOver, pauseMs } from '../../../../functions/domain/messages/delivery.ts';
import { minutesOn, NOW } from '../../../fakes/samples.ts';

const MINUTE_MS = 60_000;

test('the pause doubles with each failure in a row, from a minute to an hour', () => {
  const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 50, 5_000].map((failures) => pauseMs(failures) / MINUTE_MS);
  expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
});

describe('a pause', () => {
  test('is over after its moment and not at it, so that a round of a minute begins one later', () => {
    const notBefore = NOW.toISOString();
    const moments = [-1, 0, 1].map((ms) => new Date(NOW.getTime() + ms));
    expect(moments.map((moment) => isOver(notBefore, moment))).toEqual([false, false, true]);
  });

  test('that never began is over', () => {
    expect(isOver(undefined, NOW)).toBe(true);
  });

  test('lets ten minutes of lost answers make four copies in all, with the one that is answered', () => {
    const copies: number[] = [];
    let notBefore: string | undefined;
    for (let minute = 0; minute <= 10; minute++) {
      const now = minutesOn(minute);
      if (!isOver(notBefore, now)) continue;
      copies.push(minute);
      notBefore = new Date(now.getTime() + pauseMs(copies.length)).toISOString();
    }
    expect(copies).toEqual([0, 2, 5, 10]);
  });
});

describe('what is tried first', () => {
  interface Given {
    tries?: number;
    severity?: 'info' | 'warning' | 'critical';
    at?: number;
    from?: number;
  }
  const delivery = ({ tries = 0, severity = 'critical', at = 0, from = 0 }: Given): Delivery => ({
    channel: 'event',
    form: 'full',
    from,
    to: from + 1,
    tries,
    notification: `${minutesOn(at).toISOString()}#7f3a9c`,
    message: { body: '{}', attributes: { severity, event: 'digest', budget: [], notification: '7f3a9c' } },
  });
  const order = (...given: Given[]): Given[] => {
    const deliveries = given.map((one) => ({ one, ...delivery(one) }));
    return deliveries.sort(byUrgency).map(({ one }) => one);
  };

  test('is the least tried, however urgent the others are: no message blocks its channel', () => {
    const [never, once, often] = [
      { severity: 'info', at: 9 } as const,
      { tries: 1, severity: 'warning' } as const,
      { tries: 4 },
    ];
    expect(order(often, once, never)).toEqual([never, once, often]);
    expect(order(never, once, often)).toEqual([never, once, often]);
  });

  test('then the most severe, and a report last', () => {
    const [critical, warning, report] = (['critical', 'warning', 'info'] as const).map((severity, index) => ({
      severity,
      at: 3 - index,
    }));
    expect(order(report ?? {}, warning ?? {}, critical ?? {})).toEqual([critical, warning, report]);
  });

  test('then the oldest, then by the place in the list', () => {
    const given = [
      { at: 0, from: 0 },
      { at: 0, from: 40 },
      { at: 0, from: 300 },
      { at: 1, from: 0 },
      { at: 90, from: 7 },
    ];
    expect(order(...given.toReversed())).toEqual(given);
    expect(byUrgency(delivery({}), delivery({}))).toBe(0);
  });
});
