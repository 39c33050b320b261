import { HOUR_MS } from '../../../functions/domain/values/duration.ts';
import { type Played, play } from '../stories/play.ts';
import type { Story } from '../stories/story.ts';
import { type ProgressOptions, showProgress } from './progress.ts';

/** Plays a story, and shows its progress. */
export async function playInSight(story: Story, options: Omit<ProgressOptions, 'total'>): Promise<Played> {
  const hoursTo = (moment: Date) => (moment.getTime() - story.start.getTime()) / HOUR_MS;
  const count = Math.ceil(hoursTo(story.end));
  const progress = showProgress({ ...options, total: { count, unit: 'hours' } });
  try {
    const played = await play(story, (now) => progress.at(Math.floor(hoursTo(now))));
    progress.at(count);
    return played;
  } finally {
    progress.end();
  }
}
