import type { PollingState } from '../../functions/domain/polling/polling-state.ts';
import { MINUTE_MS } from '../../functions/domain/values/duration.ts';
import { formatMoment, periodOf, previousPeriod } from '../../functions/domain/values/month.ts';
import { plural, singleLine } from '../../functions/domain/values/text.ts';
import { type Finding, paragraph, right, unknown, wrong } from './finding.ts';
import type { AwsReaders, RecordReaders } from './readers.ts';
import { judged, type Reading } from './reading.ts';

/** The number of sweeps in a row that may be missing. */
const INTERVALS = 3;

/** Judges when the last sweep was, and whether it came to the end of emnify's list. */
export async function checkSweep(
  readers: Pick<AwsReaders, 'variables'>,
  records: Pick<RecordReaders, 'pollingState' | 'lastSweep'>,
  { discover, now }: { discover: string | undefined; now: Date },
): Promise<Finding[]> {
  const [polling, lastSweep, minutes] = await Promise.all([
    latestPolling(records, now),
    records.lastSweep(),
    sweepMinutes(readers, discover),
  ]);
  return [
    ...judged('last sweep', polling, (state) => sweepFinding(state, minutes, now)),
    ...judged('list of endpoints', lastSweep, (sweep) => {
      if (sweep === undefined) return [];
      if (sweep.brokeOff !== undefined) {
        return wrong(
          'list of endpoints',
          `the last sweep stopped after ${plural(sweep.listed, 'endpoint')}: ${singleLine(sweep.brokeOff)}`,
          paragraph('Discover errors'),
        );
      }
      const missing = sweep.missing > 0 ? `, ${sweep.missing} more are counted by emnify and not listed` : '';
      return right('list of endpoints', `${plural(sweep.listed, 'endpoint')}${missing}`);
    }),
  ];
}

/** Reads the state of this month or, in the first minutes of a month, of the one before. */
async function latestPolling(
  { pollingState }: Pick<RecordReaders, 'pollingState'>,
  now: Date,
): Promise<Reading<PollingState | undefined>> {
  const period = periodOf(now);
  const reading = await pollingState(period);
  if (reading.kind === 'unread' || reading.value?.refresh) return reading;
  return await pollingState(previousPeriod(period));
}

async function sweepMinutes(
  { variables }: Pick<AwsReaders, 'variables'>,
  discover: string | undefined,
): Promise<number | undefined> {
  const reading = discover === undefined ? undefined : await variables(discover);
  const minutes = reading?.kind === 'read' ? Number(reading.value?.SWEEP_MINUTES) : Number.NaN;
  return minutes > 0 ? minutes : undefined;
}

function sweepFinding(state: PollingState | undefined, minutes: number | undefined, now: Date): Finding {
  const subject = 'last sweep';
  if (!state?.refresh) {
    return wrong(subject, 'there was none', `Start one: output Step4SweepNow. ${paragraph('No sweep')}`);
  }
  const begun = new Date(state.refresh.at);
  const found = `it began ${formatMoment(begun)}, with ${plural(state.refresh.fleetSize, 'endpoint')}`;
  if (minutes === undefined) {
    return unknown(
      subject,
      `${found}; how often it must come could not be read`,
      `Compare with sweep in budgets.yaml. ${paragraph('No sweep')}`,
    );
  }
  return now.getTime() - begun.getTime() > INTERVALS * minutes * MINUTE_MS
    ? wrong(subject, `${found}: three intervals of ${plural(minutes, 'minute')} are over`, paragraph('No sweep'))
    : right(subject, found);
}
