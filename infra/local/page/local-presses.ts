import { act } from '../../../functions/act/act.ts';
import type { ActDeps, Acted } from '../../../functions/act/act-deps.ts';
import { type ActPayload, actPayload } from '../../../functions/act/payload.ts';
import { createClaims } from '../../../functions/aws/claims.ts';
import { createCostHistory } from '../../../functions/aws/cost-history.ts';
import { createDeliveries } from '../../../functions/aws/deliveries.ts';
import { createPresses } from '../../../functions/aws/presses.ts';
import { checkedInWords, checkPayload, resendPayload } from '../../../functions/contracts/invocations.ts';
import { planInForce } from '../../../functions/contracts/presses.ts';
import type { BudgetsInForce } from '../../../functions/domain/budgets/kept-budgets.ts';
import { withPayload } from '../../../functions/runtime/payload.ts';
import { pressIds } from '../../../functions/runtime/press-id.ts';
import type { Cloud } from '../host/cloud.ts';
import type { Pipeline } from '../host/pipeline.ts';

/** What the function `act` works with, over the tables of this machine and the functions of the pipeline. */
export function actDeps(
  { documents, names }: Cloud,
  pipeline: Pick<Pipeline, 'evaluate' | 'notify'>,
  budgets: () => Promise<BudgetsInForce>,
): ActDeps {
  const now = (): Date => new Date();
  const presses = createPresses(names.costHistory, documents);
  return {
    presses,
    budgets: () => planInForce({ budgets, presses, now })(),
    costHistory: createCostHistory(names.costHistory, documents),
    notificationLog: createClaims(names.notificationLog, documents),
    deliveries: createDeliveries(names.notificationLog, documents),
    functions: {
      resend: async (ref) => void (await pipeline.notify.invoke(resendPayload(ref))),
      check: async (id) => checkedInWords(await pipeline.evaluate.invoke(checkPayload(id))),
    },
    now,
    newId: pressIds(now),
  };
}

/** Does what a person wants on the page of this machine. */
export function localPresses(deps: ActDeps): (event: object) => Promise<Acted> {
  return withPayload(actPayload, (payload) => act(deps, pressIn(payload)));
}

function pressIn(payload: ActPayload) {
  if (payload.kind !== 'press') throw new Error('The page sends presses only.');
  return payload;
}
