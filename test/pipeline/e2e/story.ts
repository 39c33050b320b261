import type { SQSBatchResponse } from 'aws-lambda';
import type { MonthCounts } from '../../../functions/domain/watchdog/observations.ts';
import { drainQueue } from '../../../infra/local/aws/event-source.ts';
import { SimulatedFleet } from '../../../infra/local/emnify-simulator/fleet.ts';
import { startEmnifySimulator } from '../../../infra/local/emnify-simulator/simulator.ts';
import { type Deployment, deploy, synthesize } from './deployment.ts';

const APPLICATION_TOKEN = 'e2e-application-token';
const OCTOBER = '2026-10';

const BUDGETS = `
currency: EUR
report: "07:00"
recipients:
  email: [ops@example.com, { to: boss@example.com, from: critical }]
  sms: ["+15555550100"]
budgets:
  - { name: cameras, match: { tags: [camera] }, limit: 50 }
  - { name: every-device, limit: 5, anomaly: false }
  - { name: all-cameras, scope: group, match: { tags: [camera] }, limit: 400 }
  - { name: workspace, scope: organisation, limit: emnify }
`;

/** All that the page can show. */
const PAGES = [
  { view: 'fleet', search: 'tracker' },
  { view: 'device', endpoint: '1' },
  { view: 'messages' },
  { view: 'health' },
  { csv: {} },
];

/** A deployment that has lived through four hours, and what came of them. */
export interface Story {
  deployment: Deployment;
  sweeps: unknown[];
  sums: unknown[];
  rounds: unknown[];
  /** What became of endpoints before the cold start, which was after the second hour. */
  counted?: MonthCounts;
  /** What the schedule starts, after the third hour. */
  poll: unknown;
  report: unknown;
  /** A run of the watchdog, while all is well but for one endpoint. */
  watch: unknown;
  /** What the page shows then, view by view. */
  pages: unknown[];
  /** The run of `notify` after the report. */
  roundAfterReport: unknown;
  /** What persons have pressed after the report: a mute that is taken back, a check, and a notification once more. */
  pressed: unknown[];
  invoke(name: string, event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Plays it: one endpoint goes over its limit in the second hour. In the fourth it goes further, another comes near its
 * own, and SNS refuses the document about both, in full and in short.
 */
export async function playStory(): Promise<Story> {
  let now = new Date('2026-10-18T09:00:00Z');
  const fleet = new SimulatedFleet([
    { id: 1, name: 'tracker-1', months: { [OCTOBER]: { data: { volume: '9.6', cost: '2.4' } } } },
    {
      id: 2,
      name: 'camera-1',
      tags: 'Berlin, Camera',
      months: { [OCTOBER]: { data: { volume: '90', cost: '22.5' } } },
    },
    { id: 3, name: 'silent-1', months: {} },
    { id: 4, name: 'retired-1', statsStatus: 404, months: {} },
    { id: 5, name: 'broken-1', statsStatus: 400, months: {} },
  ]);
  const [emnify, folder] = await Promise.all([
    startEmnifySimulator({ applicationToken: APPLICATION_TOKEN, fleet, now: () => now }),
    synthesize(BUDGETS),
  ]);
  const deployment = await deploy(
    folder,
    { baseUrl: emnify.url, applicationToken: APPLICATION_TOKEN },
    () => now,
  ).catch(async (error: unknown) => {
    await emnify.close();
    throw error;
  });
  const story: Story = {
    deployment,
    sweeps: [],
    sums: [],
    rounds: [],
    poll: undefined,
    report: undefined,
    watch: undefined,
    pages: [],
    roundAfterReport: undefined,
    pressed: [],
    invoke: (name, event) => deployment.function(name).invoke(event),
    close: async () => {
      await deployment.close();
      await emnify.close();
    },
  };

  /** A sweep, the sums after it, a round of `notify` at once, and another when nothing more comes in. */
  const hour = async (start: string) => {
    now = new Date(start);
    story.sweeps.push(await story.invoke('discover', {}));
    await drainQueue({
      ...deployment.eventSource,
      concurrency: 2,
      invoke: async (event) => (await story.invoke('evaluate', event)) as SQSBatchResponse,
    });
    story.sums.push(await story.invoke('aggregate', {}));
    story.rounds.push(await story.invoke('notify', {}));
    now = new Date(now.getTime() + 2 * 60_000);
    story.rounds.push(await story.invoke('notify', {}));
  };

  try {
    await hour('2026-10-18T09:00:00Z');
    fleet.setTraffic(1, OCTOBER, { data: { volume: '24.4', cost: '6.1' } });
    await hour('2026-10-18T10:00:00Z');
    story.counted = await deployment.counts('2026-10');

    await deployment.coldStart();
    await hour('2026-10-18T11:00:00Z');
    story.poll = await story.invoke('discover', { dueOnly: true });
    story.report = await story.invoke('report', {});
    story.roundAfterReport = await story.invoke('notify', {});
    story.watch = await story.invoke('watchdog', {});
    for (const asked of PAGES) story.pages.push(await story.invoke('page', { ...asked, as: 'data' }));
    const [sent] = deployment.sns.outbox('sms');
    const ref = /Ref (\w+)$/.exec(sent?.body ?? '')?.[1];
    const press = async (event: object): Promise<string> => {
      const answer = (await story.invoke('act', event)) as { id: string };
      story.pressed.push(answer);
      return answer.id;
    };
    const undoes = await press({ mute: { ref, until: '1 day', reason: 'load test', who: 'Anna' } });
    await press({ undo: { undoes, who: 'Kim' } });
    await press({ check: { endpoint: '1' } });
    await press({ resend: { ref } });

    // Start new processes, as Lambda would after an hour. A used-up pace would make this test wait.
    await deployment.coldStart();
    fleet.setTraffic(1, OCTOBER, { data: { volume: '31.2', cost: '7.8' } });
    fleet.setTraffic(3, OCTOBER, { data: { volume: '16.8', cost: '4.2' } });
    deployment.sns.inject({ errorCode: 'InvalidParameter', status: 400, times: 2, topicName: deployment.topics.event });
    await hour('2026-10-18T12:00:00Z');
  } catch (error) {
    await story.close();
    throw error;
  }
  return story;
}
