import { singleLine } from '../../functions/domain/values/text.ts';
import { type Finding, paragraph, right, unknown, wrong } from './finding.ts';
import type { AwsReaders, ScheduleState } from './readers.ts';
import { judged } from './reading.ts';
import type { Schedule, StackParts } from './stack-parts.ts';

/** The schedules in words, each with the paragraph about its absence. */
const KNOWN: Record<string, { subject: string; heading: string }> = {
  DiscoverySweep: { subject: 'schedule of discover', heading: 'No sweep' },
  AggregationSums: { subject: 'schedule of aggregate', heading: 'Function not started' },
  NotificationRounds: { subject: 'schedule of notify', heading: 'Alerts waiting' },
  NotificationMonthlyTest: { subject: 'schedule of the monthly test', heading: 'Notify dead letters' },
  MonitoringWatchingRounds: { subject: 'schedule of the watchdog', heading: 'Watchdog silent' },
  ReportingDaily: { subject: 'schedule of report', heading: 'Schedule dead letters' },
};

/** The schedules that every deployment has. */
const NEEDED = ['DiscoverySweep', 'AggregationSums', 'NotificationRounds', 'MonitoringWatchingRounds'];

/** Judges what starts the functions: schedules, and the trigger of `evaluate`. */
export async function checkSchedules(
  readers: Pick<AwsReaders, 'schedule' | 'trigger'>,
  { schedules, trigger }: Pick<StackParts, 'schedules' | 'trigger'>,
): Promise<Finding[]> {
  const absent = NEEDED.filter((id) => !schedules.some((schedule) => schedule.id === id));
  const found = await Promise.all(
    schedules.map(async (schedule) =>
      judged(subjectOf(schedule.id), await readers.schedule(schedule.name), (state) =>
        scheduleFinding(schedule, state),
      ),
    ),
  );
  return [
    ...found.flat(),
    ...absent.map((id) => wrong(subjectOf(id), 'the stack has none', 'Run npx cdk deploy.')),
    ...(await checkTrigger(readers, trigger)),
  ];
}

function subjectOf(id: string): string {
  return KNOWN[id]?.subject ?? `schedule ${id}`;
}

function scheduleFinding({ id }: Schedule, state: ScheduleState | undefined): Finding {
  const heading = KNOWN[id]?.heading ?? 'No sweep';
  if (state === undefined) return wrong(subjectOf(id), 'it was deleted', paragraph(heading));
  return state.isEnabled
    ? right(subjectOf(id), `enabled, ${singleLine(state.expression)}`)
    : wrong(
        subjectOf(id),
        'it is disabled',
        `Enable it in the console of EventBridge Scheduler. ${paragraph(heading)}`,
      );
}

async function checkTrigger({ trigger }: Pick<AwsReaders, 'trigger'>, id: string | undefined): Promise<Finding[]> {
  const subject = 'trigger of evaluate';
  if (id === undefined) return [wrong(subject, 'the stack has none', 'Run npx cdk deploy.')];
  return judged(subject, await trigger(id), (state) => {
    if (state === undefined) return wrong(subject, 'it was deleted', paragraph('Sweep incomplete'));
    if (state === 'Enabled') return right(subject, 'enabled');
    if (/^(Disabl|Delet)/.test(state)) {
      return wrong(
        subject,
        `it is ${state.toLowerCase()}`,
        `Enable it in the Lambda console. ${paragraph('Sweep incomplete')}`,
      );
    }
    return unknown(subject, `it is changing now: ${singleLine(state)}`, 'Run this again in a minute.');
  });
}
