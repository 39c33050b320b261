import type { SweepProgress } from '../host/pipeline.ts';
import { showProgress } from './progress.ts';

/** Shows how far a sweep is, once it takes a while. */
export function sweepProgress(title: string): SweepProgress {
  let evaluated = 0;
  let progress = showProgress({ title: `${title}, the list of endpoints`, fromSecond: 5 });
  return {
    queued(count) {
      progress.end();
      progress = showProgress({ title, total: { count, unit: 'endpoints' } });
    },
    evaluated(count) {
      evaluated += count;
      progress.at(evaluated);
    },
    ended: () => progress.end(),
  };
}
