import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { differences } from '../../infra/local/scenario/compare.ts';
import { play } from '../../infra/local/scenario/play.ts';
import { readStory } from '../../infra/local/scenario/story.ts';
import { toldMessage } from '../../infra/local/scenario/told.ts';

const FOLDER = 'test/scenario';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe('stories', () => {
  test.concurrent.each(files)('%s goes as it says', async (file) => {
    const story = readStory(`${FOLDER}/${file}`);
    const messages = (await play(story)).messages.map(toldMessage);
    expect(story.expect?.length).toBeGreaterThan(0);
    expect(differences(story.expect ?? [], messages)).toEqual([]);
  });

  test('what is not told and what is not expected are both differences', async () => {
    const story = readStory(`${FOLDER}/jump-dip-and-return.yaml`);
    const messages = (await play(story)).messages.map(toldMessage);
    const [expectation] = story.expect ?? [];
    if (!expectation) throw new Error('the story expects something');
    expect(differences([{ ...expectation, threshold: 100 }], messages)).toEqual([
      expect.stringMatching(/^not told: .*threshold 100/),
      expect.stringMatching(/^not expected: stuck-uploader: 600 % of every-device, 2026-10-14T09:00:00.000Z/),
    ]);
    expect(differences([{ ...expectation, at: new Date('2026-10-14T09:01Z') }], messages)).toHaveLength(2);
  });
});
