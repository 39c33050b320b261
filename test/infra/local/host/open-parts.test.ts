import { expect, test } from '@jest/globals';
import { failuresIn, OpenParts } from '../../../../infra/local/host/open-parts.ts';
import { failure } from '../../../fakes/scripted-emnify.ts';

/** Parts that note who was closed; `bad` ones fail to close. */
function ground() {
  const closed: string[] = [];
  const part = async (name: string) => ({
    name,
    close: async () => {
      closed.push(name);
      if (name.startsWith('bad')) throw new Error(`${name} does not close`);
    },
  });
  return { closed, part, parts: new OpenParts() };
}

const messages = (error: unknown): string[] => failuresIn(error).map((each) => (each as Error).message);

test('after the work, all is closed, and the answer is there', async () => {
  const { closed, part, parts } = ground();
  const answer = await parts.thenClose(
    async () => (await parts.keep(part('one'))).name + (await parts.keep(part('two'))).name,
  );
  expect({ answer, closed }).toEqual({ answer: 'onetwo', closed: ['one', 'two'] });
});

test('a part that fails to close keeps none of the others open, and the first failure is reported', async () => {
  const { closed, part, parts } = ground();
  for (const name of ['one', 'bad-1', 'two', 'bad-2']) await parts.keep(part(name));
  expect(messages(await failure(parts.thenClose(async () => 1)))).toEqual(['bad-1 does not close']);
  expect(closed).toEqual(['one', 'bad-1', 'two', 'bad-2']);
  await parts.close();
  expect(closed).toHaveLength(4);
});

test('where the work fails, all is closed, and both failures are reported', async () => {
  const { closed, part, parts } = ground();
  await parts.keep(part('one'));
  await parts.keep(part('bad'));
  const error = await failure(parts.orClose(async () => Promise.reject(new Error('no work'))));
  expect({ said: messages(error), closed }).toEqual({
    said: ['no work', 'bad does not close'],
    closed: ['one', 'bad'],
  });
});

test('where one part does not open, those that do are closed, also the ones that open later', async () => {
  const { closed, part, parts } = ground();
  const late = new Promise((resolve) => setTimeout(resolve, 20)).then(() => part('late'));
  const opening = [parts.keep(part('one')), parts.keep(Promise.reject(new Error('port taken'))), parts.keep(late)];
  expect(messages(await failure(parts.orClose(() => Promise.all(opening))))).toEqual(['port taken']);
  expect(closed).toEqual(['one', 'late']);
});
