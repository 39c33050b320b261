import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { BudgetsError, type BudgetsFile, parsePlan } from '../../../functions/budgets-file/budgets.ts';
import type { BudgetPlan } from '../../../functions/domain/budgets/budget.ts';
import { plural } from '../../../functions/domain/values/text.ts';
import { readBudgetsFile } from '../../budgets-file.ts';
import { recipientWarnings } from '../../recipient-warnings.ts';
import { SettingsError } from '../../settings-error.ts';
import { utf8Text } from '../../utf8-text.ts';
import { warn } from '../../warn.ts';
import { runCommand, unknownArguments } from './command.ts';
import { personPath } from './person-path.ts';

const HELP = `Checks budgets without a network, an account or a deployment.

  npm run check                 budgets.yaml
  npm run check -- FILE...      other files
  npm run check -- -            the JSON of a parameter, from standard input:
      aws ssm get-parameter --name /EmnifyCostAlerts/budgets \\
        --query Parameter.Value --output text | npm run check -- -

The status is 0 when all is in order. Else it is 1, and standard error has every
problem with its line and what to write.
`;

const STANDARD_INPUT = 'standard input';

/** `npm run check`. */
async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  let status = 0;
  for (const check of positionals.length > 0 ? positionals.map(checkOf) : [() => checkFile('budgets.yaml')]) {
    try {
      process.stdout.write(`${await check()}\n`);
    } catch (error) {
      process.stderr.write(`${messageIn(error)}\n`);
      status = 1;
    }
  }
  return status;
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', default: false } } });
  } catch (error) {
    throw new SettingsError(unknownArguments(error, 'check'));
  }
}

function checkOf(argument: string): () => string | Promise<string> {
  return argument === '-' ? checkParameter : () => checkFile(argument, personPath(argument, process.env));
}

function checkFile(name: string, path = name): string {
  const file = readBudgetsFile(path, { name, needsRecipients: true });
  warn(recipientWarnings(file, name));
  return `${name}: in order: ${[plural(file.plan.budgets.length, 'budget'), recipientsOf(file), ...mutesOf(file.plan)].join(', ')}`;
}

async function checkParameter(): Promise<string> {
  const plan = parsePlan(utf8Text(await buffer(process.stdin), STANDARD_INPUT), STANDARD_INPUT);
  return `${STANDARD_INPUT}: in order: ${[plural(plan.budgets.length, 'budget'), ...mutesOf(plan)].join(', ')}`;
}

function recipientsOf({ recipients: { email, sms } }: BudgetsFile): string {
  const count = email.length + sms.length;
  return count === 0 ? 'no recipient' : `${plural(count, 'recipient')}`;
}

function mutesOf({ mutes }: BudgetPlan): string[] {
  return mutes.length === 0 ? [] : [plural(mutes.length, 'mute')];
}

/** Returns the message of a mistake in the file. @throws any other error */
function messageIn(error: unknown): string {
  if (error instanceof SettingsError || error instanceof BudgetsError) return error.message;
  throw error;
}

await runCommand(main, [SettingsError]);
