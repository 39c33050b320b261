import { Aws, CfnOutput } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { PipelineFunction } from './pipeline-function.ts';

export interface NextStepsProps {
  emnifyToken: Secret;
  budgets: StringParameter;
  discover: PipelineFunction;
  evaluate: PipelineFunction;
  aggregate: PipelineFunction;
  notify: PipelineFunction;
  report: PipelineFunction;
  /** Where machines subscribe. */
  events: ITopic;
  operators: ITopic;
  /** Endpoints that could not be judged. */
  evaluationDeadLetters: IQueue;
}

/** What a person does after a deployment: commands to copy, printed by `cdk deploy` in the order of their names. */
export class NextSteps extends Construct {
  constructor(scope: Construct, id: string, props: NextStepsProps) {
    super(scope, id);
    const secret = props.emnifyToken.secretArn;
    const parameter = props.budgets.parameterName;

    this.#print('Step1StoreToken', {
      does: 'Stores the emnify application token, taken from the environment of your shell. Until then every sweep fails.',
      command: `${aws('secretsmanager put-secret-value')} --secret-id ${secret} --secret-string "$EMNIFY_APPLICATION_TOKEN"`,
    });
    this.#print('Step2SendTestMessage', {
      does: 'Sends a message marked as a test to every recipient. Confirm the email subscriptions first.',
      command: invoke(props.notify, '{"test":true}'),
    });
    this.#print('Step3TryOneEndpoint', {
      does: 'Judges one endpoint (put the id of one of yours), writes nothing, tells nobody.',
      command: invoke(props.evaluate, '{"endpointIds":["166"],"dryRun":true}'),
    });
    this.#print('Step4SweepNow', {
      does: 'Begins a sweep over the whole fleet now. The schedule asks for those whose turn it is.',
      command: invoke(props.discover, '{}'),
    });
    this.#print('Step5TrySharedBudgets', {
      does: 'Adds up what groups and the organisation have cost as far as the sweeps have seen it, writes nothing, tells nobody.',
      command: invoke(props.aggregate, '{"dryRun":true}'),
    });
    this.#print('Step6SendReportNow', {
      does: 'Makes the daily report now; it is sent within a minute, to every email address that gets warnings.',
      command: invoke(props.report, '{}'),
    });
    this.#print('Step7ExplainOneEndpoint', {
      does: 'Answers why one endpoint (put the id of one of yours) is told of or not, in words. Writes nothing.',
      command: invoke(props.evaluate, '{"explain":"166"}'),
    });
    this.#print('Step8ChangeBudgets', {
      does: 'Changes budgets without a deployment, within a minute. Change budgets.yaml as well: the next deployment of a changed file writes its budgets here.',
      command: [
        `${aws('ssm get-parameter')} --name ${parameter} --query Parameter.Value --output text > budgets.json`,
        `"\${EDITOR:-vi}" budgets.json`,
        `${aws('ssm put-parameter')} --name ${parameter} --overwrite --value file://budgets.json`,
      ].join(' && '),
    });
    this.#print('Step9AddOperator', {
      does: 'Adds somebody who hears when the alerter itself is in trouble. All email recipients do already.',
      command: `${aws('sns subscribe')} --topic-arn ${props.operators.topicArn} --protocol email --notification-endpoint you@example.com`,
    });
    // Not steps: they come last in the alphabet, and when there is a reason.
    this.#print('WhenNeededJudgeDeadLettersAgain', {
      does: 'Judges once more the endpoints that could not be judged, by what emnify says of them now. Repair the cause first.',
      command: `${aws('sqs start-message-move-task')} --source-arn ${props.evaluationDeadLetters.queueArn}`,
    });
    this.#print('WhenNeededSubscribeMachine', {
      does: 'Lets a queue (put its ARN), a function (lambda) or a URL (https) get each alert as JSON.',
      command: `${aws('sns subscribe')} --topic-arn ${props.events.topicArn} --protocol sqs --notification-endpoint arn:aws:sqs:REGION:ACCOUNT:QUEUE`,
    });
  }

  #print(name: string, { does, command }: { does: string; command: string }): void {
    new CfnOutput(this, name, { description: does, value: command }).overrideLogicalId(name);
  }
}

const aws = (operation: string) => `aws ${operation} --region ${Aws.REGION}`;

/** No read time-out: the AWS CLI would give up after a minute and invoke the function a second time. */
const invoke = ({ lambda }: PipelineFunction, payload: string) =>
  `${aws('lambda invoke')} --function-name ${lambda.functionName} --cli-read-timeout 0 ` +
  `--cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`;
