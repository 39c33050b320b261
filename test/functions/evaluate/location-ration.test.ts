import { expect, test } from '@jest/globals';
import { rationLocations } from '../../../functions/evaluate/location-ration.ts';
import { minutesOn } from '../../fakes/samples.ts';

/** A worker that asks for locations in runs, some minutes after `NOW`. */
function worker() {
  const asked: string[] = [];
  let minutes = 0;
  const ration = rationLocations(
    async (id) => {
      asked.push(id);
      return { country: 'Germany' };
    },
    () => minutesOn(minutes),
  );
  return {
    asked,
    /** One run. @returns how many of so many endpoints got an answer */
    async run(at: number, count: number): Promise<number> {
      minutes = at;
      ration.middleware.before();
      const found = [];
      for (let nth = 1; nth <= count; nth++) found.push(await ration.location(`${at}-${nth}`));
      return found.filter((where) => where !== undefined).length;
    },
  };
}

test('ten locations are asked for in one run, the first ones, and as many in the next', async () => {
  const { run, asked } = worker();
  expect(await run(0, 12)).toBe(10);
  expect(asked).toEqual(Array.from({ length: 10 }, (_, index) => `0-${index + 1}`));
  expect(await run(1, 12)).toBe(10);
});

test('twenty locations are asked for in five minutes, in however many runs', async () => {
  const { run } = worker();
  const found = [];
  for (const minutes of [0, 1, 2, 4.9]) found.push(await run(minutes, 8));
  expect(found).toEqual([8, 8, 4, 0]);
  expect([await run(5, 10), await run(5.5, 10), await run(6, 10)]).toEqual([8, 0, 8]);
});
