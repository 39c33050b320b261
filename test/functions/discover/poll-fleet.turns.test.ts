import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { statsOf } from '../../fakes/emnify.ts';
import { idsUpTo, pollingFakes } from '../../fakes/polling-deps.ts';
import { anEndpoint, NOW, traffic } from '../../fakes/samples.ts';

const HOUR_MS = 3_600_000;
const RUNS_PER_HOUR = 12;
/** From `NOW` to the end of October. */
const HOURS_LEFT = 418;

interface Story {
  /** Ids in the order of emnify's list. */
  ids: string[];
  hours: number;
  requestsPerHour: number;
  /** What an endpoint has cost in the month, so many hours after `NOW`. Its limit is EUR 5.00. */
  spends(id: string, hours: number): number;
  /** What the organisation has cost beside its endpoints. */
  others?(hours: number): number;
  /** From an hour after `NOW` on, every request for it ends as a dead letter. */
  lost?: string;
}

/** Polls every five minutes. @returns the hours after `NOW` at which each endpoint was checked */
async function play({ ids, hours, requestsPerHour, spends, others = () => 0, lost }: Story) {
  const fakes = pollingFakes(
    ids.map((id) => anEndpoint(id)),
    { requestsPerMonth: HOURS_LEFT * requestsPerHour },
  );
  const checks = new Map(ids.map((id) => [id, [] as number[]]));
  const verdicts: string[] = [];
  const since = () => (fakes.clock.getTime() - NOW.getTime()) / HOUR_MS;
  fakes.emnify.endpointStats = async (id) => {
    checks.get(id)?.push(since());
    return statsOf({ currentMonth: [traffic('data', spends(id, since()).toFixed(4))] });
  };
  for (let run = 0; run < hours * RUNS_PER_HOUR; run++) {
    const at = run / RUNS_PER_HOUR;
    fakes.totals((ids.reduce((sum, id) => sum + spends(id, at), 0) + others(at)).toFixed(4));
    verdicts.push((await fakes.run(at * 60)).state.verdict);
    if (at > 1) forget(fakes.queue.bodies, lost);
    await fakes.check();
  }
  return { checks, verdicts, used: await fakes.fleet.requests('2026-10') };
}

function forget(bodies: string[], id: string | undefined): void {
  const index = bodies.findIndex((body) => parseRequest(body).endpoint.id === id);
  if (index >= 0) bodies.splice(index, 1);
}

const gaps = (moments: number[] = []) => moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));

/** Hours from a moment to the first check after it. */
const lateness = (moments: number[] = [], moment: number) => (moments.find((at) => at >= moment) ?? Infinity) - moment;

const TEN_MINUTES = 1 / 6 + 1e-6;

describe('the checks of a fleet for which requests are scarce', () => {
  // Ten that cost nothing, three that spend as ever, one that is near its threshold, and one that rises from hour 2.
  const spends = (id: string, hours: number): number => {
    if (id === 'near') return 3.5 + 0.01 * hours;
    if (id === 'rising') return 0.1 + 0.5 * Math.max(0, hours - 2);
    return id.startsWith('active') ? 0.005 * (hours + 250) : 0;
  };
  const ids = [...idsUpTo(10), 'active-1', 'active-2', 'active-3', 'near', 'rising'];
  let story: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    story = await play({ ids, hours: 24, requestsPerHour: 8, spends });
  });

  test('are frequent for endpoints that are near or rise, regular for those that spend, and every 23 hours for silent ones', () => {
    const { checks } = story;
    const count = (id: string): number => checks.get(id)?.length ?? 0;
    expect(count('rising')).toBeGreaterThan(2 * count('active-1'));
    expect(count('near')).toBeGreaterThan(2 * count('active-1'));
    expect(count('active-1')).toBeGreaterThan(2 * count('1'));
    expect(Math.max(...gaps(checks.get('active-1')))).toBeLessThan(8);
    expect(idsUpTo(10).map((id) => checks.get(id))).toEqual(idsUpTo(10).map(() => [0, expect.closeTo(23, 1)]));
  });

  test('find a rising endpoint within ten minutes of each threshold, at EUR 4, 5, 7.50 and 10', () => {
    const { checks } = story;
    for (const amount of [4, 5, 7.5, 10]) {
      expect(lateness(checks.get('rising'), 2 + (amount - 0.1) / 0.5)).toBeLessThan(TEN_MINUTES);
    }
  });

  test('keep within the requests', () => {
    const { used } = story;
    expect(used).toBeGreaterThan(50);
    expect(used).toBeLessThanOrEqual(24 * 8);
  });
});

test('the last endpoint of the list is checked as often as the first, if the quota does not allow every endpoint once an hour', async () => {
  const ids = idsUpTo(8);
  const spends = (_: string, hours: number) => 0.005 * (hours + 250);
  const story = { hours: 24, requestsPerHour: 0.9, spends };
  for (const order of [ids, ids.toReversed()]) {
    const { checks } = await play({ ids: order, ...story });
    const turns = order.map((id) => checks.get(id)?.length ?? 0);
    expect(Math.min(...turns)).toBeGreaterThan(1);
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1);
  }
});

describe('the spend of the whole organisation', () => {
  const quiet = (_: string, hours: number) => 0.001 * (hours + 300);
  const story = { ids: idsUpTo(10), hours: 8, requestsPerHour: 12, spends: quiet };
  const searches = (verdicts: string[]): number => verdicts.filter((verdict) => verdict === 'search').length;

  test('reveals a silent device that suddenly costs much, and all are checked until it is found', async () => {
    const spends = (id: string, hours: number) => (id === '7' ? (hours < 4 ? 0 : 20) : quiet(id, hours));
    const { checks, verdicts } = await play({ ...story, spends });
    expect(lateness(checks.get('7'), 4)).toBeLessThan(TEN_MINUTES);
    expect(searches(verdicts)).toBe(2);
    expect(verdicts.at(-1)).toBe('quiet');
  });

  test('has all endpoints checked once if others spent it, and is trusted again', async () => {
    const { checks, verdicts } = await play({ ...story, others: (hours) => (hours < 4 ? 0 : 20) });
    expect([...checks.values()].map((moments) => moments.filter((at) => at >= 4 && at < 5).length)).toEqual(
      story.ids.map(() => 1),
    );
    expect([searches(verdicts), verdicts.at(-1)]).toEqual([2, 'quiet']);
  });

  test('is not searched forever if child organisations spend steadily', async () => {
    const often = [0.5, 5].map(async (perHour) => {
      const { verdicts } = await play({ ...story, hours: 12, others: (hours) => perHour * hours });
      return searches(verdicts) / verdicts.length;
    });
    for (const share of await Promise.all(often)) expect(share).toBeLessThan(0.1);
  });

  test('is not searched forever if a device that cannot be checked may have spent it', async () => {
    const { verdicts } = await play({ ...story, others: (hours) => (hours < 2 ? 0 : 20), lost: '7' });
    expect(verdicts.at(-1)).not.toBe('search');
  });

  test('is not trusted for a day if it is three hours behind the cost of endpoints', async () => {
    const behind = (hours: number) => 10 * (quiet('', hours - 3) - quiet('', hours));
    const { verdicts } = await play({ ...story, others: behind });
    expect(new Set(verdicts.slice(5 * RUNS_PER_HOUR))).toEqual(new Set(['distrusted']));
  });

  test.each([
    [
      'is in several currencies',
      [traffic('data', '1'), traffic('data', '1', { cost: { amount: '1', currency: 'USD' } })],
      'the total of the organisation is in several currencies',
    ],
    [
      'is still of last month',
      [traffic('data', '1', { period: '2026-09' })],
      "emnify's current month is 2026-09, not 2026-10",
    ],
    ['cannot be had', undefined, 'emnify answered with HTTP 403'],
  ])('that %s is unknown, its error is reported, and checks go on', async (_, currentMonth, totalError) => {
    const fakes = pollingFakes([anEndpoint('1')], { sweepHours: 24 });
    fakes.reports('1', traffic('data', '1'));
    await fakes.run(0);
    await fakes.check();
    fakes.emnify.organisationStats = async () => {
      if (!currentMonth) throw new Error('emnify answered with HTTP 403');
      return { currentMonth, lastMonth: [] };
    };
    expect(await fakes.run(5)).toMatchObject({ queued: 0, totalError, state: { verdict: 'unknown' } });
    expect(await fakes.run(23.9 * 60)).toMatchObject({ queued: 1, totalError, state: { verdict: 'unknown' } });
    fakes.emnify.organisationStats = async () => ({ currentMonth: [], lastMonth: [] });
    expect(await fakes.run(23.9 * 60)).not.toHaveProperty('totalError');
  });
});
