import type { CostHistory } from '../contracts/cost-history.ts';
import type { Deliveries } from '../contracts/deliveries.ts';
import type { Claims } from '../contracts/notification-log.ts';
import type { Presses } from '../contracts/presses.ts';
import type { PlanInForce } from '../domain/judging/acknowledgement.ts';

/** What `act` needs from outside. */
export interface ActDeps {
  presses: Pick<Presses, 'press' | 'add' | 'markDone' | 'undo'>;
  budgets(): Promise<PlanInForce>;
  costHistory: Pick<CostHistory, 'read'>;
  notificationLog: Pick<Claims, 'alertsOf'>;
  deliveries: Pick<Deliveries, 'sentIn' | 'messagesOf'>;
  /** The functions that do what `act` may not. Each throws if the function fails. */
  functions: {
    /** Sends a notification once more. */
    resend(ref: string): Promise<void>;
    /** Checks an endpoint. @returns what was found, in words */
    check(endpointId: string): Promise<string>;
  };
  now(): Date;
  /** The moment and six digits at random. */
  newId(): string;
}

/** What a person who pressed reads. */
export interface Acted {
  /** `repeated`: the same button was pressed before, and nothing was done twice. */
  kind: 'pressed' | 'repeated' | 'undone';
  id: string;
  words: string[];
}
