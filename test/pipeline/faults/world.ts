import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { groupScope } from '../../../functions/domain/costs/scope.ts';
import type { Spend } from '../../../functions/domain/costs/spend.ts';
import { startSns } from '../../../infra/local/aws/sns.ts';
import { type EmnifySimulator, startEmnifySimulator } from '../../../infra/local/emnify-simulator/simulator.ts';
import { createTableRequest } from '../../../infra/local/host/tables.ts';
import { COST_HISTORY, NOTIFICATION_LOG } from '../../../infra/table-schemas.ts';
import { fakeBudgetsRecord } from '../../fakes/budgets.ts';
import { fakeCostHistory } from '../../fakes/cost-history.ts';
import { fakeDeliveries } from '../../fakes/deliveries.ts';
import { fakeFleetRecords } from '../../fakes/fleet-records.ts';
import { fakeFleetViews } from '../../fakes/fleet-views.ts';
import { fakeNotificationLog, waitingIn } from '../../fakes/notification-log.ts';
import { fakePresses } from '../../fakes/presses.ts';
import { fakeQueue } from '../../fakes/queue.ts';
import { minutesOn, NOW } from '../../fakes/samples.ts';
import { hurriedClients } from './aws-clients.ts';
import type { Service } from './cells.ts';
import { BUDGETS, smallFleet } from './fleet.ts';
import { type AwsClients, coldStart, type Functions, type Resources, tablesOf } from './functions.ts';
import { type Gate, startGate } from './gate.ts';
import { APPLICATION_TOKEN, type Ground, TIME_LIMIT_MS } from './ground.ts';
import { aboutAlerts, type Sent, sentIn } from './sent.ts';

/** A small fleet with its budgets and all services, real sockets between them, and a gate before one service. */
export interface World {
  clock: Date;
  gate: Gate;
  emnify: EmnifySimulator;
  /** The functions after a cold start. @param timeLimitMs how long the service behind the gate may be silent */
  start(timeLimitMs?: number): Functions;
  /** Takes all messages out of the queue. */
  receive(): Promise<string[]>;
  /** How often each alert was sent on each channel, by its key. */
  sent(): Sent;
  /** The mails about alerts. */
  mails(): string[];
  /** The last daily report as a mail. */
  report(): string;
  /** Whether alerts or messages wait. */
  isWaiting(): Promise<boolean>;
  /** Spend by endpoint or group, as it is stored. */
  spends(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

let worlds = 0;

/**
 * Tables and queue are the stand-ins where DynamoDB is the service behind the gate, and the queue is where SQS is. Else
 * they are in memory, which is many times faster: test/functions/aws holds both kinds of tables to the same.
 */
export async function newWorld(ground: Ground, gated: Service): Promise<World> {
  worlds += 1;
  const [queue, tables, sns, emnify] = await Promise.all([
    gated === 'dynamodb' || gated === 'sqs' ? queueIn(ground) : fakeQueue(),
    gated === 'dynamodb'
      ? tablesIn(ground)
      : {
          costHistory: fakeCostHistory(),
          notificationLog: fakeNotificationLog(),
          deliveries: fakeDeliveries(),
          fleet: fakeFleetRecords(),
          fleetViews: fakeFleetViews(),
          budgetsRecord: fakeBudgetsRecord(),
          presses: fakePresses(),
        },
    startSns({
      topics: {
        mail: [{ protocol: 'email', endpoint: 'ops@example.com' }],
        text: [{ protocol: 'sms', endpoint: '+491700000000' }],
        event: [],
      },
    }),
    startEmnifySimulator({
      fleet: smallFleet(),
      now: () => world.clock,
      applicationToken: APPLICATION_TOKEN,
      // Two pages.
      maxPerPage: 2,
      enforceLimits: false,
    }),
  ]);
  const gate = await startGate({ ...ground, sns, emnify }[gated].url);
  const snsClient = hurriedClients.sns({ url: sns.url, timeLimitMs: TIME_LIMIT_MS });
  const { text = '', mail = '', event = '' } = sns.topicArns;
  const inOrder: AwsClients = { ...ground.clients, sns: snsClient };
  const opened: { destroy(): void }[] = [snsClient];

  function clientsFor(timeLimitMs: number): AwsClients {
    if (gated === 'emnify' || !gate.isShut()) return inOrder;
    const client = hurriedClients[gated]({ url: gate.url, timeLimitMs });
    opened.push(client);
    return { ...inOrder, [gated]: client };
  }

  const world: World = {
    clock: NOW,
    gate,
    emnify,
    start(timeLimitMs = TIME_LIMIT_MS) {
      return coldStart({
        clients: clientsFor(timeLimitMs),
        emnifyUrl: gated === 'emnify' ? gate.url : emnify.url,
        emnifyTimeLimitMs: gated === 'emnify' ? timeLimitMs : TIME_LIMIT_MS,
        queue,
        topicArns: { text, mail, event },
        tables,
        now: () => world.clock,
      });
    },
    receive: async () => ('url' in queue ? await received(ground, queue.url) : queue.bodies.splice(0)),
    sent: () => sentIn(sns.publications),
    mails: () => aboutAlerts(sns.publications, 'mail'),
    report: () => sns.publications.findLast(({ subject }) => subject?.startsWith('Fleet report'))?.message ?? '',
    async isWaiting() {
      const { notificationLog, deliveries } = tablesOf({ tables, clients: inOrder });
      const { notifications } = await deliveries.state();
      return notifications.some(({ head }) => !head.isDone) || (await waitingIn(notificationLog)).length > 0;
    },
    async spends() {
      const { costHistory } = tablesOf({ tables, clients: inOrder });
      const spends: Record<string, string> = {};
      const keep = (name: string, spend: Spend | undefined): void => {
        spends[name] = (spend?.meters.total ?? []).map(({ amount, currency }) => `${currency} ${amount}`).join(', ');
      };
      for await (const { endpoint, spend } of costHistory.months('2026-10')) keep(endpoint.name, spend);
      keep('together', (await costHistory.readGroup(groupScope('together'), '2026-10'))?.spend);
      return spends;
    },
    async close() {
      for (const client of opened) client.destroy();
      await Promise.all([gate, sns, emnify].map((service) => service.close()));
    },
  };
  // A sweep before this one has read the budgets.
  await tablesOf({ tables, clients: inOrder }).budgetsRecord.keep(BUDGETS, minutesOn(-60));
  return world;
}

async function queueIn({ sqs }: Ground): Promise<{ url: string }> {
  const { queueUrl } = await sqs.createQueue({ name: `evaluation-${worlds}`, visibilityTimeoutSeconds: 600 });
  return { url: queueUrl };
}

/** The visibility timeout of messages that are not deleted: longer than any trial. */
async function received({ clients }: Ground, QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
}

async function tablesIn({ dynamodb }: Ground): Promise<Resources['tables']> {
  const names = { costHistory: `cost-history-${worlds}`, notificationLog: `notification-log-${worlds}` };
  await dynamodb.createTable(createTableRequest(names.costHistory, COST_HISTORY));
  await dynamodb.createTable(createTableRequest(names.notificationLog, NOTIFICATION_LOG));
  return names;
}
