import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CostAlertStack } from './cost-alert-stack.ts';
import { readSettings } from './settings.ts';
import { SettingsError } from './settings-error.ts';

try {
  const app = new App({ autoSynth: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const settings = readSettings({ budgetsPath: 'budgets.yaml', context: (key) => app.node.tryGetContext(key) });
  new CostAlertStack(app, settings.stackName, { settings, description: 'Cost alerts for devices on emnify.' });
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
