/** Where an invocation stops: around its use case's `index`-th outside call of the whole run, counted from 0. */
export interface CrashPoint {
  useCase: UseCase;
  index: number;
  when: 'before' | 'after';
}

export const USE_CASES = ['discover', 'evaluate', 'aggregate', 'notify'] as const;
/** What a schedule or a queue brings back; `act` is brought back by a person. */
export type UseCase = (typeof USE_CASES)[number] | 'act';

/** One outside call that took effect. */
export interface Call {
  useCase: UseCase;
  /** Which invocation made it, counted from 0 over all use cases of a run. */
  invocation: number;
  /** Such as `notificationLog.claim`. */
  name: string;
  args: unknown[];
  answer: unknown;
}

/** What all invocations of one run share: the calls so far, and the point at which one of them stops. */
export interface Run {
  calls: Call[];
  /** How many calls each use case has begun. */
  begun: Record<UseCase, number>;
  invocations: number;
  crashAt?: CrashPoint;
  /** Where the run really stopped; absent when it never came to `crashAt`. */
  crashed?: { invocation: number; call: string };
}

export function newRun(crashAt?: CrashPoint): Run {
  const begun = { discover: 0, evaluate: 0, aggregate: 0, notify: 0, act: 0 };
  return { calls: [], begun, invocations: 0, ...(crashAt && { crashAt }) };
}

/** The end of an invocation's process. */
export class Crash extends Error {
  override name = 'Crash';
}

/** One invocation of a use case, which dies where the run says so. */
export interface Life {
  call(name: string, args: unknown[], work: () => unknown): Promise<unknown>;
  callNow(name: string, args: unknown[], work: () => unknown): unknown;
}

/**
 * Runs one invocation. A process that is gone neither throws nor returns: from the crash on none of its calls has an
 * effect or an answer, so that no `catch` or `finally` of the code under test runs.
 *
 * @returns whether it came to its end
 * @throws what the use case throws of itself
 */
export async function live(run: Run, useCase: UseCase, work: (life: Life) => Promise<unknown>): Promise<boolean> {
  const invocation = run.invocations++;
  const death = Promise.withResolvers<never>();
  let dead = false;

  function begin(name: string): (when: CrashPoint['when']) => boolean {
    const index = run.begun[useCase]++;
    return (when) => {
      const { crashAt } = run;
      if (crashAt?.useCase !== useCase || crashAt.index !== index || crashAt.when !== when) return false;
      dead = true;
      run.crashed = { invocation, call: name };
      death.reject(new Crash(`${when} ${name}`));
      return true;
    };
  }

  const life: Life = {
    async call(name, args, work) {
      // A request is on its way for a while, and others at work go on.
      await Promise.resolve();
      if (dead) return await silence();
      const dies = begin(name);
      if (dies('before')) return await silence();
      const answer = await work();
      run.calls.push({ useCase, invocation, name, args, answer });
      dies('after');
      return dead ? await silence() : answer;
    },
    callNow(name, args, work) {
      if (dead) throw new Crash('dead already');
      const dies = begin(name);
      if (dies('before')) throw new Crash(name);
      const answer = work();
      run.calls.push({ useCase, invocation, name, args, answer });
      if (dies('after')) throw new Crash(name);
      return answer;
    },
  };
  try {
    await Promise.race([work(life), death.promise]);
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  return !dead;
}

/** The answer that never comes. */
function silence(): Promise<never> {
  return new Promise(() => {});
}
