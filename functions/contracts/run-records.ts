import type { Period } from '../domain/values/month.ts';
import type { FunctionName, MonthCounts, RunNotes } from '../domain/watchdog/observations.ts';

/** The store of what the functions leave about their runs. Every method throws if the table cannot be had. */
export interface RunRecords {
  /** Replaces some notes of a function. Others stay. */
  note(by: FunctionName, notes: RunNotes): Promise<void>;
  /** Reads the notes of all functions. One that has left none has none. */
  notes(): Promise<Record<FunctionName, RunNotes>>;
  /** Reads what was counted in a period. Zero before the first count. */
  counts(period: Period): Promise<MonthCounts>;
}
