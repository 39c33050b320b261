import { aggregateBudgets } from '../../../functions/aggregate/aggregate-budgets.ts';
import { recordAggregations } from '../../../functions/aggregate/record-aggregation.ts';
import { parseRequest, serializeRequest } from '../../../functions/contracts/evaluation-request.ts';
import { pollFleet } from '../../../functions/discover/poll-fleet.ts';
import { recordPolling } from '../../../functions/discover/record-polling.ts';
import type { FunctionName } from '../../../functions/domain/watchdog/observations.ts';
import { evaluateEndpoint } from '../../../functions/evaluate/evaluate-endpoint.ts';
import { recordEvaluation } from '../../../functions/evaluate/record-evaluation.ts';
import { recordRun } from '../../../functions/notify/record-run.ts';
import { runNotify } from '../../../functions/notify/run-notify.ts';
import { recordReport } from '../../../functions/report/record-report.ts';
import { reportFleet } from '../../../functions/report/report-fleet.ts';
import { noteFailure } from '../../../functions/runtime/run-log.ts';
import { anEndpoint } from '../../fakes/samples.ts';
import type { Round } from './conditions.ts';
import { IDS } from './fleet.ts';
import { isAllSent } from './sent.ts';
import type { World } from './world.ts';

/** No function may take longer, however its services behave: time limits and waits are short here. */
const MOST_MS = 30_000;

/** As long as Lambda gives a run of `notify`. */
const NOTIFY_MS = 60_000;

/** One message of an earlier sweep about each endpoint. */
export const EARLIER = IDS.map((id) =>
  serializeRequest({ sweepId: 'earlier', fleetSize: 3, endpoint: anEndpoint(id) }),
);

export interface RoundOptions {
  /** Messages that have come back. */
  back?: string[];
  /** Messages that wait since an earlier sweep, where this one brings none. */
  earlier?: string[];
  /** How long the service in trouble may be silent. */
  timeLimitMs?: number;
  /** How long it goes on, with a run of `notify` in each minute. */
  minutes?: number;
}

/**
 * Runs the five functions after a cold start, one after the other, each as its trigger would: `notify` once more after
 * `report`, whose mail it sends.
 */
export async function playRound(
  world: World,
  { back = [], earlier = [], timeLimitMs, minutes }: RoundOptions,
): Promise<Round> {
  const functions = world.start(timeLimitMs);
  const { observers } = functions;
  const round: Round = {
    failures: [],
    notes: { discover: {}, evaluate: {}, aggregate: {}, notify: {}, report: {} },
    endpoints: {},
    back: [],
    warnings: [],
    failing: [],
    isWaiting: false,
    isAllSentAtOnce: false,
  };

  async function invoke(stage: FunctionName, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await inTime(work());
      if (stage !== 'evaluate') observers.facts.note('good');
      return true;
    } catch (error) {
      noteFailure(observers.facts, stage === 'evaluate' ? 'requestFailed' : 'failed', error);
      round.failures.push({ stage, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
      return false;
    } finally {
      Object.assign(round.notes[stage], observers.facts.takeNotes(world.clock.toISOString()));
    }
  }

  await invoke('discover', async () => recordPolling(await pollFleet(functions.discover), observers));
  const received = await world.receive();
  // A message of this sweep about an endpoint that has come back waits: both would double the time, and add little.
  const known = new Set(back.map(idOf));
  const bodies = [...back, ...(received.length > 0 ? received : earlier).filter((body) => !known.has(idOf(body)))];
  // As in a batch, all at once.
  await Promise.all(
    bodies.map(async (body) => {
      const evaluate = async () => await evaluateEndpoint(functions.evaluate, parseRequest(body));
      const isDone = await invoke('evaluate', async () => recordEvaluation(await evaluate(), observers));
      if (!isDone) round.back.push(body);
    }),
  );
  const aggregate = async () => await aggregateBudgets(functions.aggregate, { dryRun: false });
  await invoke('aggregate', async () => recordAggregations(await aggregate(), observers));

  const notify = async () => {
    const run = await runNotify(functions.notify, () => NOTIFY_MS);
    if (run.kind === 'ran') round.failing = run.failing;
    recordRun(run, observers);
  };
  await invoke('notify', notify);
  round.isAllSentAtOnce = isAllSent(world.sent());
  await invoke('report', async () => {
    const reported = await reportFleet(functions.report, { dryRun: false });
    round.subscribers = reported.report.subscribers;
    recordReport(reported, observers);
  });
  const begun = world.clock.getTime();
  for (const minute of minutes === undefined ? [2] : Array.from({ length: minutes - 1 }, (_, index) => index + 1)) {
    world.clock = new Date(begun + minute * 60_000);
    await invoke('notify', notify);
  }
  round.endpoints = observers.facts.counts;
  round.isWaiting = await world.isWaiting();
  round.warnings = observers.lines.flatMap(({ level, message, details }) =>
    level === 'warn' || level === 'error' ? [`${message}: ${inWords(details)}`] : [],
  );
  return round;
}

function inWords(details: unknown): string {
  const { error, ...others } = Object(details);
  return error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(others);
}

function idOf(body: string): string {
  return parseRequest(body).endpoint.id;
}

async function inTime(work: Promise<unknown>): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`came to no end within ${MOST_MS} ms`)), MOST_MS);
  await Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
