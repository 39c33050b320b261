import { act } from '../../functions/act/act.ts';
import type { ActDeps, Acted } from '../../functions/act/act-deps.ts';
import { actPayload } from '../../functions/act/payload.ts';
import { planInForce } from '../../functions/contracts/presses.ts';
import type { Alert } from '../../functions/domain/judging/alert.ts';
import { periodOf } from '../../functions/domain/values/month.ts';
import { evaluateEndpoint } from '../../functions/evaluate/evaluate-endpoint.ts';
import { withPayload } from '../../functions/runtime/payload.ts';
import { type EvaluateFakes, evaluateFakes } from './evaluate-deps.ts';
import { type NotifyFakes, notifyFakes } from './notify-deps.ts';
import { fakePresses } from './presses.ts';
import { anEndpoint, aPlan, minutesOn, traffic } from './samples.ts';

/** `evaluate`, `notify` and `act` over the same stores in memory, and one clock that the test moves. */
export interface ActFakes {
  evaluate: EvaluateFakes;
  notify: NotifyFakes;
  deps: ActDeps;
  presses: ReturnType<typeof fakePresses>;
  /** What other functions were asked for. */
  asked: string[];
  /** Checks endpoint 166 so many minutes after `NOW`, at this cost. @returns the alerts that were claimed */
  checkAt(minutes: number, cost: string): Promise<Alert[]>;
  /** Sends what waits. */
  notifyAt(minutes: number): Promise<void>;
  /** A press so many minutes after `NOW`. */
  pressAt(minutes: number, event: object, requestId?: string): Promise<Acted>;
}

export async function actFakes(budgets?: object[], more: object = {}): Promise<ActFakes> {
  const endpoint = anEndpoint('166');
  const evaluate = evaluateFakes([endpoint]);
  const plan = aPlan(budgets, more);
  const presses = fakePresses();
  const asked: string[] = [];
  let ids = 0;
  const now = (): Date => evaluate.clock;
  evaluate.plan = plan;
  evaluate.budgets = planInForce({ budgets: async () => evaluate.plan, presses, now });
  const notify = await notifyFakes([], { notificationLog: evaluate.notificationLog, presses });
  const deps: ActDeps = {
    presses,
    budgets: async () => planInForce({ budgets: async () => evaluate.plan, presses, now })(),
    costHistory: evaluate.costHistory,
    notificationLog: evaluate.notificationLog,
    deliveries: notify.deliveries,
    functions: {
      resend: async (ref) => void asked.push(`resend ${ref}`),
      check: async (id) => {
        asked.push(`check ${id}`);
        return 'Checked now: EUR 1.00 is 20 % of EUR 5.00.';
      },
    },
    now,
    newId: () => `${now().toISOString()}-${String(ids++).padStart(6, '0')}`,
  };

  return {
    evaluate,
    notify,
    deps,
    presses,
    asked,
    async checkAt(minutes, cost) {
      evaluate.clock = minutesOn(minutes);
      evaluate.reports('166', traffic('data', cost, { period: periodOf(evaluate.clock) }));
      return (await evaluateEndpoint(evaluate, { endpoint })).alerts;
    },
    async notifyAt(minutes) {
      await notify.runAt(minutes);
    },
    async pressAt(minutes, event, requestId) {
      evaluate.clock = minutesOn(minutes);
      const read = withPayload(actPayload, async (payload) => {
        if (payload.kind !== 'press') throw new Error('this is no press');
        return await act(deps, payload, requestId);
      });
      return await read(event);
    },
  };
}
