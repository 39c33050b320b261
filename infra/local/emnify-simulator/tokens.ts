import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { type Answer, apiError, badRequest, empty, gatewayError, json } from './answer.ts';
import { ORGANISATION } from './organisation-answer.ts';

const FAILURES_BEFORE_LOCK = 3;
const LOCK_MS = 5 * 60_000;

export interface TokenOptions {
  /** The only application token that is accepted. Absent: any is. */
  applicationToken?: string;
  lifetimeSeconds: number;
}

/** Issues and checks the workspace's tokens. Tokens once issued outlive the application token they came from, as at emnify. */
export class Tokens {
  #applicationToken: string | undefined;
  readonly #lifetimeSeconds: number;
  #key = randomBytes(48);
  /** Issued token → when it expires, in milliseconds since 1970. */
  readonly #issued = new Map<string, number>();
  #failures = 0;
  #lockedUntil = 0;

  constructor(options: TokenOptions) {
    this.#applicationToken = options.applicationToken;
    this.#lifetimeSeconds = options.lifetimeSeconds;
  }

  setApplicationToken(token: string): void {
    this.#applicationToken = token;
  }

  revokeAll(): void {
    this.#issued.clear();
    // Without a new key, a token issued within the same second would equal the revoked one.
    this.#key = randomBytes(48);
  }

  /** Answers `POST /api/v1/authenticate`. The third failure in a row locks the account, and the body says so from then on. */
  async authenticate(body: string, now: Date): Promise<Answer> {
    const token = applicationTokenIn(body);
    if (token === undefined) return badRequest('application_token is missing or not a string');
    if (now.getTime() < this.#lockedUntil) {
      return apiError(401, 1105, 'TooManyRequests', 'Too many failed attempts, try again in five minutes');
    }
    if (this.#applicationToken !== undefined && token !== this.#applicationToken) {
      this.#countFailure(now);
      return empty(401);
    }
    this.#failures = 0;
    return json(200, { auth_token: await this.#issue(now) });
  }

  /** Returns the 401 for a request with this Authorization header, or undefined if it may pass. */
  refusal(authorization: string | undefined, now: Date): Answer | undefined {
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return gatewayError(401, 'UnauthorizedException', 'Unauthorized');
    if (token.split('.').length !== 3) {
      return gatewayError(401, 'AccessDeniedException', 'token contains an invalid number of segments');
    }
    const expires = this.#issued.get(token);
    if (expires === undefined) return apiError(401, 1102, 'InvalidToken', 'Invalid token');
    return now.getTime() < expires ? undefined : apiError(401, 1103, 'TokenExpired', 'Token expired');
  }

  #countFailure(now: Date): void {
    this.#failures += 1;
    if (this.#failures < FAILURES_BEFORE_LOCK) return;
    this.#failures = 0;
    this.#lockedUntil = now.getTime() + LOCK_MS;
  }

  async #issue(now: Date): Promise<string> {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const expires = issuedAt + this.#lifetimeSeconds;
    const token = await new SignJWT({
      'esc.app': 1,
      api_key: 'simulator',
      'esc.org': ORGANISATION.id,
      'esc.orgName': ORGANISATION.name,
    })
      .setProtectedHeader({ alg: 'HS384' })
      .setAudience('/api/v1/authentication')
      .setIssuer('emnify-simulator')
      .setIssuedAt(issuedAt)
      .setExpirationTime(expires)
      .sign(this.#key);
    this.#issued.set(token, expires * 1000);
    return token;
  }
}

function applicationTokenIn(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || !('application_token' in value)) return undefined;
    return typeof value.application_token === 'string' ? value.application_token : undefined;
  } catch {
    return undefined;
  }
}
