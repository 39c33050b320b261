import { describe, expect, test } from '@jest/globals';
import { startStory } from './story.ts';

const FIVE_EUROS = [{ name: 'every-device', limit: 5, forecast: false }];
const ENDING = 'Oct 2026 - emnify cost alert';

function storyAt(data: string, more: { deliveries?: number } = {}) {
  const story = startStory({ at: '14 Oct 2026 09:00', budgets: FIVE_EUROS, ...more });
  story.endpoint('tracker-1');
  story.costs('tracker-1', { data });
  return story;
}

describe('while SNS is down', () => {
  test('for two hours every run fails, and afterwards it is told, once', async () => {
    const story = storyAt('4.10');
    story.breaks('sns');
    await story.until('14 Oct 2026 11:00');
    expect(story.mails()).toEqual([]);
    expect(story.failures().length).toBeGreaterThan(30);
    expect(new Set(story.failures().map((line) => line.split(' ').at(-1)))).toEqual(new Set(['notify']));
    story.repairs('sns');
    await story.until('14 Oct 2026 20:00');
    expect(story.headlines()).toHaveLength(1);
    expect(story.headlines()[0]).toMatch(/^14 Oct 11:0[0-3] UTC \[WARNING\] tracker-1: EUR 4.10 of EUR 5.00 \(82%\)/);
  });

  test('what crosses meanwhile comes along in the same message', async () => {
    const story = storyAt('4.10');
    story.endpoint('tracker-2');
    story.breaks('sns');
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-2', { data: '6.10' });
    await story.until('14 Oct 2026 10:59');
    story.repairs('sns');
    await story.until('14 Oct 2026 12:00');
    expect(story.headlines()).toEqual([`14 Oct 10:59 UTC [CRITICAL] 1 endpoint over limit, 1 near it, ${ENDING}`]);
    expect(story.mails()[0]?.body).toMatch(/tracker-2.*\n.*tracker-1/);
  });
});

describe('while emnify is down', () => {
  test('for three hours every sweep fails, nothing is taken for zero, and the next good sweep tells', async () => {
    const story = storyAt('4.10');
    await story.until('14 Oct 2026 10:00');
    story.breaks('emnify');
    story.costs('tracker-1', { data: '5.10' });
    await story.until('14 Oct 2026 13:00');
    story.repairs('emnify');
    await story.until('14 Oct 2026 18:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [WARNING] tracker-1: EUR 4.10 of EUR 5.00 (82%), ${ENDING}`,
      `14 Oct 13:00 UTC [CRITICAL] tracker-1: EUR 5.10 of EUR 5.00 (102%), ${ENDING}`,
    ]);
    expect(story.failures()).toEqual([
      '14 Oct 10:00 UTC discover',
      '14 Oct 11:00 UTC discover',
      '14 Oct 12:00 UTC discover',
    ]);
  });
});

describe('a crash between publishing and marking', () => {
  test('tells the same once more, when the lease has run out, and does not lose it', async () => {
    const story = storyAt('6.10');
    story.breaks('marking');
    await story.until('14 Oct 2026 09:01');
    story.repairs('marking');
    await story.until('14 Oct 2026 18:00');
    const headline = `[CRITICAL] tracker-1: EUR 6.10 of EUR 5.00 (122%), ${ENDING}`;
    expect(story.headlines()).toEqual([`14 Oct 09:00 UTC ${headline}`, `14 Oct 09:03 UTC ${headline}`]);
    expect(story.failures()).toEqual(['14 Oct 09:00 UTC notify']);
    const refs = story.mails().map(({ body }) => /Ref (\w+)/.exec(body)?.[1]);
    expect(new Set(refs).size).toBe(1);
  });
});

describe('a queue that delivers everything three times', () => {
  test('tells once all the same', async () => {
    const story = storyAt('6.10', { deliveries: 3 });
    await story.until('14 Oct 2026 10:00');
    story.costs('tracker-1', { data: '7.50' });
    await story.until('14 Oct 2026 12:00');
    expect(story.headlines()).toEqual([
      `14 Oct 09:00 UTC [CRITICAL] tracker-1: EUR 6.10 of EUR 5.00 (122%), ${ENDING}`,
      `14 Oct 10:00 UTC [CRITICAL] tracker-1: EUR 7.50 of EUR 5.00 (150%), ${ENDING}`,
    ]);
  });
});
