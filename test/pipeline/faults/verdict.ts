import { isDeepStrictEqual } from 'node:util';
import { CHANNELS, type Channel } from '../../../functions/domain/messages/channel.ts';
import { FUNCTIONS, type FunctionName } from '../../../functions/domain/watchdog/observations.ts';
import { expectedConditions, type Trouble } from './cells.ts';
import { firstWordMinutes } from './conditions.ts';
import { ALERTS, OF_ENDPOINT, SPENDS } from './fleet.ts';
import { isAllSent } from './sent.ts';
import type { Trial } from './trial.ts';
import { conditionsIn, saidOf } from './watchdog.ts';

/** What of a trouble did not come as it has to; empty where all is well. */
export function violations(trouble: Trouble, trial: Trial): string[] {
  const { during, after, hits, sent, spends, report } = trial;
  const { isRetried, isUnsent, fails = [], waits = [], setsAside = [], says = '', reportSays = '' } = trouble;
  const broken: string[] = [];
  const want = (what: string, seen: unknown, wanted: unknown) => {
    if (!isDeepStrictEqual(seen, wanted)) broken.push(`${what}: ${show(seen)} and not ${show(wanted)}`);
  };

  want('was met', hits.during > 0, true);
  want(
    'failed meanwhile',
    failingIn(during),
    FUNCTIONS.filter((stage) => fails.includes(stage)),
  );
  for (const { stage, error } of during.failures) {
    if (!error.includes(says)) broken.push(`${stage} said: ${error}`);
  }
  for (const { channel, reason } of during.failing) {
    if (!reason.includes(says)) broken.push(`SNS said of ${channel}: ${reason}`);
  }
  if (fails.length === 0) want(`a warning says ${says}`, says === '' || warns(during, says), true);
  for (const stage of fails) {
    if (stage !== 'evaluate') want(`errors of ${stage}`, errorsOf(stage, trial), RUNS[stage] ?? 1);
  }
  want(
    'channels that fail',
    during.failing.map(({ channel }) => channel),
    CHANNELS.filter((channel) => waits.includes(channel)),
  );
  const said = saidOf(during);
  want('said by the watchdog', conditionsIn(said), expectedConditions(trouble));
  want('said by the watchdog at all', said.titles.length > 0, expectedConditions(trouble).length > 0);
  want('first said after minutes', said.afterMinutes, firstWordMinutes(expectedConditions(trouble)));
  if (!report.includes(reportSays)) broken.push(`the report did not say: ${reportSays}`);
  if (fails.length === 0 && setsAside.length === 0) {
    const others = CHANNELS.filter((channel) => !waits.includes(channel));
    want('sent meanwhile', isAllSent(sent.during, others), !isUnsent);
  }

  if (isRetried) want('was met at its end', hits.after > 0, true);
  want('failed afterwards', after?.failures ?? [], []);
  want('said by the watchdog afterwards', after ? saidOf(after).titles : [], []);
  if (after && setsAside.length === 0) want('sent at once afterwards', after.isAllSentAtOnce, true);
  for (const channel of CHANNELS) {
    want(`sent in the end by ${channel}`, [...sent.atLast[channel]].toSorted(), expectedOn(channel, trouble));
  }
  want('stored in the end', spends, SPENDS);
  return [...broken, ...(trouble.alsoBroken?.(trial) ?? [])];
}

/** How often a function runs in a round, where it is not once. */
const RUNS: Partial<Record<FunctionName, number>> = { notify: 2 };

/** What is to be sent on a channel, and how often. */
function expectedOn(channel: Channel, { copies, setsAside = [] }: Trouble): [key: string, times: number][] {
  return ALERTS.filter((key) => key !== OF_ENDPOINT || !setsAside.includes(channel)).map((key) => [
    key,
    copies?.[channel] ?? 1,
  ]);
}

function warns({ warnings }: Trial['during'], words: string): boolean {
  return warnings.some((warning) => warning.includes(words));
}

function failingIn({ failures }: Trial['during']) {
  return FUNCTIONS.filter((stage) => failures.some((failure) => failure.stage === stage));
}

function errorsOf(stage: string, { during }: Trial): number {
  return during.failures.filter((failure) => failure.stage === stage).length;
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
