/** What a log must never hold, whatever its value: a JWT, the header that carries one, a phone number. */
const SECRET = /\beyJ[\w-]{10,}|\bBearer \S+|(?<!\w)\+[1-9]\d{7,14}\b/;

/** Reads the log of a function along, and remembers the first secret in it. */
export class LogGuard {
  readonly #secrets: string[];
  #breach?: string;

  /** @param secrets known ones, such as the application token */
  constructor(secrets: string[]) {
    this.#secrets = secrets;
  }

  read(line: string): void {
    const secret = this.#secrets.find((each) => line.includes(each)) ?? SECRET.exec(line)?.[0];
    if (secret !== undefined) this.#breach ??= line.replaceAll(secret, '<secret>');
  }

  /** @throws when there was a secret, with its line, the secret itself left out */
  check(name: string): void {
    if (this.#breach !== undefined) throw new Error(`${name} has written a secret to its log: ${this.#breach}`);
  }
}
