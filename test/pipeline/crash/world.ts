import type { AggregateDeps } from '../../../functions/aggregate/aggregation.ts';
import type { PollingDeps } from '../../../functions/discover/poll-fleet.ts';
import type { Press } from '../../../functions/domain/presses/press.ts';
import type { EvaluateDeps } from '../../../functions/evaluate/evaluation.ts';
import type { NotifyDeps } from '../../../functions/notify/notify-deps.ts';
import { fakeCostHistory } from '../../fakes/cost-history.ts';
import { type DeliveriesFake, fakeDeliveries } from '../../fakes/deliveries.ts';
import { fakeEmnify, statsOf } from '../../fakes/emnify.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { fakeFleetViews } from '../../fakes/fleet-views.ts';
import { fakeNotificationLog, type NotificationLogFake } from '../../fakes/notification-log.ts';
import { fakePresses } from '../../fakes/presses.ts';
import { fakeQueue } from '../../fakes/queue.ts';
import { anEndpoint, aPlan, minutesOn, NOW, traffic } from '../../fakes/samples.ts';
import { fakeTopics, type TopicsFake } from '../../fakes/topics.ts';

export const SWEEP_MINUTES = 60;

/**
 * What emnify reports of each endpoint, sweep by sweep. Every figure stands for two sweeps, so that one which is missed
 * is made up for, and all of the undisturbed run's alerts can be asked for by name.
 */
const COSTS: Record<string, string[]> = {
  // Of 5: 82 %, and a jump to 152 %.
  '1': ['4.1', '4.1', '7.6', '7.6'],
  // Of 5, muted until the third sweep: 110 %, 112 %.
  '2': ['5.5', '5.5', '5.6', '5.6'],
  // Of 20: 60 %, which foresees 27; 85 %. All three together of 26: 83 %, 116 %.
  '3': ['12', '12', '17', '17'],
};

/** Of the whole workspace, of 24: 72 %, 95 %. */
const WORKSPACE = ['17.3', '17.3', '22.8', '22.8'];

const PLAN = aPlan(
  [
    { name: 'with-forecast', match: { ids: ['3'] }, limit: 20 },
    { name: 'every-device', limit: 5, forecast: false },
    { name: 'together', scope: 'group', limit: 26, forecast: false },
    { name: 'workspace', scope: 'organisation', limit: 24, thresholds: [80], forecast: false },
  ],
  {
    mutes: [
      {
        match: { ids: ['2'] },
        until: minutesOn(1.5 * SWEEP_MINUTES).toISOString(),
        reason: 'new firmware',
        who: 'Kim',
      },
    ],
  },
);

/** The next notification says it. Its endpoint is none of the fleet, so it changes no alert. */
const PRESS: Press = {
  kind: 'mute',
  endpoint: { id: '9', name: 'spare' },
  upTo: { pct: 300 },
  id: `${NOW.toISOString()}-0a0b0c`,
  at: NOW.toISOString(),
  until: minutesOn(24 * 60).toISOString(),
  from: 'page',
};

/** Enough for all in every sweep. */
const LIMITS = { sweepHours: SWEEP_MINUTES / 60, requestsPerMonth: 5_000_000, checksPerRun: 1800 };

/** All that the four use cases need, in memory, and one clock for all of them. */
export interface World {
  clock: Date;
  queue: { bodies: string[] };
  notificationLog: NotificationLogFake;
  deliveries: DeliveriesFake;
  topics: TopicsFake;
  discover: PollingDeps;
  evaluate: EvaluateDeps;
  aggregate: AggregateDeps;
  notify: NotifyDeps;
  /** From now on emnify reports the figures of this sweep, counted from 0. */
  report(sweep: number): void;
}

export function newWorld(): World {
  const [one, two, three] = ['1', '2', '3'].map((id) => anEndpoint(id));
  const emnify = fakeEmnify();
  emnify.pages = [
    { endpoints: [one, two].flatMap((endpoint) => endpoint ?? []), unreadable: 0, totalCount: 3 },
    { endpoints: [three].flatMap((endpoint) => endpoint ?? []), unreadable: 0, totalCount: 3 },
  ];
  const queue = fakeQueue();
  const costHistory = fakeCostHistory();
  const notificationLog = fakeNotificationLog();
  const deliveries = fakeDeliveries();
  const topics = fakeTopics();
  const presses = fakePresses([PRESS]);
  const fleet = fakeFleetRecords();
  const now = (): Date => world.clock;
  const budgets = async () => PLAN;
  const world: World = {
    clock: NOW,
    queue,
    notificationLog,
    deliveries,
    topics,
    discover: { emnify, queue, costHistory, fleet, limits: LIMITS, now },
    evaluate: { emnify, budgets, costHistory, notificationLog, now },
    aggregate: {
      emnify,
      budgets,
      costHistory,
      notificationLog,
      fleet,
      fleetViews: fakeFleetViews(),
      sweepMinutes: 60,
      now,
    },
    notify: {
      notificationLog,
      deliveries,
      topics,
      presses,
      smsSpending: async () => ({ spentUsd: 0, limitUsd: 1 }),
      settleSeconds: 120,
      onTrouble: () => {},
      now,
    },
    report(sweep) {
      const thisMonth = (costs: string[]) => [traffic('data', costs[Math.min(sweep, costs.length - 1)])];
      for (const [id, costs] of Object.entries(COSTS)) {
        emnify.stats.set(id, statsOf({ currentMonth: thisMonth(costs) }));
      }
      emnify.organisationFigures = { stats: { currentMonth: thisMonth(WORKSPACE), lastMonth: [] } };
    },
  };
  return world;
}
