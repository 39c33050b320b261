import { Secrets } from '../../functions/domain/values/secrets.ts';
import { FunctionError } from './function-error.ts';

/** Reads the log of a function along, and remembers the first line with a secret in it. */
export class LogGuard {
  readonly #secrets: Secrets;
  #breach?: string;

  /** @param secrets known ones, such as the application token: a text that only looks like one may be a name */
  constructor(secrets: string[]) {
    this.#secrets = new Secrets(secrets);
  }

  read(line: string): void {
    const shown = this.#secrets.mask(line);
    if (shown !== line) this.#breach ??= shown;
  }

  /** @throws when there was a secret, with its line, the secret itself left out */
  check(name: string): void {
    if (this.#breach !== undefined) throw new FunctionError(`${name} has written a secret to its log: ${this.#breach}`);
  }
}
