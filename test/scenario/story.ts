import { parsePlan } from '../../functions/contracts/budgets.ts';
import { parseRequest } from '../../functions/contracts/evaluation-request.ts';
import { discoverEndpoints } from '../../functions/discover/discover-endpoints.ts';
import type { BudgetPlan } from '../../functions/domain/budget.ts';
import type { Endpoint } from '../../functions/domain/endpoint.ts';
import { formatMomentInYear } from '../../functions/domain/period.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { notifyPending } from '../../functions/notify/notify-pending.ts';
import { fakeCostHistory } from '../fakes/cost-history.ts';
import { fakeNotificationLog } from '../fakes/notification-log.ts';
import { fakeQueue } from '../fakes/queue.ts';
import { fakeTopic } from '../fakes/topic.ts';
import { type Costs, storyFleet } from './fleet.ts';

/** Parts of the world that can be out of order. `marking` is a stop between publishing and marking. */
type Part = 'emnify' | 'sns' | 'marking';

/** A message as somebody read it. `at` is `14 Oct 09:00 UTC`. */
export interface Mail {
  at: string;
  subject: string;
  body: string;
}

/**
 * The pipeline on a clock of its own: a sweep at each full hour, a notify run each minute, the real use cases, and
 * everything outside them in memory.
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
  /** The text messages, which only what is critical makes. */
  texts(): string[];
  /** Runs that failed, as the alarms would see them, such as `14 Oct 09:00 UTC discover`. */
  failures(): string[];
}

/** The budgets have been in force for long, unless it is a `firstRun`. */
export function startStory(options: {
  at: string;
  budgets: object[];
  currency?: string;
  deliveries?: number;
  firstRun?: true;
}): Story {
  const { currency = 'EUR', deliveries = 1, firstRun } = options;
  const fleet = storyFleet();
  const queue = fakeQueue();
  const costHistory = fakeCostHistory();
  const log = fakeNotificationLog();
  const topic = fakeTopic();
  const broken = new Set<Part>();
  const mails: Mail[] = [];
  const texts: string[] = [];
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

  const notificationLog: typeof log = {
    ...log,
    markSent: async (alert, sent) => {
      failIf('marking');
      await log.markSent(alert, sent);
    },
  };
  const people: typeof topic = {
    ...topic,
    publish: async (message) => {
      failIf('sns');
      const messageId = await topic.publish(message);
      mails.push({ at: stamp(), subject: message.subject, body: message.email });
      if (message.attributes.severity === 'critical') texts.push(message.sms);
      return messageId;
    },
  };

  const sweep = async (): Promise<void> => {
    if (!firstRun) for (const { name } of plan.budgets) await log.keepFirstSweep(name, 'long ago');
    await attempt('discover', () => discoverEndpoints({ emnify: fleet.emnify, queue, costHistory, now }));
    const bodies = queue.bodies.splice(0).flatMap((body) => Array.from({ length: deliveries }, () => body));
    const deps = { emnify: fleet.emnify, budgets: async () => plan, costHistory, notificationLog, now };
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
        if (now().getUTCMinutes() === 0) await sweep();
        await attempt('notify', () => notifyPending({ notificationLog, topic: people, settleSeconds: 0, now }));
      }
    },
    mails: () => mails,
    headlines: () => mails.map(({ at, subject }) => `${at} ${subject}`),
    texts: () => texts,
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
  return parsePlan(JSON.stringify(written), 'budgets of this story');
}
