import { describe, expect, test } from '@jest/globals';
import type { Observations } from '../../../../functions/domain/watchdog/observations.ts';
import { allWell, WatchRuns, withNote } from '../../../fakes/watched.ts';

const refused = (minutes: number) => withNote(minutes, 'discover', 'tokenRefused');
const refusedBudgets = (minutes: number) => withNote(minutes, 'aggregate', 'budgetsRefused');
/** A critical condition that is over as soon as it is no longer seen. */
const failingMails = (minutes: number): Observations => ({
  ...allWell(minutes),
  outbox: {
    value: { failing: [{ channel: 'mail', failures: 2, since: '2026-10-14T13:00:00.000Z', reason: 'NotFound' }] },
  },
});
/** One that is not critical. */
const noSubscription = (minutes: number): Observations => ({
  ...allWell(minutes),
  subscriptions: { value: ['no confirmed subscription at all'] },
});

test('a fleet that is well is silent', () => {
  expect(new WatchRuns().runs(4 * 24 * 3)).toEqual([]);
});

describe('a condition', () => {
  test('that is critical begins at once, and ends with one word after two good runs', () => {
    const watchdog = new WatchRuns();
    expect(watchdog.runs(3, failingMails)).toEqual([
      { minutes: 0, kind: 'news', begun: [['Channel fails']], still: [], ended: [] },
    ]);
    expect(watchdog.runs(8)).toEqual([{ minutes: 60, kind: 'news', begun: [], still: [], ended: ['Channel fails'] }]);
  });

  test('that is not critical begins when it holds in two runs', () => {
    const watchdog = new WatchRuns();
    expect(watchdog.runs(3, noSubscription)).toMatchObject([{ minutes: 15, begun: [['Subscriptions']] }]);
  });

  test('that is not critical, and held in one run only, is never named', () => {
    const watchdog = new WatchRuns();
    for (let times = 0; times < 4; times++) {
      expect([...watchdog.runs(1, noSubscription), ...watchdog.runs(1)]).toEqual([]);
    }
  });

  test('goes on while one good run is between two bad ones', () => {
    const watchdog = new WatchRuns();
    watchdog.run(failingMails);
    expect([...watchdog.runs(1), ...watchdog.runs(1, failingMails), ...watchdog.runs(1)]).toEqual([]);
  });

  test('is as it was while it cannot be judged', () => {
    const watchdog = new WatchRuns();
    watchdog.run(failingMails);
    const blind = (minutes: number): Observations => ({ ...allWell(minutes), outbox: { unknown: 'AccessDenied' } });
    const said = watchdog.runs(4, blind);
    expect(said).toMatchObject([{ begun: [['Watchdog cannot see']], still: ['Channel fails'], ended: [] }]);
    expect(watchdog.run().active.map(({ condition }) => condition.title)).toContain('Channel fails');
  });

  test('that goes on is said once a day', () => {
    const watchdog = new WatchRuns();
    const said = watchdog.runs(4 * 24 * 3 + 1, failingMails);
    expect(said.map(({ kind, minutes }) => [kind, minutes / 60])).toEqual([
      ['news', 0],
      ['reminder', 24],
      ['reminder', 48],
      ['reminder', 72],
    ]);
  });
});

describe('a cause', () => {
  const refusedAndFailing = (minutes: number): Observations => {
    const { runs, ...others } = refused(minutes);
    if ('unknown' in runs) throw new Error('There are runs.');
    const failed = {
      at: new Date(Date.parse('2026-10-14T14:00:00.000Z') + minutes * 60_000).toISOString(),
      reason: 'refused',
    };
    return { ...others, runs: { value: { ...runs.value, discover: { ...runs.value.discover, failed } } } };
  };

  test('covers what follows from it, now and later', () => {
    const watchdog = new WatchRuns();
    expect(watchdog.runs(8, refusedAndFailing)).toMatchObject([{ minutes: 0, begun: [['Token refused']] }]);
    expect(watchdog.run(refusedAndFailing).active.map(({ condition }) => condition.title)).toEqual([
      'Token refused',
      'Discover errors',
    ]);
  });

  test('leaves behind what goes on without it', () => {
    const watchdog = new WatchRuns();
    watchdog.runs(3, refusedAndFailing);
    const failing = (minutes: number) => withNote(minutes, 'discover', 'failed');
    expect(watchdog.runs(14, failing)).toMatchObject([{ ended: ['Token refused'], still: ['Discover errors'] }]);
  });

  test('is said again when something worse follows from it', () => {
    const watchdog = new WatchRuns();
    const neverListed = (minutes: number): Observations => {
      const failing = withNote(minutes, 'discover', 'failed');
      if ('unknown' in failing.runs) throw new Error('There are runs.');
      const { listed: _, ...discover } = failing.runs.value.discover;
      return { ...failing, runs: { value: { ...failing.runs.value, discover } } };
    };
    expect(watchdog.runs(14, neverListed)).toMatchObject([
      { minutes: 15, begun: [['Discover errors']] },
      { minutes: 195, begun: [['Discover errors', 'No sweep']] },
    ]);
  });
});

test('two conditions at once are one message, the more severe first', () => {
  const watchdog = new WatchRuns();
  const both = (minutes: number): Observations => ({ ...failingMails(minutes), subscriptions: { value: ['gone'] } });
  const said = [...watchdog.runs(1, noSubscription), ...watchdog.runs(1, both)];
  expect(said).toMatchObject([{ begun: [['Channel fails'], ['Subscriptions']] }]);
});

describe('what comes and goes', () => {
  /** Half an hour bad, half an hour good: a word every half hour. */
  const flapping = (minutes: number): Observations =>
    Math.floor(minutes / 30) % 2 === 0 ? failingMails(minutes) : allWell(minutes);

  test('is six messages in a day, then a summary, then nothing before that day is over', () => {
    const watchdog = new WatchRuns();
    const said = watchdog.runs(4 * 24, flapping);
    expect(said.map(({ kind }) => kind)).toEqual([...Array<string>(6).fill('news'), 'summary']);
  });

  test('is never more than seven messages in any 24 hours', () => {
    const watchdog = new WatchRuns();
    const at = watchdog.runs(4 * 24 * 4, flapping).map(({ minutes }) => minutes);
    expect(at.length).toBeGreaterThan(14);
    for (const begin of at) {
      expect(at.filter((minutes) => minutes >= begin && minutes < begin + 24 * 60).length).toBeLessThanOrEqual(7);
    }
  });

  test('leaves nothing unsaid: what is on after the day is named then', () => {
    const watchdog = new WatchRuns();
    watchdog.runs(4 * 8, flapping);
    expect(watchdog.runs(4 * 20, refusedBudgets)).toMatchObject([{ begun: [['Budgets refused']] }]);
  });
});
