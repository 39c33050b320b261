import { describe, expect, test } from '@jest/globals';
import { recordPolling } from '../../../functions/discover/record-polling.ts';
import { fakeObservers } from '../../fakes/observers.ts';
import { idsUpTo, type PollingFakes, pollingFakes } from '../../fakes/polling-deps.ts';
import { anEndpoint, NOW, traffic } from '../../fakes/samples.ts';

/** What is logged about a poll of three known endpoints, this many minutes after their first check. */
async function recorded(minutes: number, prepare: (fakes: PollingFakes) => void = () => {}) {
  const fakes = pollingFakes(idsUpTo(3).map((id) => anEndpoint(id)));
  fakes.totals('1');
  await fakes.run(0);
  await fakes.check();
  prepare(fakes);
  const observers = fakeObservers();
  recordPolling(await fakes.run(minutes), observers);
  return observers;
}

describe('a polling run', () => {
  test('without an endpoint that is due says so', async () => {
    const { facts, lines } = await recorded(5);
    expect(facts.counts).toEqual({});
    expect(lines).toEqual([
      {
        level: 'info',
        message: 'fleet polled',
        details: {
          queued: 0,
          reasons: {},
          verdict: 'quiet',
          interval: { factor: 1, atMostHours: 1 },
          requests: { used: 3, saved: 22, perHour: 23 },
        },
      },
    ]);
  });

  test('counts the endpoints that it queued beside the list refresh and in it, each once', async () => {
    const { facts, lines } = await recorded(60, ({ emnify }) => {
      emnify.pages = [{ endpoints: [anEndpoint('3')], unreadable: 0, totalCount: 1 }];
    });
    expect(facts.counts).toEqual({ asked: 3 });
    expect(facts.takeNotes(NOW.toISOString())).toEqual({ listed: { at: NOW.toISOString() } });
    expect(lines.at(-1)).toMatchObject({ details: { queued: 3, reasons: { sweep: 0, silent: 3 } } });
  });

  test('that could not read the total is a warning with the reason', async () => {
    const { lines } = await recorded(5, ({ emnify }) => {
      const others = traffic('data', '1', { cost: { amount: '1', currency: 'USD' } });
      emnify.organisationFigures = { stats: { currentMonth: [traffic('data', '1'), others], lastMonth: [] } };
    });
    expect(lines).toMatchObject([
      {
        level: 'warn',
        message: 'fleet polled',
        details: { verdict: 'unknown', totalError: 'the total of the organisation is in several currencies' },
      },
    ]);
  });

  test('whose list lacks a part of the fleet is a warning', async () => {
    const { lines } = await recorded(60, ({ emnify }) => {
      emnify.pages = [{ endpoints: [anEndpoint('1')], unreadable: 0, totalCount: 3 }];
    });
    expect(lines[0]).toMatchObject({ level: 'warn', message: 'list refreshed without a part of the fleet' });
  });

  test('that finds a backlog says how many wait, and counts nothing', () => {
    const observers = fakeObservers();
    recordPolling({ kind: 'busy', waiting: 21 }, observers);
    expect(observers.facts.counts).toEqual({});
    expect(observers.lines).toEqual([
      { level: 'info', message: 'the requests of an earlier run still wait', details: { waiting: 21 } },
    ]);
  });
});
