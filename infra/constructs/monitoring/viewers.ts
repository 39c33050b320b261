import { Aws, Stack, Validations } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PipelineFunction } from '../parts/pipeline-function.ts';

export interface ViewersProps {
  /** The dashboard without buttons. */
  dashboard: Dashboard;
  page: PipelineFunction;
}

/**
 * The policy for those who may look: an operator attaches it to a group or a role of the account. It allows no button: the
 * function behind those is another one.
 */
export class Viewers extends Construct {
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, { dashboard, page }: ViewersProps) {
    super(scope, id);
    const dashboardArn = `arn:${Aws.PARTITION}:cloudwatch::${Aws.ACCOUNT_ID}:dashboard/${dashboard.dashboardName}`;
    const allow = (actions: string[], ...resources: string[]) => new PolicyStatement({ actions, resources });
    this.policy = new ManagedPolicy(this, 'Policy', {
      description: `Lets see the dashboard of ${Stack.of(this).stackName}, and change nothing.`,
      statements: [
        allow(['cloudwatch:GetDashboard'], dashboardArn),
        // The console calls the function of a widget in the name of the person who looks.
        allow(['lambda:InvokeFunction'], page.lambda.functionArn),
        // The graphs and the alarms below, and the list of dashboards that the console begins with.
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
