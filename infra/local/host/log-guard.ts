import { Secrets } from '../../../functions/domain/values/secrets.ts';
import { FunctionError } from './function-error.ts';

/** Checks the log of a function as it is written, and keeps the first line with a secret. */
export class LogGuard {
  readonly #secrets: Secrets;
  #breach?: string;

  /** @param secrets the known ones, such as the application token: a text that only looks like a secret may be a name */
  constructor(secrets: string[]) {
    this.#secrets = new Secrets(secrets);
  }

  read(line: string): void {
    const shown = this.#secrets.mask(line);
    if (shown !== line) this.#breach ??= shown;
  }

  /** @throws if there was a secret, with its line but without the secret */
  check(name: string): void {
    if (this.#breach !== undefined) throw new FunctionError(`${name} has written a secret to its log: ${this.#breach}`);
  }
}
