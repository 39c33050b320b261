import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

export interface BudgetsParameterProps {
  stackName: string;
  /** The budgets as JSON, as the functions read them. */
  text: string;
}

/**
 * The budgets where the functions look them up, so that a change in the console works without a deployment.
 * The one resource with a name of its own: people type it.
 */
export class BudgetsParameter extends Construct {
  readonly parameter: StringParameter;

  constructor(scope: Construct, id: string, props: BudgetsParameterProps) {
    super(scope, id);
    this.parameter = new StringParameter(this, 'Parameter', {
      parameterName: `/${props.stackName}/budgets`,
      description:
        'Budgets. A deployment writes those of budgets.yaml here when that file has changed since the last one.',
      stringValue: props.text,
      // A long list of budgets outgrows the 4 KB of the free tier.
      tier: ParameterTier.INTELLIGENT_TIERING,
    });
  }
}
