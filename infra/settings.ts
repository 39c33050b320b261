import type { BudgetsFile } from '../functions/budgets-file/budgets.ts';
import { readBudgetsFile } from './budgets-file.ts';
import { type Complaint, SettingsError, section } from './settings-error.ts';

/** All settings: `budgets.yaml`, and the context of `cdk` from `-c key=value` or `cdk.json`. */
export type Settings = BudgetsFile & {
  /** Context `stackName`: stacks with different names can share one account. */
  stackName: string;
};

export interface SettingsSources {
  budgetsPath: string;
  /** The name of the file in problems; its path if left out. */
  budgetsName?: string;
  /** CDK's `node.tryGetContext`. */
  context: (key: string) => unknown;
  /** Whether a file without recipients, and without `recipients: nobody`, is refused. Absent: true. */
  needsRecipients?: boolean;
}

const DEFAULT_STACK_NAME = 'EmnifyCostAlerts';

/**
 * The only reader of `budgets.yaml` and of CDK's context.
 *
 * @throws {SettingsError} naming every problem of both
 */
export function readSettings({
  budgetsPath,
  budgetsName: name = budgetsPath,
  context,
  needsRecipients = true,
}: SettingsSources): Settings {
  const stackName = context('stackName') ?? DEFAULT_STACK_NAME;
  const sections: string[] = [];
  const file = attempt(() => readBudgetsFile(budgetsPath, { name, needsRecipients }), sections);
  if (!isStackName(stackName)) sections.push(section('The CDK context', [badStackName(stackName)]));
  if (!file || !isStackName(stackName)) throw new SettingsError(...sections);
  return { ...file, stackName };
}

/** The rule of CloudFormation's CreateStack, parameter StackName. */
function isStackName(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(name);
}

function badStackName(name: unknown): Complaint {
  return {
    message: `stackName is ${JSON.stringify(name)}: not a name that CloudFormation accepts`,
    remedy: `Write 1 to 128 letters, digits or dashes, starting with a letter: -c stackName=${DEFAULT_STACK_NAME}.`,
  };
}

function attempt<Value>(read: () => Value, sections: string[]): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    sections.push(error.message);
    return undefined;
  }
}
