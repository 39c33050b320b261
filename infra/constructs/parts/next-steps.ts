import { Aws, CfnOutput } from 'aws-cdk-lib';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { severitiesFor } from '../../../functions/contracts/recipients.ts';
import {
  confirmCommand,
  subscribeCommand,
  unsubscribeCommand,
} from '../../../functions/contracts/subscription-commands.ts';
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
  watchdog: PipelineFunction;
  page: PipelineFunction;
  act: PipelineFunction;
  topics: Record<Channel, ITopic>;
  operators: ITopic;
  dashboardName: string;
  /** The dashboard with buttons. */
  actDashboardName: string;
  /** The policy for those who may look. */
  viewersPolicyArn: string;
  actorsPolicyArn: string;
  state: State;
  /** The requests of endpoints that could not be judged. */
  evaluationDeadLetters: IQueue;
}

/**
 * The commands and names that an operator needs after a deployment. `cdk deploy` prints them in the order of their
 * names: `Step1…` to `Step4…` for the set-up, then `WhenNeeded` for everything else.
 */
export class NextSteps extends Construct {
  constructor(scope: Construct, id: string, props: NextStepsProps) {
    super(scope, id);
    this.#setUp(props);
    this.#onPayloads(props);
    this.#changes(props);
    this.#whereItIs(props);
  }

  #setUp({ emnifyToken, discover, evaluate, notify, topics, operators }: NextStepsProps): void {
    this.#print('Step1ConfirmAlertMails', {
      does: 'Confirms one mail address for alerts so that no link in a mail can end it. Put the token of the mail "AWS Notification - Subscription Confirmation" about "emnify costs" in place of TOKEN: what stands after Token= in its link, up to the next &. Do not open that link. AWS keeps the token for two days.',
      value: confirmCommand({ region: Aws.REGION, topicArn: topics.mail.topicArn }),
    });
    this.#print('Step1ConfirmOperatorMails', {
      does: 'The same for the topic of operators: each address gets a second mail, about "emnify cost alerts: operation".',
      value: confirmCommand({ region: Aws.REGION, topicArn: operators.topicArn }),
    });
    this.#print('Step1StoreToken', {
      does: 'Stores the emnify application token, taken from the environment of your shell. Until then every sweep fails.',
      value: `${aws('secretsmanager put-secret-value')} --secret-id ${emnifyToken.secretArn} --secret-string "$EMNIFY_APPLICATION_TOKEN"`,
    });
    this.#print('Step2SendTestMessage', {
      does: 'Sends a message marked as a test to every recipient. Confirm the mail addresses first.',
      value: invoke(notify, '{"test":true}'),
    });
    this.#print('Step3TryOneEndpoint', {
      does: 'Judges one endpoint (put the id of one of yours). It writes nothing and sends nothing.',
      value: invoke(evaluate, '{"endpointIds":["166"],"dryRun":true}'),
    });
    this.#print('Step4SweepNow', {
      does: 'Starts a sweep over the whole fleet now. The schedule checks only the endpoints that are due. The last step of the set-up comes after it: npm run doctor says what is still wrong.',
      value: invoke(discover, '{}'),
    });
  }

  #onPayloads({ discover, evaluate, aggregate, notify, report, watchdog, page, act }: NextStepsProps): void {
    this.#print('WhenNeededCheckDueEndpoints', {
      does: 'Checks the endpoints that are due, as the schedule does every five minutes.',
      value: invoke(discover, '{"dueOnly":true}'),
    });
    this.#print('WhenNeededExplainOneEndpoint', {
      does: 'Explains why an endpoint (put the id of one of yours) did or did not raise an alert. It writes nothing.',
      value: invoke(evaluate, '{"explain":"166"}'),
    });
    this.#print('WhenNeededTrySharedBudgets', {
      does: 'Adds up what groups and the organisation have cost, from the checks that are stored. It writes nothing and sends nothing.',
      value: invoke(aggregate, '{"dryRun":true}'),
    });
    this.#print('WhenNeededJudgeSharedBudgets', {
      does: 'Adds up what groups and the organisation have cost and judges it now, as the schedule does.',
      value: invoke(aggregate, '{}'),
    });
    this.#print('WhenNeededTryOtherBudgets', {
      does: "Replays this month's stored figures against other budgets (put yours). It writes nothing and sends nothing.",
      value: invoke(aggregate, '{"backtest":{"currency":"EUR","budgets":[{"name":"every-device","limit":5}]}}'),
    });
    this.#print('WhenNeededSendNotificationAgain', {
      does: 'Sends a notification of this month or the last once more on every channel (put its ref).',
      value: invoke(notify, '{"resend":"34e44b"}'),
    });
    this.#print('WhenNeededTryReport', {
      does: 'Answers with the daily report as data. It writes nothing and sends nothing.',
      value: invoke(report, '{"dryRun":true}'),
    });
    this.#print('WhenNeededSendReportNow', {
      does: 'Makes the daily report now. It is sent within a minute to every email address that gets warnings.',
      value: invoke(report, '{}'),
    });
    this.#print('WhenNeededAskWatchdog', {
      does: 'Says which conditions hold now, and what the watchdog would say. It writes nothing and sends nothing.',
      value: invoke(watchdog, '{"dryRun":true}'),
    });
    this.#print('WhenNeededMute', {
      does: 'Mutes the endpoint of a notification (put its ref) within a minute, up to 300 % of its limit. In place of ref: endpoint, or budget. The answer says how to take it back.',
      value: invoke(act, '{"mute":{"ref":"34e44b","until":"4 hours","reason":"load test","who":"you"}}'),
    });
    this.#print('WhenNeededAcknowledge', {
      does: 'Acknowledges the alert of a notification (put its ref): further levels of the same severity are not sent for 24 hours.',
      value: invoke(act, '{"acknowledge":{"ref":"34e44b","who":"you"}}'),
    });
    this.#print('WhenNeededRaiseLimit', {
      does: 'Raises the limit of one endpoint until the end of this month (put its id and the limit).',
      value: invoke(act, '{"raise":{"endpoint":"166","limit":"80","who":"you"}}'),
    });
    this.#print('WhenNeededCsv', {
      does: 'Answers with what each endpoint costs this month as CSV, in parts: where the answer has next, ask again with {"csv":{"from":"NEXT"}}. docs/page.md says how to make a file of it.',
      value: invoke(page, '{"csv":{}}'),
    });
  }

  #changes({ budgets, operators, topics, evaluationDeadLetters }: NextStepsProps): void {
    this.#print('WhenNeededChangeBudgets', {
      does: 'Changes budgets within a minute and without a deployment: gets them as budgets.json, opens your EDITOR until npm run check finds no mistake, and puts them back. Run it in the folder of this project. Change budgets.yaml as well: the next deployment of a changed file overwrites this change.',
      value: changeBudgets(budgets.parameterName),
    });
    this.#print('WhenNeededAddOperator', {
      does: 'Adds an operator, who hears of the alerter itself. All email recipients are operators already. Then confirm it with Step1ConfirmOperatorMails.',
      value: subscribeCommand({ region: Aws.REGION, topicArn: operators.topicArn, ...EXAMPLE }),
    });
    this.#print('WhenNeededSubscribeAlertMails', {
      does: 'Subscribes a mail address of budgets.yaml to the alerts again. Then confirm it with Step1ConfirmAlertMails. For an address with from: critical, leave "info" and "warning" out.',
      value: subscribeCommand({
        region: Aws.REGION,
        topicArn: topics.mail.topicArn,
        ...EXAMPLE,
        filterPolicy: JSON.stringify({ severity: severitiesFor({ channel: 'mail', from: 'warning' }) }),
      }),
    });
    this.#print('WhenNeededUnsubscribeAlertMails', {
      does: 'Ends the alerts to a mail address. For one that was confirmed by a click: then WhenNeededSubscribeAlertMails, then Step1ConfirmAlertMails.',
      value: unsubscribe(topics.mail),
    });
    this.#print('WhenNeededUnsubscribeOperatorMails', {
      does: 'Ends the messages about the alerter itself to a mail address. For one that was confirmed by a click: then WhenNeededAddOperator, then Step1ConfirmOperatorMails.',
      value: unsubscribe(operators),
    });
    this.#print('WhenNeededSubscribeMachine', {
      does: 'Subscribes a queue (put its ARN), a function (lambda) or a URL (https) to each alert as JSON.',
      value: `${aws('sns subscribe')} --topic-arn ${topics.event.topicArn} --protocol sqs --notification-endpoint arn:aws:sqs:REGION:ACCOUNT:QUEUE`,
    });
    this.#print('WhenNeededJudgeDeadLettersAgain', {
      does: 'Judges once more the endpoints that could not be judged, by what emnify says now. Repair the cause first.',
      value: `${aws('sqs start-message-move-task')} --source-arn ${evaluationDeadLetters.queueArn}`,
    });
  }

  #whereItIs({
    dashboardName,
    actDashboardName,
    viewersPolicyArn,
    actorsPolicyArn,
    topics,
    operators,
    state,
  }: NextStepsProps): void {
    this.#print('WhenNeededDashboard', {
      does: 'The dashboard: what the fleet costs, what was sent, how the alerter is, alarms, runs and queues.',
      value: dashboardUrl(dashboardName),
    });
    this.#print('WhenNeededDashboardWithButtons', {
      does: 'The dashboard for those who may act: the fleet and what was sent, with buttons.',
      value: dashboardUrl(actDashboardName),
    });
    this.#print('WhenNeededViewersPolicy', {
      does: 'The policy that lets a person see the dashboard and change nothing. Attach it to a group or a role.',
      value: viewersPolicyArn,
    });
    this.#print('WhenNeededActorsPolicy', {
      does: 'The policy that lets a person press the buttons of the page, too: WhenNeededDashboardWithButtons. Attach it to a group or a role.',
      value: actorsPolicyArn,
    });
    this.#print('WhenNeededMailTopic', {
      does: 'The topic of the email recipients.',
      value: topics.mail.topicArn,
    });
    this.#print('WhenNeededTextTopic', { does: 'The topic of the phone numbers.', value: topics.text.topicArn });
    this.#print('WhenNeededEventTopic', {
      does: 'The topic that machines subscribe to: each alert and the daily report as JSON.',
      value: topics.event.topicArn,
    });
    this.#print('WhenNeededOperatorTopic', {
      does: 'The topic for operators, about the alerter itself.',
      value: operators.topicArn,
    });
    this.#print('WhenNeededCostHistoryTable', {
      does: 'The table of the checks of each endpoint; npm run backtest reads it with --table.',
      value: state.costHistory.tableName,
    });
    this.#print('WhenNeededNotificationLogTable', {
      does: 'The table of alerts and of the notifications that were sent.',
      value: state.notificationLog.tableName,
    });
  }

  #print(name: string, { does, value }: { does: string; value: string }): void {
    new CfnOutput(this, name, { description: does, value }).overrideLogicalId(name);
  }
}

const EXAMPLE = { protocol: 'email', address: 'you@example.com' } as const;

/** Ends the subscription of an address. A shell looks up its ARN. */
const unsubscribe = ({ topicArn }: ITopic) => {
  const query = `"Subscriptions[?Endpoint=='${EXAMPLE.address}'].SubscriptionArn"`;
  const lookUp = `${aws('sns list-subscriptions-by-topic')} --topic-arn ${topicArn} --query ${query} --output text`;
  return unsubscribeCommand(Aws.REGION, `$(${lookUp})`);
};

const dashboardUrl = (name: string) =>
  `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${name}`;

const aws = (operation: string) => `aws ${operation} --region ${Aws.REGION}`;

/** Without a read time-out: with one, the AWS CLI gives up after a minute and invokes the function a second time. */
const invoke = ({ lambda }: PipelineFunction, payload: string) =>
  `${aws('lambda invoke')} --function-name ${lambda.functionName} --cli-read-timeout 0 ` +
  `--cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`;

/**
 * Gets, edits and puts the budgets. `sh` reads EDITOR, as with git: it may be an editor with arguments and quotes,
 * which zsh and fish would take for one word. If the check finds a mistake, then the file is edited again. The tier is
 * that of the deployment: without a tier, AWS refuses more than 4 KB.
 */
const changeBudgets = (parameter: string) =>
  [
    `${aws('ssm get-parameter')} --name ${parameter} --query Parameter.Value --output text > budgets.json`,
    `sh -c 'until eval "\${EDITOR:-vi} budgets.json" && npm run --silent check -- - < budgets.json; ` +
      `do printf "Enter to edit again, Ctrl-C to change nothing: "; read -r _ || exit 1; done'`,
    `${aws('ssm put-parameter')} --name ${parameter} --tier Intelligent-Tiering --overwrite --value file://budgets.json`,
  ].join(' && ');
