interface Closable {
  close(): Promise<void>;
}

/** More than one thing went wrong: in the work, and in closing what it used. */
export class Failures extends AggregateError {}

/** What a run has started, to be closed whatever becomes of it: each part, also where another one fails to close. */
export class OpenParts {
  readonly #parts: Promise<Closable>[] = [];

  /** Keeps what is being opened. What fails to open needs no closing. */
  keep<Part extends Closable>(opening: Promise<Part>): Promise<Part> {
    this.#parts.push(opening);
    return opening;
  }

  /** Closes all of it. Safe to repeat. @throws the first failure, after all are closed */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#parts.splice(0));
    const open = opened.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const closed = await Promise.allSettled(open.map((part) => part.close()));
    const failures = closed.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (failures.length > 0) throw failures[0];
  }

  /** Does some work; where it fails, all is closed. @throws {Failures} when closing fails as well */
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

  /** Does some work, then closes all. @throws what `orClose` throws, or the first failure of closing */
  async thenClose<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const answer = await this.orClose(work);
    await this.close();
    return answer;
  }
}

/** Each thing that went wrong, one after the other. */
export function failuresIn(error: unknown): unknown[] {
  return error instanceof Failures ? error.errors.flatMap(failuresIn) : [error];
}
