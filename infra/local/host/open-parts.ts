interface Closable {
  close(): Promise<void>;
}

/** Several failures at once: of the work, and of closing what it used. */
export class Failures extends AggregateError {}

/** The parts that a run has opened. All are closed at the end, even if the run or the closing of another part fails. */
export class OpenParts {
  readonly #parts: Promise<Closable>[] = [];

  /** Keeps a part that is being opened. A part that fails to open needs no closing. */
  keep<Part extends Closable>(opening: Promise<Part>): Promise<Part> {
    this.#parts.push(opening);
    return opening;
  }

  /** Closes all parts. Safe to repeat. @throws the first failure, after all are closed */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#parts.splice(0));
    const open = opened.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const closed = await Promise.allSettled(open.map((part) => part.close()));
    const failures = closed.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (failures.length > 0) throw failures[0];
  }

  /** Does some work, and closes all parts if it fails. @throws {Failures} if closing fails as well */
  async orClose<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      await this.close().catch((closing: unknown) => {
        throw new Failures([error, closing]);
      });
      throw error;
    }
  }

  /** Does some work, then closes all parts. @throws the errors of `orClose`, or the first failure of closing */
  async thenClose<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const answer = await this.orClose(work);
    await this.close();
    return answer;
  }
}

/** Lists all failures in an error. */
export function failuresIn(error: unknown): unknown[] {
  return error instanceof Failures ? error.errors.flatMap(failuresIn) : [error];
}
