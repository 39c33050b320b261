import {
  DISCOVER_PACE,
  EMNIFY_REQUESTS_PER_MONTH,
  EVALUATE_PACE,
  POLLING_MINUTES,
} from '../../infra/constructs/parts/emnify-pace.ts';
import type { CountedHours, Stage } from './counted-hours.ts';
import type { Planned, PlannedChecks } from './planned-checks.ts';
import { PRICES } from './prices.ts';
import type { StackCount } from './stack-count.ts';

/** A month of 730 hours, in US dollars, by what it is paid for: an estimate of two digits, so numbers and not decimals. */
export interface MonthlyCost {
  requests: number;
  lambda: number;
  dynamo: number;
  cloudWatch: number;
  others: number;
  total: number;
}

const HOURS = 730;
const GB = 2 ** 30;
const BATCH = 10;
const LIST_PAGE = 1_000;
const AGGREGATE_MINUTES = 15;
/** What was not counted, and is assumed. In seconds where nothing else is said. */
export const ASSUMED = {
  /** The time of one answer of emnify. */
  emnifyAnswer: 0.25,
  /** All calls of AWS of one run, without the last checks of all endpoints. */
  awsCalls: 0.1,
  /** A page of last checks, of 1 MB, read and parsed at 512 MB. */
  page: 0.3,
  /** Long polls of Lambda's event source at the queue, in a month: five pollers, one poll in 20 seconds. */
  emptyPolls: 5 * 3 * 60 * HOURS,
  /** A run of the watchdog: seconds, metrics that it asks CloudWatch for, and messages and items that it reads. */
  watchdog: { everyMinutes: 15, seconds: 1, metrics: 6, sqsRequests: 11, dynamoReads: 12 },
  /** Days that a snapshot of a changed spend stays (functions/aws/cost-history.ts). */
  snapshotDays: 62,
  /** Months whose last check stays. */
  monthsKept: 13,
  /** Hours for which Lambda keeps a process of `discover`: a new one knows no last checks. */
  processHours: 2,
  /** A last check that is read by itself, 25 at once. */
  singleRead: 0.001,
  /**
   * What `aggregate` makes for the page: seconds for each endpoint, and KB that it writes. Its lists are full from so many
   * endpoints on, and what the counted fleet has written of it is counted.
   */
  view: { secondsPerEndpoint: 0.00013, fullKb: 36, fullFrom: 1_000 },
  /** Views of the page in a month, and the seconds of each. */
  pageViews: { views: 1_000, seconds: 0.5 },
};

/** @param planned what the plan grants a fleet of this size with this share of the quota */
export function monthlyCost(
  counted: CountedHours,
  stack: StackCount,
  {
    endpoints,
    checksPerHour,
    newsShare,
    sharePct,
  }: Pick<Planned, 'endpoints' | 'sharePct'> & Pick<PlannedChecks, 'checksPerHour' | 'newsShare'>,
): MonthlyCost {
  const runs: Record<Stage, number> = {
    discover: (HOURS * 60) / POLLING_MINUTES,
    evaluate: 0,
    aggregate: (HOURS * 60) / AGGREGATE_MINUTES,
    notify: HOURS * 60,
    report: 30,
  };
  const listPages = HOURS * Math.ceil(endpoints / LIST_PAGE);
  const askedBesides = runs.discover + listPages + 2 * runs.aggregate;
  const quota = (EMNIFY_REQUESTS_PER_MONTH * sharePct) / 100;
  const checks = Math.min(checksPerHour * HOURS, quota - askedBesides);
  runs.evaluate = checks / BATCH;
  // As `discover/fleet-memory.ts` decides.
  const readsSingly = (checks / runs.discover) * 8 < endpoints;
  const walks: Record<Stage, number> = {
    discover: readsSingly ? HOURS * (1 + 1 / ASSUMED.processHours) : runs.discover,
    evaluate: 0,
    aggregate: runs.aggregate,
    notify: 0,
    report: runs.report,
  };
  const month: Month = { runs, walks, singleReads: readsSingly ? checks : 0, checks, newsShare, endpoints };
  const costs = {
    lambda: lambdaCost(counted, stack, month),
    dynamo: dynamoCost(counted, month),
    cloudWatch: cloudWatchCost(counted, stack, runs),
    others: othersCost(counted, stack, runs, checks),
  };
  const total = Object.values(costs).reduce((sum, cost) => sum + cost, 0);
  return { requests: checks + askedBesides, ...costs, total };
}

interface Month {
  runs: Record<Stage, number>;
  /** Readings of all last checks. */
  walks: Record<Stage, number>;
  /** Last checks that `discover` reads by themselves. */
  singleReads: number;
  checks: number;
  newsShare: number;
  endpoints: number;
}

function lambdaCost(counted: CountedHours, { memoryMb }: StackCount, month: Month): number {
  const { runs, walks, singleReads, checks, endpoints } = month;
  const pages = (endpoints * bytesPerEndpoint(counted)) / 2 ** 20;
  const { emnifyAnswer, awsCalls, page, singleRead, view, pageViews } = ASSUMED;
  const listPages = Math.ceil(endpoints / LIST_PAGE);
  const waitedForLists = Math.max(0, listPages - DISCOVER_PACE.burst) / DISCOVER_PACE.requestsPerSecond;
  const seconds: Record<Stage, number> = {
    // A worker waits for its pace, and what it does meanwhile costs nothing more.
    evaluate: checks / EVALUATE_PACE.requestsPerSecond + runs.evaluate * (awsCalls + emnifyAnswer),
    discover:
      runs.discover * (awsCalls + emnifyAnswer) +
      walks.discover * pages * page +
      singleReads * singleRead +
      HOURS * (listPages * emnifyAnswer + waitedForLists),
    aggregate: runs.aggregate * (awsCalls + 2 * emnifyAnswer + pages * page + endpoints * view.secondsPerEndpoint),
    notify: runs.notify * awsCalls,
    report: runs.report * (awsCalls + pages * page),
  };
  const looks =
    pageViews.views *
    (pageViews.seconds * ((memoryMb.page ?? 0) / 1024) * PRICES.lambdaGbSecond + PRICES.lambdaInvocation);
  return (
    looks +
    sumOf(runs, (stage) => {
      const gbSeconds = seconds[stage] * ((memoryMb[stage] ?? 0) / 1024);
      return gbSeconds * PRICES.lambdaGbSecond + runs[stage] * PRICES.lambdaInvocation;
    })
  );
}

function dynamoCost(counted: CountedHours, month: Month): number {
  const { runs, walks, singleReads, checks, newsShare, endpoints } = month;
  const units = sumOf(runs, (stage) => {
    const { units: used, invocations } = counted.stages[stage];
    const times = stage === 'evaluate' ? checks / counted.checks : runs[stage] / invocations;
    const walked = used.walks === 0 ? 0 : (used.walkReads / used.walks) * (endpoints / counted.endpoints);
    const reads = times * (used.reads - used.walkReads) + walks[stage] * walked;
    const writes = stage === 'evaluate' ? checks * writesOfACheck(counted, newsShare) : times * used.writes;
    return reads * PRICES.dynamoReadUnit + writes * PRICES.dynamoWriteUnit;
  });
  // A month is less than the 4 KB of a unit, and half a unit where the newest state is not asked for.
  const singly = 0.5 * singleReads * PRICES.dynamoReadUnit;
  const { fullKb, fullFrom } = ASSUMED.view;
  const views = runs.aggregate * fullKb * Math.min(1, endpoints / fullFrom) * PRICES.dynamoWriteUnit;
  const { snapshotBytes, checks: news } = counted.stages.evaluate.units;
  const snapshots = (snapshotBytes / news) * newsShare * checks * (ASSUMED.snapshotDays / 30.4);
  const bytes = snapshots + ASSUMED.monthsKept * endpoints * bytesPerEndpoint(counted);
  return units + singly + views + (bytes / GB) * (PRICES.dynamoGbMonth + PRICES.dynamoBackupGbMonth);
}

/** Write units of a check, where such a share of them finds something new. */
export function writesOfACheck({ stages, checks }: CountedHours, newsShare: number): number {
  const { writes, newsWrites, checks: news, unchanged } = stages.evaluate.units;
  const besides = (writes - newsWrites - unchanged) / checks;
  return besides + newsShare * (newsWrites / news) + (1 - newsShare);
}

function cloudWatchCost(counted: CountedHours, { alarmMetrics }: StackCount, runs: Month['runs']): number {
  const { stages } = counted;
  const logBytes = sumOf(runs, (stage) => (stages[stage].log.bytes / stages[stage].invocations) * runs[stage]);
  return alarmMetrics * PRICES.alarmMetricMonth + (logBytes / GB) * (PRICES.logGbIngested + PRICES.logGbMonth);
}

/** Scheduler, queue, topics, secret, the watchdog, and what `notify` asks of CloudWatch. */
function othersCost(
  counted: CountedHours,
  { secrets, memoryMb }: StackCount,
  runs: Month['runs'],
  checks: number,
): number {
  const scheduled = runs.discover + runs.aggregate + runs.notify + runs.report;
  // Sent, received and deleted ten at a time; and each run of discover asks how many wait.
  const queue = 3 * (checks / BATCH) + runs.discover + ASSUMED.emptyPolls;
  const deliveries = counted.published * PRICES.snsPublish + counted.spendingReads * PRICES.metricRead;
  return (
    scheduled * PRICES.scheduledRun +
    queue * PRICES.sqsRequest +
    secrets * PRICES.secretMonth +
    3 * HOURS * PRICES.secretRead +
    (runs.notify / counted.stages.notify.invocations) * deliveries +
    runs.report * PRICES.snsEmail +
    watchdogCost(memoryMb)
  );
}

function watchdogCost(memoryMb: StackCount['memoryMb']): number {
  const { everyMinutes, seconds, metrics, sqsRequests, dynamoReads } = ASSUMED.watchdog;
  const run =
    seconds * ((memoryMb.watchdog ?? 0) / 1024) * PRICES.lambdaGbSecond +
    PRICES.lambdaInvocation +
    PRICES.scheduledRun +
    metrics * PRICES.metricRead +
    sqsRequests * PRICES.sqsRequest +
    dynamoReads * PRICES.dynamoReadUnit;
  return ((HOURS * 60) / everyMinutes) * run;
}

function bytesPerEndpoint({ stages }: CountedHours): number {
  const { checkBytes, checks } = stages.evaluate.units;
  return checkBytes / checks;
}

function sumOf(runs: Month['runs'], cost: (stage: Stage) => number): number {
  return (Object.keys(runs) as Stage[]).reduce((sum, stage) => sum + cost(stage), 0);
}
