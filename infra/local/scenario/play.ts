import { planText } from '../../../functions/budgets-file/budgets.ts';
import { MINUTE_MS } from '../../../functions/domain/values/duration.ts';
import type { NotifyRun } from '../../../functions/notify/run-notify.ts';
import { startGate } from '../aws/fault-proxy.ts';
import { awsEnvironment, type Cloud, startCloud } from '../cloud.ts';
import { SimulatedFleet } from '../emnify-simulator/fleet.ts';
import { startEmnifySimulator } from '../emnify-simulator/simulator.ts';
import { OpenParts } from '../open-parts.ts';
import { type Pipeline, startPipeline } from '../pipeline.ts';
import { type SentNotification, sentNotifications } from '../sent-messages.ts';
import { FAULTS, GATED_SERVICES, type Services } from './faults.ts';
import type { Story } from './story.ts';

const APPLICATION_TOKEN = 'story-application-token';

/** A notification and the moment of the story at which it went out. */
export interface Message {
  at: Date;
  notification: SentNotification;
}

/** What happened in a story. */
export interface Played {
  messages: Message[];
  /** Runs that failed, as the alarms would see them. */
  failures: { at: Date; run: string; reason: string }[];
}

/**
 * Plays a story through the real functions, the stand-ins and the simulator: a sweep from the start on at every
 * interval of the budgets file, a notify run at every tick. At one moment, the world changes first, then the sweep
 * runs, then `notify`.
 */
export async function play(story: Story, progress: (now: Date) => void = () => {}): Promise<Played> {
  const parts = new OpenParts();
  return await parts.thenClose(() => playIn(parts, story, progress));
}

async function playIn(parts: OpenParts, story: Story, progress: (now: Date) => void): Promise<Played> {
  const clock = { now: story.start };
  const world = await startWorld(parts, story, () => clock.now);
  const played: Played = { messages: [], failures: [] };
  // A tick with nothing pending changes nothing, so ticks are left out until something may be pending again.
  let pending = false;
  let minute = 0;
  while (clock.now < story.end) {
    world.turnTo(clock.now);
    const { sweepMinutes, notifyMinutes } = world.settings();
    if (minute % sweepMinutes === 0) {
      played.failures.push(...(await world.sweep(clock.now)));
      progress(clock.now);
      pending = true;
    }
    if (pending && minute % notifyMinutes === 0) {
      const { sent, failures, isIdle } = await world.notify();
      played.messages.push(...sent.map((notification) => ({ at: clock.now, notification })));
      played.failures.push(...failures.map((reason) => ({ at: clock.now, run: 'notify', reason })));
      pending = !isIdle;
    }
    minute += 1;
    clock.now = new Date(story.start.getTime() + minute * MINUTE_MS);
  }
  return played;
}

interface World {
  /** Makes everything so as the story says for this moment. */
  turnTo(now: Date): void;
  /** The budgets file in force. */
  settings(): Story['budgets'][number]['file'];
  sweep(now: Date): Promise<Played['failures']>;
  notify(): Promise<{ sent: SentNotification[]; failures: string[]; isIdle: boolean }>;
}

async function startWorld(parts: OpenParts, story: Story, now: () => Date): Promise<World> {
  const [first] = story.budgets;
  if (!first) throw new RangeError('a story needs budgets');
  const fleet = new SimulatedFleet(story.endpoints.map(({ figures: _, ...endpoint }) => ({ ...endpoint, months: {} })));
  const emnify = await parts.keep(
    startEmnifySimulator({
      fleet,
      now,
      applicationToken: APPLICATION_TOKEN,
      enforceLimits: false,
      ...(story.monthlyCostLimit !== undefined && { monthlyCostLimit: story.monthlyCostLimit }),
    }),
  );
  const cloud = await parts.keep(startCloud({ settings: first.file, applicationToken: APPLICATION_TOKEN }));
  const gates = await gatesFor(parts, story, cloud);
  const urls = Object.fromEntries(Object.entries(gates).map(([service, gate]) => [service, { url: gate.url }]));
  const environment = { ...cloud.environment, ...awsEnvironment({ ...cloud.services, ...urls }) };
  const pipeline = await parts.keep(startPipeline({ ...cloud, environment }, emnify.url, now));
  const budgets = { parameters: cloud.ssm.parameters, name: cloud.names.budgetsParameter };
  return {
    ...changes(story, { fleet, cloud, services: { emnify, sns: cloud.sns, budgets, gates } }),
    ...runs(cloud, pipeline),
  };
}

/** A gate before each service that the story puts out of order. */
async function gatesFor(parts: OpenParts, { faults }: Story, { services }: Cloud): Promise<Services['gates']> {
  const gates: Services['gates'] = {};
  for (const service of GATED_SERVICES) {
    if (!faults.some((fault) => fault.service === service)) continue;
    gates[service] = await parts.keep(startGate(services[service].url));
  }
  return gates;
}

/** What changes by itself as time goes by. */
function changes(
  story: Story,
  { fleet, cloud, services }: { fleet: SimulatedFleet; cloud: Cloud; services: Services },
): Pick<World, 'turnTo' | 'settings'> {
  const ends = new Map<Story['faults'][number], () => void>();
  const due = <Change extends { at: Date }>(all: Change[], now: Date): Change[] => all.filter(({ at }) => at <= now);
  let settings = story.budgets[0]?.file;
  const figures = story.endpoints
    .flatMap(({ id, figures: ofOne }) => ofOne.map((change) => ({ id, ...change })))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  let next = 0;

  return {
    turnTo(now) {
      for (let change = figures[next]; change && change.at <= now; change = figures[++next]) {
        fleet.setTraffic(change.id, change.month, change.traffic);
      }

      const inForce = due(story.budgets, now).at(-1)?.file ?? settings;
      if (inForce && inForce !== settings) cloud.ssm.parameters[cloud.names.budgetsParameter] = planText(inForce);
      settings = inForce;

      for (const entry of story.faults) {
        const active = entry.from <= now && now < entry.to;
        const begin = FAULTS[entry.service]?.[entry.kind];
        if (active && begin && !ends.has(entry)) ends.set(entry, begin(services));
        if (!active) {
          ends.get(entry)?.();
          ends.delete(entry);
        }
      }
    },
    settings: () => {
      if (!settings) throw new RangeError('a story needs budgets');
      return settings;
    },
  };
}

/** What the schedules start. */
function runs(cloud: Cloud, pipeline: Pipeline): Pick<World, 'sweep' | 'notify'> {
  /** Failures of each channel as of the last run: a try that fails is said once. */
  const failed = new Map<string, number>();
  return {
    async sweep(at) {
      const { failures, listError, shared } = await pipeline.sweep({
        queued: () => {},
        evaluated: () => {},
        ended: () => {},
      });
      return [
        ...(listError ? [{ at, run: 'discover', reason: listError }] : []),
        ...('error' in shared ? [{ at, run: 'aggregate', reason: shared.error }] : []),
        ...failures.map(({ request, reason }) => ({ at, run: `evaluate ${request.endpoint.name}`, reason })),
      ];
    },
    async notify() {
      const before = cloud.sns.publications.length;
      const run = await pipeline.notify.invoke({}).then(
        (answer) => answer as NotifyRun,
        (error: Error) => error,
      );
      const sent = sentNotifications(cloud.sns.publications.slice(before));
      if (run instanceof Error) return { sent, failures: [run.message], isIdle: false };
      if (run.kind !== 'ran') return { sent, failures: [], isIdle: run.kind === 'nothing-waiting' };
      const failures = run.failing
        .filter(({ channel, failures: count }) => failed.get(channel) !== count)
        .map(({ channel, reason }) => `${channel}: ${reason}`);
      failed.clear();
      for (const { channel, failures: count } of run.failing) failed.set(channel, count);
      return { sent, failures, isIdle: run.composed.kind === 'nothing' && run.waiting === 0 };
    },
  };
}
