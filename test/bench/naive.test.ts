import { describe, expect, test } from '@jest/globals';
import { type NaiveDeps, naiveLambda } from './naive.ts';

const SETTINGS = { limit: 5, thresholdsPct: [80, 100] };

function fleet(costs: Record<string, number | Error>) {
  const published: string[] = [];
  const deps: NaiveDeps = {
    listAll: async () => Object.keys(costs).map((id) => ({ id, name: `tracker-${id}` })),
    async stats(id) {
      const cost = costs[id] ?? 0;
      if (cost instanceof Error) throw cost;
      return cost;
    },
    async publish(subject) {
      published.push(subject);
    },
    pause: async () => {},
  };
  return { costs, published, handler: naiveLambda(deps, SETTINGS) };
}

describe('the obvious way', () => {
  test('tells each threshold once, and of a jump the highest only', async () => {
    const { costs, published, handler } = fleet({ 1: 3.99, 2: 4, 3: 6.1 });
    await handler();
    await handler();
    expect(published).toEqual(['tracker-2: EUR 4.00 of EUR 5.00 (80 %)', 'tracker-3: EUR 6.10 of EUR 5.00 (122 %)']);
    costs[2] = 5.5;
    await handler();
    expect(published.slice(2)).toEqual(['tracker-2: EUR 5.50 of EUR 5.00 (110 %)']);
  });

  test('goes on where one endpoint cannot be had, and asks for it again in the next sweep', async () => {
    const { costs, published, handler } = fleet({ 1: new Error('emnify answered 500'), 2: 9 });
    expect(await handler()).toEqual({ checked: 1, failed: 1 });
    costs[1] = 8;
    expect(await handler()).toEqual({ checked: 2, failed: 0 });
    expect(published).toEqual(['tracker-2: EUR 9.00 of EUR 5.00 (180 %)', 'tracker-1: EUR 8.00 of EUR 5.00 (160 %)']);
  });

  test('asks for six endpoints in a second', async () => {
    let seconds = 0;
    const asked: number[] = [];
    const handler = naiveLambda(
      {
        listAll: async () => Array.from({ length: 20 }, (_, index) => ({ id: String(index), name: '' })),
        async stats() {
          asked[seconds] = (asked[seconds] ?? 0) + 1;
          return 0;
        },
        publish: async () => {},
        async pause(ms) {
          seconds += ms / 1000;
        },
      },
      SETTINGS,
    );
    await handler();
    expect(asked).toEqual([6, 6, 6, 2]);
    expect(seconds).toBe(4);
  });
});
