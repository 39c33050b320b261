import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { maskByLooks } from '../../../functions/domain/values/secrets.ts';
import { FunctionError } from './function-error.ts';
import type { HostMessage } from './function-host.ts';
import { LogGuard } from './log-guard.ts';
import { networkVariables } from './network-variables.ts';

/** The line that the host writes at the end of an invocation, followed by its id. */
const END_MARK = 'END RequestId: ';

/** One of our functions, running in a process of its own. */
export interface FunctionProcess {
  /** Waits until it can be invoked. @throws {FunctionError} if it cannot be loaded */
  started: Promise<void>;
  /** Invokes it as soon as it has started. @throws {FunctionError} with the function's own message if that or the invocation fails */
  invoke(event: unknown): Promise<unknown>;
  /** All its output, line by line, as CloudWatch Logs would hold it. */
  log: string[];
  /** @throws if there was a secret in its log */
  stop(): Promise<void>;
}

export interface FunctionProcessOptions {
  name: string;
  /** A TypeScript file of `functions/`, or a bundle made of it. */
  modulePath: string;
  exportName?: string;
  /** The function's environment, besides the variables that it needs to reach emnify from this network. */
  environment: Record<string, string>;
  /** The timeout that its context reports. It is not enforced on this machine. */
  timeoutSeconds?: number;
  /** Texts that must not appear in its log. */
  secrets?: string[];
  /** The clock of a story for the function; the real clock if left out. */
  storyClock?: () => Date;
}

/** Starts a function without waiting for it. */
export function startFunction(options: FunctionProcessOptions): FunctionProcess {
  const {
    name,
    modulePath,
    exportName = 'handler',
    environment,
    timeoutSeconds = 300,
    secrets = [],
    storyClock,
  } = options;
  const child = fork(
    `${import.meta.dirname}/function-host.ts`,
    [modulePath, exportName, String(timeoutSeconds), ...(storyClock ? [storyClock().toISOString()] : [])],
    {
      env: { ...networkVariables(process.env), ...environment, AWS_LAMBDA_FUNCTION_NAME: name },
      execArgv: [],
      silent: true,
    },
  );
  const log: string[] = [];
  const guard = new LogGuard(secrets);
  const invocations = new Invocations(child, name, () => lastWords(log), storyClock);
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line);
      guard.read(line);
      if (line.startsWith(END_MARK)) invocations.logEnded(line.slice(END_MARK.length));
    });
  }
  const started = invocations.started.catch(async (error: unknown) => {
    await stop(child);
    throw error;
  });
  // Waiting for it and invoking it both report a failure.
  started.catch(() => {});
  return {
    started,
    invoke: async (event) => {
      await started;
      return await invocations.invoke(event);
    },
    log,
    stop: async () => {
      await stop(child);
      guard.check(name);
    },
  };
}

/** Matches the answers of the process with its invocations. */
class Invocations {
  readonly started: Promise<void>;
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #storyClock?: () => Date;
  readonly #open = new Map<string, PromiseWithResolvers<unknown>>();
  readonly #logs = new Map<string, PromiseWithResolvers<void>>();

  constructor(child: ChildProcess, name: string, lastWords: () => string, storyClock?: () => Date) {
    this.#child = child;
    this.#storyClock = storyClock;
    this.#name = name;
    this.started = this.#await('start').then(() => {});
    child.on('message', (message: HostMessage) => this.#settle(message));
    // Not 'exit': its output may not have arrived yet at that time.
    child.on('close', (code, signal) => {
      this.#failAll(`${name} ended unexpectedly with ${signal ?? `code ${code}`}${lastWords()}`);
    });
    child.on('error', (error) => this.#failAll(`${name} could not be started: ${error.message}`));
  }

  async invoke(event: unknown): Promise<unknown> {
    const id = randomUUID();
    const answer = this.#await(id);
    const log = Promise.withResolvers<void>();
    this.#logs.set(id, log);
    this.#child.send({ id, event, now: this.#storyClock?.().toISOString() });
    // The log arrives on another channel than the answer. Wait for it: it may say why something failed.
    const [settled] = await Promise.allSettled([answer, log.promise]);
    this.#logs.delete(id);
    if (settled.status === 'rejected') throw settled.reason;
    return settled.value;
  }

  logEnded(id: string): void {
    this.#logs.get(id)?.resolve();
  }

  #await(id: string): Promise<unknown> {
    const invocation = Promise.withResolvers<unknown>();
    this.#open.set(id, invocation);
    return invocation.promise;
  }

  #settle(message: HostMessage): void {
    const id = message.kind === 'ready' ? 'start' : message.id;
    const invocation = this.#open.get(id);
    this.#open.delete(id);
    if (message.kind === 'failure') invocation?.reject(new FunctionError(`${this.#name}: ${message.message}`));
    else invocation?.resolve(message.kind === 'answer' ? message.answer : undefined);
  }

  #failAll(reason: string): void {
    for (const invocation of this.#open.values()) invocation.reject(new FunctionError(reason));
    for (const log of this.#logs.values()) log.resolve();
    this.#open.clear();
  }
}

/** Finds the reason why Node itself gave up, if it printed one. The text may contain a proxy's password. */
function lastWords(log: string[]): string {
  const said = log.findLast((line) => /^(?!\s|\{).*(\bError\b.*|: .*NODE_OPTIONS)/.test(line));
  return said === undefined ? '' : `: ${maskByLooks(said)}`;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill();
  await ended;
}
