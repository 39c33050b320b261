import { localAccountId, localRegion } from './client-settings.ts';
import { AwsFault } from './http-stand-in.ts';
import { startRestStandIn } from './rest-stand-in.ts';

/** One schedule. */
export interface DeployedSchedule {
  group: string;
  state: 'ENABLED' | 'DISABLED';
  /** Such as `rate(5 minutes)`. */
  expression: string;
}

/** EventBridge Scheduler on this machine: what a person may read of some schedules. It starts nothing. */
export interface SchedulerStandIn {
  url: string;
  /** The schedules by name, read on every request. */
  schedules: Record<string, DeployedSchedule>;
  /** Actions that are refused by name, until they are deleted here. */
  refusals: Map<string, AwsFault>;
  close(): Promise<void>;
}

/** Starts a Scheduler that knows ListSchedules by the beginning of their names, and GetSchedule. */
export async function startScheduler(initial: Record<string, DeployedSchedule>): Promise<SchedulerStandIn> {
  const schedules = { ...initial };
  const refusals = new Map<string, AwsFault>();
  const { url, close } = await startRestStandIn(
    [
      {
        name: 'ListSchedules',
        method: 'GET',
        path: /^\/schedules$/,
        answer({ query }) {
          const found = Object.entries(schedules).filter(([name]) => name.startsWith(query.get('NamePrefix') ?? ''));
          return { json: { Schedules: found.map(([name, schedule]) => summaryOf(name, schedule)) } };
        },
      },
      {
        name: 'GetSchedule',
        method: 'GET',
        path: /^\/schedules\/(?<name>[^/]+)$/,
        answer({ parts: { name = '' }, query }) {
          const schedule = Object.hasOwn(schedules, name) ? schedules[name] : undefined;
          // AWS looks in the group `default` where none is named.
          if (schedule?.group !== (query.get('groupName') ?? 'default')) {
            throw new AwsFault(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`);
          }
          return { json: { ...summaryOf(name, schedule), ScheduleExpression: schedule.expression } };
        },
      },
    ],
    refusals,
  );
  return { url, schedules, refusals, close };
}

function summaryOf(name: string, { group, state }: DeployedSchedule) {
  const arn = `arn:aws:scheduler:${localRegion}:${localAccountId}:schedule/${group}/${name}`;
  return { Arn: arn, Name: name, GroupName: group, State: state };
}
