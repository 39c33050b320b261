import type { PollingState } from '../../functions/domain/polling/polling-state.ts';
import type { SweepRecord } from '../../functions/domain/records/endpoint-month.ts';
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
  const begun = latestSweep(polling, lastSweep);
  return [
    ...judged('last sweep', begun, (at) => sweepFinding(at, minutes, now)),
    ...judged('list of endpoints', lastSweep, (sweep) => (sweep === undefined ? [] : listFinding(sweep))),
  ];
}

/**
 * Finds when the last whole sweep began: one that the schedule has started, or one that was started by hand, which only
 * its record shows. The id of a sweep is the moment at which it began.
 */
function latestSweep(
  polling: Reading<PollingState | undefined>,
  lastSweep: Reading<SweepRecord | undefined>,
): Reading<Date | undefined> {
  if (polling.kind === 'unread') return polling;
  if (lastSweep.kind === 'unread') return lastSweep;
  const whole = lastSweep.value?.brokeOff === undefined ? lastSweep.value?.sweepId : undefined;
  const moments = [polling.value?.refresh?.at, whole].map((moment) => Date.parse(moment ?? ''));
  const known = moments.filter((moment) => !Number.isNaN(moment));
  return { kind: 'read', value: known.length === 0 ? undefined : new Date(Math.max(...known)) };
}

function listFinding({ listed, missing, brokeOff }: SweepRecord): Finding {
  const subject = 'list of endpoints';
  if (brokeOff !== undefined) {
    const found = `the last sweep stopped after ${plural(listed, 'endpoint')}: ${singleLine(brokeOff)}`;
    return wrong(subject, found, paragraph('Discover errors'));
  }
  const others = missing > 0 ? `; ${missing} more cannot be listed or read` : '';
  return right(subject, `${plural(listed, 'endpoint')}${others}`);
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

function sweepFinding(begun: Date | undefined, minutes: number | undefined, now: Date): Finding {
  const subject = 'last sweep';
  if (begun === undefined) {
    return wrong(subject, 'there was none', `Start one: output Step4SweepNow. ${paragraph('No sweep')}`);
  }
  const found = `it began ${formatMoment(begun)}`;
  if (minutes === undefined) {
    return unknown(
      subject,
      `${found}; how often one must come could not be read`,
      `Compare with sweep in budgets.yaml. ${paragraph('No sweep')}`,
    );
  }
  return now.getTime() - begun.getTime() > INTERVALS * minutes * MINUTE_MS
    ? wrong(subject, `${found}: three intervals of ${plural(minutes, 'minute')} are over`, paragraph('No sweep'))
    : right(subject, found);
}
