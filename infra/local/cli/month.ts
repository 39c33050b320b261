import {
  endOf,
  formatMomentInYear,
  longMonth,
  type Period,
  periodOf,
  previousPeriod,
  startOf,
} from '../../../functions/domain/values/month.ts';
import type { Settings } from '../../settings.ts';
import { demoMonth } from '../demo/demo-month.ts';
import type { Story } from '../stories/story.ts';
import { type StoryMessage, storyMessage } from '../stories/story-message.ts';
import { playInSight } from './play-in-sight.ts';
import { deliveredMessages } from './show.ts';
import { type Column, plainTable, roomBeside } from './terminal-table.ts';
import { fitted, wrapped } from './terminal-text.ts';

const LONGEST_BUDGET = 20;

/** Finds the last whole month before a moment. */
export function lastWholeMonth(now: Date): Period {
  return previousPeriod(periodOf(now));
}

/** Runs `npm start -- --month`: the demonstration fleet's last month, hour by hour, on a fast clock. */
export async function playDemoMonth(
  settings: Settings,
  now: Date,
  say: (text: string) => void,
): Promise<{ messages: StoryMessage[]; failures: number }> {
  const period = lastWholeMonth(now);
  const story: Story = {
    start: startOf(period),
    end: endOf(period),
    budgets: [{ at: startOf(period), file: settings }],
    endpoints: demoMonth(period),
    faults: [],
  };
  const played = await playInSight(story, { title: longMonth(period) });

  for (const [index, { at, notification }] of played.messages.entries()) {
    say(`${'═'.repeat(80)}\nNotification ${index + 1} of ${played.messages.length}, ${formatMomentInYear(at)}\n`);
    say(deliveredMessages(notification));
  }
  for (const { at, run, reason } of played.failures) {
    say(wrapped(`${formatMomentInYear(at)}  ${run} failed: ${reason}`, '    '));
  }
  const messages = played.messages.map(storyMessage);
  say(`Alerts sent in ${longMonth(period)} (UTC):\n${timeTable(messages)}`);
  return { messages, failures: played.failures.length };
}

/** Prints one line per alert. */
function timeTable(messages: StoryMessage[]): string {
  const columns: Column[] = [{ head: 'When' }, { head: 'Alert' }, { head: 'Severity' }, { head: 'Budget' }];
  const alerts = messages.flatMap(({ at, json }) => json.alerts.map((alert) => ({ at, ...alert })));
  const cells = alerts.map(({ at, kind, thresholds, severity, budget }) => [
    formatMomentInYear(new Date(at)).replace(' UTC', ''),
    thresholds?.crossedPct === undefined ? kind : `${thresholds.crossedPct} %`,
    severity,
    fitted(budget, LONGEST_BUDGET),
  ]);
  const room = roomBeside(columns, cells);
  const rows = alerts.map(({ endpoint, budget }, index) => [
    ...(cells[index] ?? []),
    fitted(endpoint?.name ?? `(shared: ${budget})`, room),
  ]);
  return plainTable([...columns, { head: 'Who' }], rows);
}
