import type { Observers } from '../../functions/runtime/observability.ts';
import { RunFacts } from '../../functions/runtime/run-facts.ts';

/** What Lambda itself writes of an invocation (START, END, REPORT), with CloudWatch's 26 bytes for each line. */
const PLATFORM_BYTES = 500;
/** Time, level, service and the five fields of the invocation, which stand in each line of ours. */
const LINE_BYTES = 380;
/** The frame of the line that carries the metrics, and what each metric takes beside its name, which stands there twice. */
const METRICS_BYTES = 250;
const METRIC_BYTES = 45;

/** What a function logs and counts, in bytes and names. */
export class StageLog {
  /** The hours in which each metric was sent: CloudWatch bills a metric by these. */
  readonly metricHours = new Map<string, Set<number>>();
  /** Everything logged so far. */
  bytes = 0;
  #thisRun = new Set<string>();

  readonly observers: Observers = {
    logger: { debug: () => {}, info: this.#say(), warn: this.#say(), error: this.#say() },
    metrics: { addMetric: (name: string) => this.#count(name) } as unknown as Observers['metrics'],
    facts: new RunFacts(),
  };

  /** An invocation has come to its end: its metrics go out as one line. */
  end(at: Date): void {
    const names = [...this.#thisRun];
    const hour = Math.floor(at.getTime() / 3_600_000);
    for (const name of names) this.metricHours.set(name, (this.metricHours.get(name) ?? new Set()).add(hour));
    const metrics = names.reduce((sum, name) => sum + METRIC_BYTES + 2 * name.length, METRICS_BYTES);
    this.bytes += PLATFORM_BYTES + (names.length > 0 ? metrics : 0);
    this.#thisRun.clear();
  }

  #say() {
    return (message: unknown, ...details: unknown[]): void => {
      this.bytes += LINE_BYTES + String(message).length + JSON.stringify(details[0] ?? '').length;
    };
  }

  #count(name: string): void {
    this.#thisRun.add(name);
  }
}
