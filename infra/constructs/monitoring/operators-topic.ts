import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface OperatorsTopicProps {
  emailAddresses: string[];
}

/**
 * Where CloudWatch says that the alerter itself is in trouble. Not the alert topic: a message that says alerts cannot
 * be sent must not need that topic.
 *
 * No KMS key: CloudWatch cannot use AWS's own one, and a key of ours costs more than everything else here. An alarm
 * carries no data of the fleet. No filter policies: alarms have no message attributes, so nothing would pass.
 */
export class OperatorsTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: OperatorsTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'emnify cost alerts: operation', enforceSSL: true });
    // The policy that enforces TLS replaces the default one, which lets the alarms of the account in.
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
