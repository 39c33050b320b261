import { planText } from '../../../functions/budgets-file/budgets.ts';
import { MINUTE_MS } from '../../../functions/domain/values/duration.ts';
import type { NotifyRun } from '../../../functions/notify/run-notify.ts';
import { startFaultProxy } from '../aws/fault-proxy.ts';
import { SimulatedFleet } from '../emnify-simulator/fleet.ts';
import { startEmnifySimulator } from '../emnify-simulator/simulator.ts';
import { awsEnvironment, type Cloud, startCloud } from '../host/cloud.ts';
import { OpenParts } from '../host/open-parts.ts';
import { type Pipeline, startPipeline } from '../host/pipeline.ts';
import { type SentNotification, sentNotifications } from '../host/sent-messages.ts';
import { FAULTS, PROXIED_SERVICES, type Services } from './faults.ts';
import type { Story } from './story.ts';

const APPLICATION_TOKEN = 'story-application-token';

/** A notification, and the moment of the story at which it was sent. */
export interface Message {
  at: Date;
  notification: SentNotification;
}

/** The outcome of a story. */
export interface Played {
  messages: Message[];
  /** The failed runs. */
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
  // Skip ticks while nothing can be pending, as they change nothing.
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
  /** Applies the story's changes up to this moment. */
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
  const proxies = await proxiesFor(parts, story, cloud);
  const urls = Object.fromEntries(Object.entries(proxies).map(([service, { url }]) => [service, { url }]));
  const environment = { ...cloud.environment, ...awsEnvironment({ ...cloud.services, ...urls }) };
  const pipeline = await parts.keep(startPipeline({ ...cloud, environment }, emnify.url, now));
  const budgets = { parameters: cloud.ssm.parameters, name: cloud.names.budgetsParameter };
  return {
    ...changes(story, { fleet, cloud, services: { emnify, sns: cloud.sns, budgets, proxies } }),
    ...runs(cloud, pipeline),
  };
}

/** Starts a proxy for each service that fails in the story. */
async function proxiesFor(parts: OpenParts, { faults }: Story, { services }: Cloud): Promise<Services['proxies']> {
  const proxies: Services['proxies'] = {};
  for (const service of PROXIED_SERVICES) {
    if (!faults.some((fault) => fault.service === service)) continue;
    proxies[service] = await parts.keep(startFaultProxy(services[service].url));
  }
  return proxies;
}

/** Makes the functions that apply the changes of the story in the order of time. */
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

/** The scheduled runs. */
function runs(cloud: Cloud, pipeline: Pipeline): Pick<World, 'sweep' | 'notify'> {
  /** The failures of each channel up to the last run, so that each failed try is reported once. */
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
