import { Aws, CfnOutput } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Channel } from '../../../functions/domain/messages/channel.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { State } from './state.ts';

export interface NextStepsProps {
  emnifyToken: Secret;
  budgets: StringParameter;
  discover: PipelineFunction;
  evaluate: PipelineFunction;
  aggregate: PipelineFunction;
  notify: PipelineFunction;
  report: PipelineFunction;
  topics: Record<Channel, ITopic>;
  operators: ITopic;
  dashboardName: string;
  state: State;
  /** Endpoints that could not be judged. */
  evaluationDeadLetters: IQueue;
}

/**
 * What a person does and needs after a deployment: `cdk deploy` prints it in the order of the names. `Step1` to `Step4`
 * are the set-up; what is there for a reason comes after them, and is called `WhenNeeded`.
 */
export class NextSteps extends Construct {
  constructor(scope: Construct, id: string, props: NextStepsProps) {
    super(scope, id);
    this.#setUp(props);
    this.#onPayloads(props);
    this.#changes(props);
    this.#whereItIs(props);
  }

  #setUp({ emnifyToken, discover, evaluate, notify }: NextStepsProps): void {
    this.#print('Step1StoreToken', {
      does: 'Stores the emnify application token, taken from the environment of your shell. Until then every sweep fails.',
      value: `${aws('secretsmanager put-secret-value')} --secret-id ${emnifyToken.secretArn} --secret-string "$EMNIFY_APPLICATION_TOKEN"`,
    });
    this.#print('Step2SendTestMessage', {
      does: 'Sends a message marked as a test to every recipient. Confirm the email subscriptions first.',
      value: invoke(notify, '{"test":true}'),
    });
    this.#print('Step3TryOneEndpoint', {
      does: 'Judges one endpoint (put the id of one of yours). Writes nothing and sends nothing.',
      value: invoke(evaluate, '{"endpointIds":["166"],"dryRun":true}'),
    });
    this.#print('Step4SweepNow', {
      does: 'Begins a sweep over the whole fleet now. The schedule checks the endpoints that are due.',
      value: invoke(discover, '{}'),
    });
  }

  #onPayloads({ discover, evaluate, aggregate, notify, report }: NextStepsProps): void {
    this.#print('WhenNeededCheckDueEndpoints', {
      does: 'Checks the endpoints that are due, as the schedule does every five minutes.',
      value: invoke(discover, '{"watch":true}'),
    });
    this.#print('WhenNeededExplainOneEndpoint', {
      does: 'Explains why an endpoint (put the id of one of yours) did or did not raise an alert. Writes nothing.',
      value: invoke(evaluate, '{"explain":"166"}'),
    });
    this.#print('WhenNeededTrySharedBudgets', {
      does: 'Adds up what groups and the organisation have cost as far as the sweeps have seen it. Writes nothing and sends nothing.',
      value: invoke(aggregate, '{"dryRun":true}'),
    });
    this.#print('WhenNeededJudgeSharedBudgets', {
      does: 'Adds up and judges what groups and the organisation have cost now, as the schedule does.',
      value: invoke(aggregate, '{}'),
    });
    this.#print('WhenNeededTryOtherBudgets', {
      does: "Replays this month's stored figures against other budgets (put yours). Writes nothing and sends nothing.",
      value: invoke(aggregate, '{"backtest":{"currency":"EUR","budgets":[{"name":"every-device","limit":5}]}}'),
    });
    this.#print('WhenNeededSendNotificationAgain', {
      does: 'Sends a notification of this month or the last once more on every channel (put its ref).',
      value: invoke(notify, '{"resend":"34e44b"}'),
    });
    this.#print('WhenNeededTryReport', {
      does: 'Answers with the daily report as data. Writes nothing and sends nothing.',
      value: invoke(report, '{"dryRun":true}'),
    });
    this.#print('WhenNeededSendReportNow', {
      does: 'Makes the daily report now; it is sent within a minute, to every email address that gets warnings.',
      value: invoke(report, '{}'),
    });
  }

  #changes({ budgets, operators, topics, evaluationDeadLetters }: NextStepsProps): void {
    this.#print('WhenNeededChangeBudgets', {
      does: 'Changes budgets without a deployment, within a minute: gets them as budgets.json, opens your EDITOR until npm run check finds no mistake, and puts them back. Run it in the folder of this project. Change budgets.yaml as well: the next deployment of a changed file writes its budgets here.',
      value: changeBudgets(budgets.parameterName),
    });
    this.#print('WhenNeededAddOperator', {
      does: 'Adds an operator, who hears when the alerter itself is in trouble. All email recipients are operators already.',
      value: `${aws('sns subscribe')} --topic-arn ${operators.topicArn} --protocol email --notification-endpoint you@example.com`,
    });
    this.#print('WhenNeededSubscribeMachine', {
      does: 'Lets a queue (put its ARN), a function (lambda) or a URL (https) get each alert as JSON.',
      value: `${aws('sns subscribe')} --topic-arn ${topics.event.topicArn} --protocol sqs --notification-endpoint arn:aws:sqs:REGION:ACCOUNT:QUEUE`,
    });
    this.#print('WhenNeededJudgeDeadLettersAgain', {
      does: 'Judges once more the endpoints that could not be judged, by what emnify says of them now. Repair the cause first.',
      value: `${aws('sqs start-message-move-task')} --source-arn ${evaluationDeadLetters.queueArn}`,
    });
  }

  #whereItIs({ dashboardName, topics, operators, state }: NextStepsProps): void {
    this.#print('WhenNeededDashboard', {
      does: 'The dashboard: all alarms, what was sent, and how near the limits of emnify are.',
      value: `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`,
    });
    this.#print('WhenNeededMailTopic', {
      does: 'The topic that email recipients are on.',
      value: topics.mail.topicArn,
    });
    this.#print('WhenNeededTextTopic', { does: 'The topic that phone numbers are on.', value: topics.text.topicArn });
    this.#print('WhenNeededEventTopic', {
      does: 'The topic that machines subscribe to: each alert and the daily report as JSON.',
      value: topics.event.topicArn,
    });
    this.#print('WhenNeededOperatorTopic', {
      does: 'The topic of the alarms about the alerter itself.',
      value: operators.topicArn,
    });
    this.#print('WhenNeededCostHistoryTable', {
      does: 'The table of the checks of each endpoint; npm run backtest reads it with --table.',
      value: state.costHistory.tableName,
    });
    this.#print('WhenNeededNotificationLogTable', {
      does: 'The table of alerts and of the notifications that they were sent in.',
      value: state.notificationLog.tableName,
    });
  }

  #print(name: string, { does, value }: { does: string; value: string }): void {
    new CfnOutput(this, name, { description: does, value }).overrideLogicalId(name);
  }
}

const aws = (operation: string) => `aws ${operation} --region ${Aws.REGION}`;

/** No read time-out: the AWS CLI would give up after a minute and invoke the function a second time. */
const invoke = ({ lambda }: PipelineFunction, payload: string) =>
  `${aws('lambda invoke')} --function-name ${lambda.functionName} --cli-read-timeout 0 ` +
  `--cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`;

/**
 * `sh` reads EDITOR, as git has it read: words with spaces and quotes in them are an editor with its arguments, and zsh
 * and fish would take them for one word. What the check refuses stays in the file and is edited again. The tier is that
 * of the deployment; without one, AWS refuses what is above 4 KB.
 */
const changeBudgets = (parameter: string) =>
  [
    `${aws('ssm get-parameter')} --name ${parameter} --query Parameter.Value --output text > budgets.json`,
    `sh -c 'until eval "\${EDITOR:-vi} budgets.json" && npm run --silent check -- - < budgets.json; ` +
      `do printf "Enter to edit again, Ctrl-C to change nothing: "; read -r _ || exit 1; done'`,
    `${aws('ssm put-parameter')} --name ${parameter} --tier Intelligent-Tiering --overwrite --value file://budgets.json`,
  ].join(' && ');
