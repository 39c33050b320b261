import type { BudgetsFile } from '../../../functions/budgets-file/budgets.ts';
import type { Cloud } from '../host/cloud.ts';
import type { Pipeline } from '../host/pipeline.ts';
import { actDeps, localPresses } from './local-presses.ts';
import { pageDeps, pageReader } from './page-reader.ts';
import type { PageSource } from './page-server.ts';

/** The page of this machine: it reads the tables here, and presses go to the functions here. */
export function localPage(
  cloud: Cloud,
  pipeline: Pick<Pipeline, 'evaluate' | 'notify'>,
  { settings, subtitle }: { settings: Pick<BudgetsFile, 'plan'>; subtitle: string },
): PageSource {
  const budgets = async () => settings.plan;
  const { read, csv } = pageReader(pageDeps(cloud, budgets));
  return {
    subtitle,
    read,
    async *csv(list) {
      let from: string | undefined;
      do {
        const part = await csv(list, from);
        yield part.csv;
        from = part.next;
      } while (from !== undefined);
    },
    press: localPresses(actDeps(cloud, pipeline, budgets)),
    now: () => new Date(),
  };
}
