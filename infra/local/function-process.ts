import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { maskByLooks } from '../../functions/domain/values/secrets.ts';
import { FunctionError } from './function-error.ts';
import type { HostMessage } from './function-host.ts';
import { LogGuard } from './log-guard.ts';
import { networkVariables } from './network-variables.ts';

/** What the host writes at the end of an invocation, followed by its id. */
const END_MARK = 'END RequestId: ';

/** One of our functions, running in a process of its own. */
export interface FunctionProcess {
  /** It can be invoked without waiting. @throws {FunctionError} when it cannot be loaded */
  started: Promise<void>;
  /** Invokes it as soon as it has started. @throws {FunctionError} with its own words when that or the invocation fails */
  invoke(event: unknown): Promise<unknown>;
  /** Everything it has written, line by line: what CloudWatch Logs would hold. */
  log: string[];
  /** The sum of a metric over all invocations: what CloudWatch would count. */
  metric(name: string): number;
  /** @throws when a secret was in its log */
  stop(): Promise<void>;
}

export interface FunctionProcessOptions {
  name: string;
  /** A TypeScript file of `functions/`, or a bundle made of it. */
  modulePath: string;
  exportName?: string;
  /** All that the function finds in its environment, besides what it needs to reach emnify from this network. */
  environment: Record<string, string>;
  /** How long it may run, as it hears from its context; nobody stops it here. */
  timeoutSeconds?: number;
  /** What must never stand in its log. */
  secrets?: string[];
  /** The clock of a story, by which the function lives; the real one where there is none. */
  storyClock?: () => Date;
}

/** Begins to start a function. */
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
  const metrics = new Map<string, number>();
  const invocations = new Invocations(child, name, () => lastWords(log), storyClock);
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line);
      guard.read(line);
      addMetrics(line, metrics);
      if (line.startsWith(END_MARK)) invocations.logEnded(line.slice(END_MARK.length));
    });
  }
  const started = invocations.started.catch(async (error: unknown) => {
    await stop(child);
    throw error;
  });
  // Whoever waits for it or invokes it hears of a failure.
  started.catch(() => {});
  return {
    started,
    invoke: async (event) => {
      await started;
      return await invocations.invoke(event);
    },
    log,
    metric: (metric) => metrics.get(metric) ?? 0,
    stop: async () => {
      await stop(child);
      guard.check(name);
    },
  };
}

/** Pairs what goes to the process with what comes back. */
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
    // Not 'exit': what it has written may still be on its way then.
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
    // The log comes by another way than the answer, and its metrics are wanted with it.
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

/** Why Node itself gave up, where it says so. Its words may have a proxy's password in them. */
function lastWords(log: string[]): string {
  const said = log.findLast((line) => /^(?!\s|\{).*(\bError\b.*|: .*NODE_OPTIONS)/.test(line));
  return said === undefined ? '' : `: ${maskByLooks(said)}`;
}

/** Embedded metric format: a log line that is JSON and has `_aws` in it carries metrics as values beside it. */
function addMetrics(line: string, metrics: Map<string, number>): void {
  if (!line.startsWith('{') || !line.includes('"CloudWatchMetrics"')) return;
  const record = JSON.parse(line);
  for (const { Metrics = [] } of record._aws.CloudWatchMetrics) {
    for (const { Name } of Metrics) {
      const values: number[] = [record[Name]].flat();
      metrics.set(
        Name,
        values.reduce((total, value) => total + value, metrics.get(Name) ?? 0),
      );
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill();
  await ended;
}
