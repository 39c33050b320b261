import type { Observers } from '../../functions/runtime/observability.ts';
import { RunFacts } from '../../functions/runtime/run-facts.ts';

/** What Lambda itself writes of an invocation (START, END, REPORT), with CloudWatch's 26 bytes for each line. */
const PLATFORM_BYTES = 500;
/** Time, level, service and the five fields of the invocation, which stand in each line of ours. */
const LINE_BYTES = 380;
/** What a function logs, in bytes. */
export class StageLog {
  /** Everything logged so far. */
  bytes = 0;

  readonly observers: Observers = {
    logger: { debug: () => {}, info: this.#say(), warn: this.#say(), error: this.#say() },
    facts: new RunFacts(),
  };

  /** An invocation has come to its end. */
  end(): void {
    this.bytes += PLATFORM_BYTES;
  }

  #say() {
    return (message: unknown, ...details: unknown[]): void => {
      this.bytes += LINE_BYTES + String(message).length + JSON.stringify(details[0] ?? '').length;
    };
  }
}
