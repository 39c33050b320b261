import { EVALUATE_PACE, EVALUATE_WORKERS } from '../../../infra/constructs/parts/emnify-pace.ts';

const LOOK_HOURS = 1 / (3600 * EVALUATE_WORKERS * EVALUATE_PACE.requestsPerSecond);

/** The queue between `discover` and `evaluate`, and the pace of all workers together. */
export class Workers {
  /** Requests that were dropped, as they had waited for too long. */
  outdated = 0;
  readonly #patienceHours: number;
  readonly #asked = new Set<number>();
  #queue: { index: number; sentAt: number }[] = [];
  #taken = 0;
  #freeAt = 0;

  constructor(patienceHours: number) {
    this.#patienceHours = patienceHours;
  }

  get waiting(): number {
    return this.#queue.length - this.#taken;
  }

  isWaiting(index: number): boolean {
    return this.#asked.has(index);
  }

  send(index: number, hours: number): void {
    this.#asked.add(index);
    this.#queue.push({ index, sentAt: hours });
  }

  /** The next check, if it begins by then. */
  next(hours: number): { index: number; at: number } | undefined {
    for (;;) {
      const request = this.#queue[this.#taken];
      if (!request) {
        this.#queue = [];
        this.#taken = 0;
        return undefined;
      }
      const at = Math.max(request.sentAt, this.#freeAt);
      if (at > hours) return undefined;
      this.#taken += 1;
      this.#asked.delete(request.index);
      if (at - request.sentAt > this.#patienceHours) {
        this.outdated += 1;
        continue;
      }
      this.#freeAt = at + LOOK_HOURS;
      return { index: request.index, at };
    }
  }
}
