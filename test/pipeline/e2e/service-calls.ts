import { localAccountId, localRegion } from '../../../infra/local/aws/client-settings.ts';
import type { Permission } from './judge.ts';
import { type DeployedTemplate, nameIn, serviceOf } from './template.ts';

/** What a service does for a function or a schedule, in the name of its role. */
export interface CallInARolesName {
  caller: string;
  permission: Permission;
}

/** What a service does as itself: `scheduler.amazonaws.com`. */
export interface CallOfAService {
  service: string;
  permission: Permission;
}

/** What our code does not ask for and AWS needs: the logs of each function, and each schedule's work. */
export function callsInTheNameOfRoles(template: DeployedTemplate): CallInARolesName[] {
  const ofFunctions = template.ofType('AWS::Lambda::Function').flatMap(([, fn]) => {
    const { LoggingConfig } = fn.Properties;
    const stream = `log-group:${LoggingConfig.LogGroup}:log-stream:2026/10/18/[$LATEST]0123456789abcdef`;
    const log = `arn:aws:logs:${localRegion}:${localAccountId}:${stream}`;
    return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
      caller: serviceOf(fn),
      permission: { action, resource: log },
    }));
  });
  const ofSchedules = template.ofType('AWS::Scheduler::Schedule').flatMap(([, { Properties }]) => {
    const { Arn, DeadLetterConfig, RoleArn } = Properties.Target;
    return [
      { action: 'lambda:InvokeFunction', resource: Arn },
      { action: 'sqs:SendMessage', resource: DeadLetterConfig.Arn },
    ].map((permission) => ({ caller: nameIn(RoleArn), permission }));
  });
  return [...ofFunctions, ...ofSchedules];
}

/** @param account whose functions, schedules and alarms they are: ours, or another that tries to use what is ours */
export function callsOfServices(template: DeployedTemplate, account: string): CallOfAService[] {
  const from = (service: string, action: string, resource: string, source: string): CallOfAService => {
    const context = { 'aws:SourceAccount': account, 'aws:SourceArn': source.replace(localAccountId, account) };
    return { service, permission: { action, resource, context } };
  };
  const ofFunctions = template
    .ofType('AWS::Lambda::Function')
    .map(([id, { Properties }]) =>
      from('lambda.amazonaws.com', 'sts:AssumeRole', Properties.Role, arnOf('lambda', `function:${id}`)),
    );
  const ofSchedules = template.ofType('AWS::Scheduler::Schedule').map(([, { Properties }]) => {
    // The guide of EventBridge Scheduler: the source is the group of a schedule, not the schedule.
    const group = arnOf('scheduler', `schedule-group/${Properties.GroupName ?? 'default'}`);
    return from('scheduler.amazonaws.com', 'sts:AssumeRole', Properties.Target.RoleArn, group);
  });
  const ofAlarms = template
    .ofType('AWS::CloudWatch::Alarm')
    .flatMap(([id, { Properties }]) =>
      Properties.AlarmActions.map((topic: string) =>
        from('cloudwatch.amazonaws.com', 'sns:Publish', topic, arnOf('cloudwatch', `alarm:${id}`)),
      ),
    );
  return [...ofFunctions, ...ofSchedules, ...ofAlarms];
}

function arnOf(service: string, resource: string): string {
  return `arn:aws:${service}:${localRegion}:${localAccountId}:${resource}`;
}
