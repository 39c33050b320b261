import { CfnScheduleGroup, type IScheduleGroup, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';

/**
 * What the schedules share: a group, by which AWS counts their failures apart from those of other schedules in the
 * account, and a queue for the runs that Lambda did not start. The attributes `SCHEDULE_ARN` and `TARGET_ARN` of a
 * dead letter say which schedule and which function it was.
 */
export class Schedules extends Construct {
  readonly group: IScheduleGroup;
  readonly groupArn: string;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // The CDK's own group would have a fixed name, and would outlive the stack.
    const { ref, attrArn } = new CfnScheduleGroup(this, 'Group');
    this.group = ScheduleGroup.fromScheduleGroupName(this, 'ByName', ref);
    this.groupArn = attrArn;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
  }
}
