import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface OperatorsTopicProps {
  emailAddresses: string[];
}

/**
 * The topic of the alarms about the alerter itself. It is not a topic of alerts: an alarm that says that alerts cannot
 * be sent must not need such a topic.
 *
 * It has no KMS key: CloudWatch cannot use AWS's own key, and a key of ours costs more than everything else here.
 * Alarms hold no data of the fleet. It has no filter policies: alarms have no message attributes, so none would pass.
 */
export class OperatorsTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: OperatorsTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'emnify cost alerts: operation', enforceSSL: true });
    // The policy that enforces TLS replaces the default policy, which admits the alarms of the account.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const address of props.emailAddresses) this.topic.addSubscription(new EmailSubscription(address));
  }
}
