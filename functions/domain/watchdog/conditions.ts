import { DAY_MS, HOUR_MS, MINUTE_MS } from '../values/duration.ts';
import { plural } from '../values/text.ts';
import { anyOf, bad, badIf, type Finding, GOOD, given, when } from './finding.ts';
import { unknownIn, type Watched } from './observations.ts';
import { counted } from './progress.ts';
import {
  ageMs,
  deadLettersOf,
  failedRuns,
  INTERVALS,
  idleWorkers,
  LEAST_SILENCE_MS,
  lateFunctions,
  lateRequests,
  longWait,
  noted,
  silentNotify,
  sweepMs,
  sweeps,
  withLastFailure,
} from './rules.ts';

/** Critical: alerts may be missing now. High: they will be missing if no operator acts. Low: no alert depends on it. */
export const SEVERITIES = ['critical', 'high', 'low'] as const;
export type ConditionSeverity = (typeof SEVERITIES)[number];

/** Something about the alerter that an operator has to know. */
export interface Condition {
  /** The address of its paragraph in docs/operations.md. */
  id: string;
  /** The heading of that paragraph. */
  title: string;
  severity: ConditionSeverity;
  /** What this means for the recipients of alerts. */
  impact: string;
  /** What the operator does now. */
  remedy: string;
  /** Titles of conditions that follow from this one: they are named below it, and not on their own. */
  explains: string[];
  judge(watched: Watched): Finding;
}

/** A request that fails comes back every half hour, up to five times. */
const RETRIED_FOR_MS = 2 * HOUR_MS;
const TOKEN_DAYS = 14;
/** The condition that something could not be read. */
export const CANNOT_SEE = 'watchdog-cannot-see';
const SMS_LIMIT_SHARE = 0.8;
/** A channel that fails once is tried again in a minute. */
const FAILURES_OF_CHANNEL = 2;

/**
 * All conditions, causes before what follows from them: in this order they are said. To change a condition, change its
 * entry here and its paragraph in docs/operations.md.
 */
export const CONDITIONS: Condition[] = [
  {
    id: 'token-refused',
    title: 'Token refused',
    severity: 'critical',
    impact: 'emnify rejects the application token: no endpoint is judged until a new one is stored.',
    remedy:
      'Make a new application token in the emnify Portal and store it (output Step1StoreToken). Then start a sweep (output Step4SweepNow).',
    explains: [
      'No sweep',
      'Function not started',
      'Fleet not judged',
      'All skipped',
      'Sweep incomplete',
      'Evaluation behind',
      'Discover errors',
      'Evaluate errors',
      'Evaluate dead letters',
      'Aggregate errors',
    ],
    judge: noted(['discover', 'evaluate', 'aggregate'], 'tokenRefused', sweeps),
  },
  {
    id: 'throttles',
    title: 'Throttles',
    severity: 'high',
    impact:
      'Lambda refuses to start functions in this account, and one of ours is late. If this goes on, then it does not run at all.',
    remedy:
      'Find in the Lambda console what uses up the concurrency of the account. Ask AWS for more (Service Quotas, Lambda, Concurrent executions).',
    explains: ['Function not started', 'Sweep incomplete', 'Evaluation behind'],
    judge: (watched) =>
      given(watched.metrics, ({ throttles }) =>
        throttles > 0 ? anyOf([lateFunctions(watched, 2), lateRequests(watched, HOUR_MS / 4)]) : GOOD,
      ),
  },
  {
    id: 'schedule-dead-letters',
    title: 'Schedule dead letters',
    severity: 'high',
    impact:
      'A run of discover, aggregate, report or watchdog never started: no endpoint was queued, no group was judged, there is no report, or something was not watched.',
    remedy:
      'Read the attributes of the dead letter: TARGET_ARN names the function, ERROR_MESSAGE says why. Repair that, start a sweep (output Step4SweepNow) or what did not start, then purge the queue.',
    explains: ['No sweep', 'Function not started'],
    judge: deadLettersOf('schedules'),
  },
  {
    id: 'discover-errors',
    title: 'Discover errors',
    severity: 'high',
    impact: 'A sweep failed: endpoints that it did not queue are not judged before the next sweep.',
    remedy:
      'Read the last error in the log of discover. If emnify rejected the token, then store a new one (output Step1StoreToken). If emnify was down, then wait for the next sweep, or start one (output Step4SweepNow).',
    explains: ['No sweep', 'Function not started'],
    judge: failedRuns('discover', sweeps),
  },
  {
    id: 'function-not-started',
    title: 'Function not started',
    severity: 'critical',
    impact: 'discover, evaluate or aggregate has stopped running: costs raise no alerts.',
    remedy:
      'Check in the console that the schedules of discover and aggregate, and the trigger of evaluate, exist and are enabled. If not, deploy again. Then start a sweep (output Step4SweepNow).',
    explains: ['No sweep', 'Sweep incomplete', 'Evaluation behind'],
    judge: (watched) => anyOf([lateFunctions(watched, INTERVALS), idleWorkers(watched)]),
  },
  {
    id: 'no-sweep',
    title: 'No sweep',
    severity: 'critical',
    impact: 'No sweep has read the list of endpoints to its end for three intervals: costs raise no alerts.',
    remedy:
      'If this is the first deployment, then store the token (output Step1StoreToken). Otherwise follow other conditions first. If there are none, then check that the schedule of discover exists and is enabled, start a sweep (output Step4SweepNow) and read the log of discover.',
    explains: [],
    judge: (watched) =>
      given(watched.runs, ({ discover }) => {
        const last = discover.listed?.at ?? watched.since;
        const isLate = ageMs(last, watched) > INTERVALS * watched.settings.sweepMinutes * MINUTE_MS;
        return badIf(isLate && (discover.listed ? `the last one was on ${when(last)}` : 'there was none yet'));
      }),
  },
  {
    id: 'all-skipped',
    title: 'All skipped',
    severity: 'critical',
    impact: 'In two sweeps in a row emnify gave no figures for any endpoint: costs raise no alerts.',
    remedy:
      'Read "endpoint skipped" in the log of evaluate: it has the answer of emnify. If the application token belongs to another workspace, then store one of this workspace (output Step1StoreToken).',
    explains: ['Fleet not judged'],
    judge: (watched) =>
      given(watched.counts, () => {
        const { evaluated = 0, skipped = 0 } = counted(watched, 2 * sweepMs(watched)) ?? {};
        return badIf(evaluated === 0 && skipped > 0 && `${skipped} skipped, none evaluated`);
      }),
  },
  {
    id: 'fleet-not-judged',
    title: 'Fleet not judged',
    severity: 'critical',
    impact:
      'emnify answers, but for a whole sweep its answers do not show what the fleet costs: alerts may be missing.',
    remedy:
      'Read "the fleet cannot be judged in full" in the log of aggregate: it says for how many endpoints, and why. If it says HTTP 403, then the token may not read statistics: make one that may, and store it (output Step1StoreToken).',
    explains: [],
    judge: noted(['aggregate'], 'fleetNotJudged', sweeps),
  },
  {
    id: 'evaluate-errors',
    title: 'Evaluate errors',
    severity: 'high',
    impact: 'A run of evaluate crashed or timed out: up to ten endpoints are judged late or not at all.',
    remedy:
      'Read the last error in the log of evaluate. Its messages come back by themselves. After five attempts a message becomes a dead letter.',
    explains: ['Evaluate dead letters', 'Sweep incomplete', 'Evaluation behind'],
    judge: failedRuns('evaluate', sweeps),
  },
  {
    id: 'evaluate-dead-letters',
    title: 'Evaluate dead letters',
    severity: 'high',
    impact: 'Some endpoints could not be judged in five attempts: their costs raise no alerts.',
    remedy:
      'Find "message failed" with the message id in the log of evaluate, repair the cause, then purge the queue: the next sweep queues every endpoint again.',
    explains: ['Sweep incomplete'],
    judge: (watched) => withLastFailure(watched, deadLettersOf('evaluate')(watched)),
  },
  {
    id: 'sweep-incomplete',
    title: 'Sweep incomplete',
    severity: 'high',
    impact:
      'In two sweep intervals fewer than half of the queued endpoints were judged: costs of the others raise no alerts.',
    remedy:
      'Check whether messages pile up in the queue of evaluate, and that its event source mapping is enabled. Then read the log of evaluate.',
    explains: [],
    judge: (watched) =>
      given(watched.counts, () => {
        const in2 = counted(watched, 2 * sweepMs(watched));
        if (!in2) return GOOD;
        const judged = in2.evaluated + in2.skipped + in2.unjudged;
        return badIf(2 * judged < in2.asked && `${judged} of ${plural(in2.asked, 'endpoint')} that were queued`);
      }),
  },
  {
    id: 'evaluation-behind',
    title: 'Evaluation behind',
    severity: 'high',
    impact: 'An endpoint has waited in the queue for longer than two sweeps: alerts come late, and later each time.',
    remedy:
      'Read the log of evaluate. If emnify is slow or down, then wait: the queue empties by itself when emnify is back.',
    explains: [],
    judge: (watched) => lateRequests(watched, Math.max(2 * sweepMs(watched), RETRIED_FOR_MS)),
  },
  {
    id: 'aggregate-errors',
    title: 'Aggregate errors',
    severity: 'high',
    impact: 'The budgets of groups, of the organisation or of both were not judged: until then they raise no alerts.',
    remedy:
      'Read the last error in the log of aggregate. If emnify rejected the token, then store a new one (output Step1StoreToken). If emnify was down, then wait for the next run, or start one (output WhenNeededJudgeSharedBudgets).',
    explains: [],
    judge: failedRuns('aggregate', sweeps),
  },
  {
    id: 'notify-dead-letters',
    title: 'Notify dead letters',
    severity: 'high',
    impact: 'A run of notify never started: alerts are sent late. If this goes on, then they are not sent at all.',
    remedy:
      'Read the attribute ERROR_MESSAGE of the dead letter, repair what it names, send a test message (output Step2SendTestMessage), then purge the queue.',
    explains: ['Alerts waiting'],
    judge: deadLettersOf('notify'),
  },
  {
    id: 'notify-errors',
    title: 'Notify errors',
    severity: 'critical',
    impact: 'Alerts are stored but not sent. They wait until a run succeeds.',
    remedy:
      'Read the last error in the log of notify, repair what it names, then send a test message (output Step2SendTestMessage) and look for it.',
    explains: ['Alerts waiting'],
    judge: noted(['notify'], 'failed', ({ settings }) =>
      Math.max(2 * settings.notifyMinutes * MINUTE_MS, LEAST_SILENCE_MS),
    ),
  },
  {
    id: 'channel-fails',
    title: 'Channel fails',
    severity: 'critical',
    impact:
      'SNS has refused the mails, the texts or the events for machines twice in a row. Messages on this channel wait and are tried again at least once an hour. The other channels go on.',
    remedy:
      'Read "channel fails" in the log of notify: it names the channel and what SNS says. Repair the cause (if a topic, a permission or a key is gone, then deploy again), then send a test message (output Step2SendTestMessage).',
    explains: ['Alerts waiting'],
    judge: ({ outbox }) =>
      given(outbox, ({ failing }) => {
        const lasting = failing.filter(({ failures }) => failures >= FAILURES_OF_CHANNEL);
        return anyOf(
          lasting.map(({ channel, since, reason }) => bad(`${channel}s fail since ${when(since)}: ${reason}`)),
        );
      }),
  },
  {
    id: 'alerts-waiting',
    title: 'Alerts waiting',
    severity: 'critical',
    impact: 'Alerts are stored and wait too long to be sent, or notify does not run at all.',
    remedy:
      'Read the log of notify. If it is empty, then check that the schedule of notify exists and is enabled. Then send a test message (output Step2SendTestMessage).',
    explains: [],
    judge: (watched) => anyOf([longWait(watched), silentNotify(watched)]),
  },
  {
    id: 'delivery-failed',
    title: 'Delivery failed',
    severity: 'critical',
    impact: 'A recipient did not get a message: SNS took it and could not deliver it.',
    remedy:
      'In the SNS console, open the topics of the alerts and look at their subscriptions and delivery metrics. Repair or replace the subscription that fails, then send a test message (output Step2SendTestMessage).',
    explains: [],
    judge: ({ metrics }) =>
      given(metrics, ({ undelivered }) =>
        anyOf(
          Object.entries(undelivered).map(([channel, count]) =>
            badIf(count > 0 && `${plural(count, channel)} not delivered`),
          ),
        ),
      ),
  },
  {
    id: 'message-set-aside',
    title: 'Message set aside',
    severity: 'high',
    impact: 'SNS has refused a message about one alert in every form, so it was set aside. Everything else was sent.',
    remedy:
      'Read "message set aside" in the log of notify: it names the endpoint and what SNS says. Check that endpoint in the emnify Portal, and open an issue.',
    explains: [],
    judge: noted(['notify'], 'setAside', sweeps),
  },
  {
    id: 'subscriptions',
    title: 'Subscriptions',
    severity: 'high',
    impact:
      'A recipient gets no alerts, or may lose them: a subscription is not confirmed, is gone, or can be ended by a click on a link in a mail.',
    remedy:
      "Not confirmed: confirm the address with the token of AWS's mail (output Step1ConfirmAlertMails). Gone: subscribe it again first (output WhenNeededSubscribeAlertMails). Confirmed by a click: end that subscription before (output WhenNeededUnsubscribeAlertMails). The page below has the commands for operators. Then send a test message (output Step2SendTestMessage).",
    explains: [],
    judge: ({ subscriptions }) => given(subscriptions, (problems) => badIf(problems.length > 0 && problems.join('; '))),
  },
  {
    id: 'stored-items-unreadable',
    title: 'Stored items unreadable',
    severity: 'critical',
    impact:
      'A function left out an item of a table that it cannot read: an alert or a message may be missing, or a cost counts as never seen. All other items are read.',
    remedy:
      'Read "stored item cannot be read" in the log of the function that is named. Look at the item in the DynamoDB console, then repair it or delete it.',
    explains: [],
    judge: noted(['discover', 'evaluate', 'aggregate', 'notify', 'report'], 'unreadable', sweeps),
  },
  {
    id: 'budgets-refused',
    title: 'Budgets refused',
    severity: 'high',
    impact:
      'The budgets parameter is wrong or cannot be read: endpoints, groups and the organisation are judged by the last correct budgets, and no later change counts.',
    remedy:
      'Read "budgets refused" in the log of aggregate: it names the line, the mistake and its remedy. Correct the budgets, check them with npm run check -- -, and put them into the parameter (output WhenNeededChangeBudgets).',
    explains: [],
    judge: noted(['aggregate'], 'budgetsRefused', sweeps),
  },
  {
    id: 'settings-without-effect',
    title: 'Settings without effect',
    severity: 'high',
    impact: 'A budget or a mute matches no endpoint, or endpoints have no budget: they raise no alert.',
    remedy:
      'Read "settings without effect" in the log of aggregate, or the daily report: both name all of them. Correct budgets.yaml (tags and names as emnify has them) and deploy.',
    explains: [],
    judge: noted(['aggregate'], 'withoutEffect', sweeps),
  },
  {
    id: 'token-expires',
    title: 'Token expires',
    severity: 'high',
    impact: 'The application token expires within two weeks. From then on no endpoint is judged.',
    remedy:
      'Make a new application token in the emnify Portal, store it (output Step1StoreToken), write its date to tokenExpires in budgets.yaml and deploy.',
    explains: [],
    judge: ({ now, settings: { tokenExpiresAt } }) => {
      if (tokenExpiresAt === undefined) return GOOD;
      const leftMs = Date.parse(tokenExpiresAt) - now.getTime();
      return badIf(
        leftMs < TOKEN_DAYS * DAY_MS && `it ${leftMs < 0 ? 'expired' : 'expires'} on ${when(tokenExpiresAt)}`,
      );
    },
  },
  {
    id: 'request-quota',
    title: 'Request quota',
    severity: 'high',
    impact:
      "At this pace emnify's monthly quota of ten million requests is used up before the month ends: then emnify answers no tool in this workspace, including this one.",
    remedy:
      'Write a smaller requestShare below emnify in budgets.yaml and deploy. If that changes nothing, then look in the log of evaluate for endpoints that are tried again and again.',
    explains: [],
    judge: (watched) =>
      given(watched.counts, () => {
        const sent = counted(watched, DAY_MS, 'as far as there is')?.sent ?? 0;
        const { requestsPerDay } = watched.settings;
        return badIf(sent > requestsPerDay && `${sent} requests in a day, more than ${requestsPerDay}`);
      }),
  },
  {
    id: 'sms-spending-limit',
    title: 'Sms spending limit',
    severity: 'high',
    impact:
      'Texts of this account have cost four fifths of what AWS allows in a month. At the limit AWS stops sending texts. Mails go on.',
    remedy: 'Ask AWS for a higher SMS spending limit, or send fewer texts (from: critical in budgets.yaml).',
    explains: [],
    judge: ({ metrics, settings: { smsSpendingLimitUsd: limit } }) =>
      given(metrics, ({ smsSpentUsd }) =>
        badIf(smsSpentUsd >= SMS_LIMIT_SHARE * limit && `USD ${smsSpentUsd.toFixed(2)} of ${limit} are spent`),
      ),
  },
  {
    id: 'report-errors',
    title: 'Report errors',
    severity: 'low',
    impact: 'The daily report was not sent. Alerts do not depend on it.',
    remedy:
      'Read the last error in the log of report, repair what it names, then send the report (output WhenNeededSendReportNow) and look for the mail.',
    explains: [],
    judge: failedRuns('report', () => DAY_MS),
  },
  {
    id: CANNOT_SEE,
    title: 'Watchdog cannot see',
    severity: 'high',
    impact: 'The watchdog could not read a part of what it judges by: it cannot say whether that part is well.',
    remedy:
      'Read what AWS says. If it names a permission, a queue or a table, then deploy again. If AWS was throttled or away, then wait: the next run reads again.',
    explains: [],
    judge: (watched) => badIf(unknownIn(watched).join('; ') || undefined),
  },
];

/** @throws if there is no such condition */
export function conditionTitled(title: string): Condition {
  const condition = CONDITIONS.find((each) => each.title === title);
  if (!condition) throw new Error(`There is no condition ${title}`);
  return condition;
}
