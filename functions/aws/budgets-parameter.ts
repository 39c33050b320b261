import { BaseProvider } from '@aws-lambda-powertools/parameters/base';
import { parsePlan } from '../contracts/budgets.ts';
import type { BudgetPlan } from '../domain/budget.ts';
import { ParameterStore } from './parameter-store.ts';

/** A change in the console counts within a minute, without a deployment. */
const KEEP_SECONDS = 60;

/** Reads the budgets. @throws {BudgetsError} naming everything that is wrong with them */
export function createBudgetsParameter(name: string, store = new ParameterStore()): () => Promise<BudgetPlan> {
  const parameters = new KeptParameters(store);
  return async () => parsePlan(String((await parameters.get(name, { maxAge: KEEP_SECONDS })) ?? ''), name);
}

/** What Powertools' own provider is for `SSMClient`. */
class KeptParameters extends BaseProvider {
  readonly #store: Pick<ParameterStore, 'read'>;

  constructor(store: Pick<ParameterStore, 'read'>) {
    super({});
    this.#store = store;
  }

  protected override async _get(name: string): Promise<string | undefined> {
    return await this.#store.read(name);
  }

  protected override async _getMultiple(): Promise<never> {
    throw new Error('Only single parameters are read.');
  }
}
