import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CostAlertStack } from './cost-alert-stack.ts';
import { recipientWarnings } from './recipient-warnings.ts';
import { readSettings } from './settings.ts';
import { SettingsError } from './settings-error.ts';
import { warn } from './warn.ts';

const BUDGETS_PATH = 'budgets.yaml';

try {
  const app = new App({ autoSynth: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const settings = readSettings({ budgetsPath: BUDGETS_PATH, context: (key) => app.node.tryGetContext(key) });
  warn(recipientWarnings(settings, BUDGETS_PATH));
  new CostAlertStack(app, settings.stackName, { settings, description: 'Cost alerts for endpoints on emnify.' });
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
