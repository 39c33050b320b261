import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

export interface BudgetsParameterProps {
  stackName: string;
  /** The budgets as JSON, as the functions read them. */
  text: string;
}

/**
 * The budgets as the functions read them. A change of the parameter works without a deployment. It is the only resource
 * with a name of its own, because people type it.
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
