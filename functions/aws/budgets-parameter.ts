import { ParameterStore } from './parameter-store.ts';

/** The text of the budgets as a deployment or a person has written it. */
export interface BudgetsParameter {
  name: string;
  /** @throws {Error} that names the parameter and has SSM's words, when it cannot be had */
  read(): Promise<string>;
}

export function createBudgetsParameter(
  name: string,
  store: Pick<ParameterStore, 'read'> = new ParameterStore(),
): BudgetsParameter {
  return {
    name,
    async read() {
      try {
        return (await store.read(name)) ?? '';
      } catch (cause) {
        throw new Error(`${name} cannot be read: ${wordsOf(cause)}`, { cause });
      }
    },
  };
}

/** Of a parameter that is not there, SSM says nothing but the code. */
function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === cause.name ? cause.name : `${cause.name}: ${cause.message}`;
}
