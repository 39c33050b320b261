import {
  EMNIFY_REQUESTS_PER_FIVE_MINUTES,
  EMNIFY_REQUESTS_PER_MONTH,
} from '../../../infra/constructs/parts/emnify-pace.ts';

const WINDOW_SECONDS = 300;

/** emnify's limits: so many requests in any five minutes, and in a month. What is above them is refused. */
export class EmnifyLimits {
  answered = 0;
  refused = 0;
  /** Requests of the last five minutes, by second. */
  readonly #bySecond = new Int32Array(WINDOW_SECONDS);
  #inWindow = 0;
  #second = 0;

  /** One request. Requests come in the order of their time. @returns whether it is answered */
  ask(hours: number): boolean {
    this.#moveTo(Math.floor(hours * 3600));
    const isOver = this.#inWindow >= EMNIFY_REQUESTS_PER_FIVE_MINUTES || this.answered >= EMNIFY_REQUESTS_PER_MONTH;
    if (isOver) {
      this.refused += 1;
      return false;
    }
    this.answered += 1;
    this.#inWindow += 1;
    const place = this.#second % WINDOW_SECONDS;
    this.#bySecond[place] = (this.#bySecond[place] ?? 0) + 1;
    return true;
  }

  #moveTo(second: number): void {
    if (second - this.#second >= WINDOW_SECONDS) {
      this.#bySecond.fill(0);
      this.#inWindow = 0;
      this.#second = second;
    }
    while (this.#second < second) {
      this.#second += 1;
      const place = this.#second % WINDOW_SECONDS;
      this.#inWindow -= this.#bySecond[place] ?? 0;
      this.#bySecond[place] = 0;
    }
  }
}
