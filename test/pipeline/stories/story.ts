import { parsePlan } from '../../../functions/budgets-file/budgets.ts';
import { parseRequest } from '../../../functions/contracts/evaluation-request.ts';
import { discoverEndpoints } from '../../../functions/discover/discover-endpoints.ts';
import type { BudgetPlan } from '../../../functions/domain/budgets/budget.ts';
import type { Endpoint } from '../../../functions/domain/costs/endpoint.ts';
import type { Severity } from '../../../functions/domain/judging/thresholds.ts';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import { formatMomentInYear } from '../../../functions/domain/values/month.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import type { NotifyDeps } from '../../../functions/notify/notify-deps.ts';
import { runNotify } from '../../../functions/notify/run-notify.ts';
import { fakeCostHistory } from '../../fakes/cost-history.ts';
import { fakeDeliveries } from '../../fakes/deliveries.ts';
import { fakeNotificationLog } from '../../fakes/notification-log.ts';
import { fakePresses } from '../../fakes/presses.ts';
import { fakeQueue } from '../../fakes/queue.ts';
import { quiet } from '../../fakes/samples.ts';
import { DENIED, fakeTopics } from '../../fakes/topics.ts';
import { type Costs, storyFleet } from './fleet.ts';

/**
 * Parts of the world that can be out of order. `sns` refuses on every channel, `texts` and `mails` on one; `marking` is a
 * stop between publishing and marking.
 */
type Part = 'emnify' | 'sns' | 'texts' | 'mails' | 'marking';

/** A message as its recipient read it. `at` is `14 Oct 09:00 UTC`. */
export interface Mail {
  at: string;
  subject: string;
  body: string;
}

export interface Text {
  at: string;
  body: string;
}

/**
 * The pipeline on a clock of its own: a sweep at each full hour or more often, a notify run each minute, the real use
 * cases, and everything outside them in memory.
 */
export interface Story {
  endpoint(name: string, more?: Partial<Endpoint>): void;
  /** What emnify reports of an endpoint from now on. */
  costs(name: string, costs: Costs): void;
  budgets(budgets: object[]): void;
  /** Mutes, as `budgets.yaml` has them, from now on. */
  mutes(mutes: object[]): void;
  breaks(part: Part): void;
  repairs(part: Part): void;
  /** Lets everything happen that happens before this moment, `14 Oct 2026 10:00` in UTC; the clock stands there then. */
  until(moment: string): Promise<void>;
  mails(): Mail[];
  /** `14 Oct 09:00 UTC [CRITICAL] tracker-1: …` for each mail. */
  headlines(): string[];
  /** The text messages that a recipient from this severity on reads; of what is critical by default. */
  texts(from?: Severity): Text[];
  /** Alerts that machines got, in order. */
  forMachines(): { dedupKey: string }[];
  /**
   * Runs that failed, such as `14 Oct 09:00 UTC discover`, and tries of a channel that did
   * not take its message, such as `14 Oct 09:00 UTC notify: mail`.
   */
  failures(): string[];
}

/** The budgets have been in force for long, unless it is a `firstRun`. */
export function startStory(options: {
  at: string;
  budgets: object[];
  currency?: string;
  /** How often the queue delivers each request. */
  copies?: number;
  sweepMinutes?: number;
  firstRun?: true;
}): Story {
  const { currency = 'EUR', copies = 1, sweepMinutes = 60, firstRun } = options;
  const fleet = storyFleet();
  const queue = fakeQueue();
  const costHistory = fakeCostHistory();
  const log = fakeNotificationLog();
  const deliveries = fakeDeliveries();
  const topics = fakeTopics();
  const broken = new Set<Part>();
  const mails: Mail[] = [];
  const texts: (Text & { severity: string })[] = [];
  const failures: string[] = [];
  let clock = momentOf(options.at);
  let written: Written = { currency, budgets: options.budgets };
  let plan = planOf(written);

  const now = (): Date => new Date(clock);
  const stamp = (): string => formatMomentInYear(now());
  const failIf = (part: Part): void => {
    if (broken.has(part)) throw new Error(`${part} is out of order`);
  };
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    await work().catch(() => failures.push(`${stamp()} ${what}`));
  };

  const parts: Record<Channel, Part | undefined> = { text: 'texts', mail: 'mails', event: undefined };
  topics.answer = (channel) => {
    const part = parts[channel];
    const isRefused = broken.has('sns') || (part !== undefined && broken.has(part));
    return isRefused && DENIED.kind !== 'accepted' ? DENIED : undefined;
  };
  const notifyDeps: NotifyDeps = {
    notificationLog: log,
    deliveries: {
      ...deliveries,
      async markDelivered(delivery, sent) {
        failIf('marking');
        await deliveries.markDelivered(delivery, sent);
      },
    },
    topics: {
      async publish(channel, message) {
        const outcome = await topics.publish(channel, message);
        const { subject = '', body, attributes } = message;
        if (outcome.kind !== 'accepted') failures.push(`${stamp()} notify: ${channel}`);
        else if (channel === 'mail') mails.push({ at: stamp(), subject, body });
        else if (channel === 'text') texts.push({ at: stamp(), body, severity: attributes.severity });
        return outcome;
      },
    },
    presses: fakePresses(),
    smsSpending: async () => ({ spentUsd: 0, limitUsd: 1 }),
    settleSeconds: 0,
    now,
  };

  const sweep = async (): Promise<void> => {
    if (!firstRun) for (const { name } of plan.budgets) await log.keepFirstSweep(name, 'long ago');
    await attempt('discover', () => discoverEndpoints({ emnify: fleet.emnify, queue, costHistory, now }));
    const bodies = queue.bodies.splice(0).flatMap((body) => Array.from({ length: copies }, () => body));
    const deps = { emnify: fleet.emnify, budgets: async () => plan, costHistory, notificationLog: log, now };
    await Promise.all(bodies.map((body) => attempt('evaluate', () => evaluateEndpoint(deps, parseRequest(body)))));
  };

  return {
    endpoint: (name, more = {}) => fleet.add(name, more),
    costs: (name, costs) => fleet.report(name, costs, now()),
    budgets(budgets) {
      written = { ...written, budgets };
      plan = planOf(written);
    },
    mutes(mutes) {
      written = { ...written, mutes };
      plan = planOf(written);
    },
    breaks(part) {
      broken.add(part);
      if (part === 'emnify') fleet.emnify.failure = new Error('emnify is out of order');
    },
    repairs(part) {
      broken.delete(part);
      if (part === 'emnify') fleet.emnify.failure = undefined;
    },
    async until(moment) {
      for (const end = momentOf(moment); clock < end; clock += MINUTE_MS) {
        if (now().getUTCMinutes() % sweepMinutes === 0) await sweep();
        await attempt('notify', () => runNotify(notifyDeps));
      }
    },
    mails: () => mails,
    headlines: () => mails.map(({ at, subject }) => `${at} ${subject}`),
    texts: (from = 'critical') =>
      texts.filter(({ severity }) => from === 'warning' || severity === from).map(({ at, body }) => ({ at, body })),
    forMachines: () => topics.alerts(),
    failures: () => failures,
  };
}

const MINUTE_MS = 60_000;

/** `14 Oct 2026 09:00`, in UTC. */
function momentOf(text: string): number {
  const moment = Date.parse(`${text} UTC`);
  if (Number.isNaN(moment)) throw new RangeError(`not a moment: ${text}`);
  return moment;
}

interface Written {
  currency: string;
  budgets: object[];
  mutes?: object[];
}

function planOf(written: Written): BudgetPlan {
  return parsePlan(JSON.stringify({ ...written, budgets: written.budgets.map(quiet) }), 'budgets of this story');
}
