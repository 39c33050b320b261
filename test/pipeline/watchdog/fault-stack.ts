import type { SQSBatchResponse } from 'aws-lambda';
import type { Watch } from '../../../functions/watchdog/watch.ts';
import { drainQueue } from '../../../infra/local/aws/event-source.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { type EmnifySimulator, startEmnifySimulator } from '../../../infra/local/emnify-simulator/simulator.ts';
import { type Deployment, deploy, synthesize } from '../e2e/deployment.ts';

const TOKEN = 'fault-stack-application-token';
export const MONTH = '2026-10';
const TICK_MS = 15 * 60_000;
const DAY_AND_MORE_MS = 26 * 3_600_000;

/** Lists are read each half hour, so that a condition that lasts for sweeps is over soon. */
const BUDGETS = `
currency: EUR
sweep: 30 minutes
recipients:
  email: [ops@example.com]
  sms: ["+15555550100"]
budgets:
  - { name: every-device, limit: 5, forecast: false, anomaly: false }
`;

/** What a schedule or a trigger starts. */
export type Started = 'discover' | 'evaluate' | 'aggregate' | 'notify';

/** A mail to the operators. */
export interface Heard {
  at: Date;
  subject: string;
  body: string;
}

/** The deployed stack on this machine, living by a clock that goes on by a quarter of an hour. */
export interface FaultStack {
  deployment: Deployment;
  emnify: EmnifySimulator;
  fleet: SimulatedFleet;
  /** What nothing starts. */
  off: Set<Started>;
  /** Called after `discover` of each tick. */
  afterDiscover: () => Promise<void>;
  now(): Date;
  /** Lets more than a day pass in which nothing is looked at: the watchdog counts its mails of a day. */
  nextDay(): void;
  /** A quarter of an hour: each function once, the watchdog last. @returns what it came to, or why its run failed */
  tick(): Promise<Watch | { error: string }>;
  /** What operators were sent so far. */
  heard: Heard[];
  close(): Promise<void>;
}

export async function startFaultStack(endpoints: number): Promise<FaultStack> {
  let now = new Date('2026-10-14T08:00:00Z');
  const figures = { data: { volume: '4', cost: '1' } };
  const ids = Array.from({ length: endpoints }, (_, index) => index + 1);
  const fleet = new SimulatedFleet(ids.map((id) => ({ id, name: `tracker-${id}`, months: { [MONTH]: figures } })));
  const [emnify, folder] = await Promise.all([
    startEmnifySimulator({ applicationToken: TOKEN, fleet, now: () => now, enforceLimits: false }),
    synthesize(BUDGETS),
  ]);
  const deployment = await deploy(folder, { baseUrl: emnify.url, applicationToken: TOKEN }, () => now, {
    waitsPass: true,
  });
  const heard: Heard[] = [];
  const stack: FaultStack = {
    deployment,
    emnify,
    fleet,
    off: new Set(),
    afterDiscover: async () => {},
    now: () => now,
    nextDay: () => {
      now = new Date(now.getTime() + DAY_AND_MORE_MS);
    },
    heard,
    async tick() {
      now = new Date(now.getTime() + TICK_MS);
      const start = async (name: Started, event: object): Promise<void> => {
        if (stack.off.has(name)) return;
        // As in AWS, a run that fails is nothing to those who start it.
        await deployment
          .function(name)
          .invoke(event)
          .catch(() => {});
      };
      await start('discover', { dueOnly: true });
      await stack.afterDiscover();
      if (!stack.off.has('evaluate')) {
        const evaluate = deployment.function('evaluate');
        const invoke = async (event: object) => (await evaluate.invoke(event)) as SQSBatchResponse;
        await drainQueue({ ...deployment.eventSource, concurrency: 1, invoke });
      }
      await start('aggregate', {});
      await start('notify', {});
      const before = deployment.sns.publications.length;
      const watched = await deployment
        .function('watchdog')
        .invoke({})
        .then(
          (answer) => answer as Watch,
          (error: Error) => ({ error: error.message }),
        );
      for (const { topicName, subject = '', message } of deployment.sns.publications.slice(before)) {
        if (topicName.includes('Operators')) heard.push({ at: now, subject, body: message });
      }
      return watched;
    },
    async close() {
      await deployment.close();
      await emnify.close();
    },
  };
  return stack;
}
