import { describe, expect, test } from '@jest/globals';
import { recordSweepStart } from '../../../functions/discover/record-sweep-start.ts';
import { fakeObservers } from '../../fakes/observers.ts';

const start = { sweepId: '2026-10-14T14:00:00.000Z', listed: 5, queued: 5, unreadable: 0, missing: 0 };

describe('the start of a sweep', () => {
  test('is counted and said', () => {
    const observers = fakeObservers();
    recordSweepStart(start, observers);
    expect(observers.facts.counts).toEqual({ asked: 5 });
    expect(observers.facts.takeNotes(start.sweepId)).toEqual({ listed: { at: start.sweepId } });
    expect(observers.lines).toEqual([{ level: 'info', message: 'list refreshed', details: { sweep: start } }]);
  });

  test.each([{ unreadable: 1 }, { missing: 2 }])('is a warning with %j', (gap) => {
    const observers = fakeObservers();
    recordSweepStart({ ...start, ...gap }, observers);
    expect(observers.lines).toMatchObject([
      { level: 'warn', message: 'list refreshed without a part of the fleet', details: { sweep: gap } },
    ]);
  });
});
