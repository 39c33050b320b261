import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import {
  endOf,
  formatMomentInYear,
  longMonth,
  type Period,
  periodOf,
  previousPeriod,
  startOf,
} from '../../functions/domain/period.ts';
import { shorten } from '../../functions/domain/text.ts';
import type { Settings } from '../settings.ts';
import { demoMonth } from './demo-month.ts';
import { play } from './scenario/play.ts';
import type { Story } from './scenario/story.ts';
import { type ToldMessage, toldMessage } from './scenario/told.ts';
import { deliveredMessages } from './show.ts';

/** The last whole month before a moment: all of it can be shown. */
export function lastWholeMonth(now: Date): Period {
  return previousPeriod(periodOf(now));
}

/** `npm start -- --month`: the demonstration fleet's last month, hour by hour, on a fast clock. */
export async function playDemoMonth(
  settings: Settings,
  now: Date,
  say: (text: string) => void,
): Promise<{ messages: ToldMessage[]; failures: number }> {
  const period = lastWholeMonth(now);
  const story: Story = {
    start: startOf(period),
    end: endOf(period),
    budgets: [{ at: startOf(period), file: settings }],
    endpoints: demoMonth(period),
    faults: [],
  };
  const bar = progressBar(longMonth(period));
  const hours = (story.end.getTime() - story.start.getTime()) / 3_600_000;
  bar.start(hours, 0);
  const moved = (at: Date): void => bar.update((at.getTime() - story.start.getTime()) / 3_600_000);
  const played = await play(story, moved)
    .then((whole) => {
      bar.update(hours);
      return whole;
    })
    .finally(() => bar.stop());

  for (const [index, { at, notification }] of played.messages.entries()) {
    say(`${'═'.repeat(80)}\nNotification ${index + 1} of ${played.messages.length}, ${formatMomentInYear(at)}\n`);
    say(deliveredMessages(notification));
  }
  for (const { at, run, reason } of played.failures) say(`${formatMomentInYear(at)}  ${run} failed: ${reason}`);
  const messages = played.messages.map(toldMessage);
  say(`What was told in ${longMonth(period)}, and when (UTC):\n${timeTable(messages)}`);
  return { messages, failures: played.failures.length };
}

/** One line for each device, group or organisation, and level. */
function timeTable(messages: ToldMessage[]): string {
  const table = new Table({
    head: ['When', 'Who', 'Told', 'Budget', 'Severity'],
    style: { head: [], border: [], compact: true },
  });
  for (const { at, json } of messages) {
    for (const { endpoint, budget, kind, thresholds, severity } of json.alerts) {
      const level = thresholds?.crossedPct === undefined ? kind : `${thresholds.crossedPct} %`;
      const when = formatMomentInYear(new Date(at)).replace(' UTC', '');
      table.push([when, shorten(endpoint?.name ?? `(shared: ${budget})`, 36), level, budget, severity]);
    }
  }
  return table.toString();
}

function progressBar(title: string): SingleBar {
  return new SingleBar({
    format: `${title} {bar} {value}/{total} hours`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
}
