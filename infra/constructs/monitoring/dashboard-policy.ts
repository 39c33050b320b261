import { Aws, Stack, Validations } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PipelineFunction } from '../parts/pipeline-function.ts';

export interface DashboardPolicyProps {
  /** What it lets a person do, such as `see the dashboard`. */
  lets: string;
  dashboard: Dashboard;
  /** The functions behind the widgets and their buttons. */
  functions: PipelineFunction[];
}

/**
 * The policy for those who may see a dashboard, and call what is behind it: an operator attaches it to a group or a role of
 * the account. Seeing and acting are two functions, so that who may look cannot act.
 */
export class DashboardPolicy extends Construct {
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, { lets, dashboard, functions }: DashboardPolicyProps) {
    super(scope, id);
    const dashboardArn = `arn:${Aws.PARTITION}:cloudwatch::${Aws.ACCOUNT_ID}:dashboard/${dashboard.dashboardName}`;
    const allow = (actions: string[], ...resources: string[]) => new PolicyStatement({ actions, resources });
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: `${Stack.of(this).stackName}: lets a person ${lets}.`,
      statements: [
        allow(['cloudwatch:GetDashboard'], dashboardArn),
        // The console calls the function of a widget in the name of the person who looks.
        allow(['lambda:InvokeFunction'], ...functions.map(({ lambda }) => lambda.functionArn)),
        // The graphs and the alarms of a dashboard, and the list of dashboards that the console begins with.
        allow(['cloudwatch:GetMetricData', 'cloudwatch:DescribeAlarms', 'cloudwatch:ListDashboards'], '*'),
      ],
    });
    Validations.of(this.policy).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Metrics are no resources, and the console lists: cloudwatch:GetMetricData, cloudwatch:DescribeAlarms and cloudwatch:ListDashboards are asked for on *. They show names and numbers, and no device.',
    });
  }
}
