import type { StackResource, Tables } from './readers.ts';

/** The parts of a deployment by what they are for, with their names in AWS. */
export interface StackParts {
  tables: Tables;
  topics: Topic[];
  schedules: Schedule[];
  /** The id of the event source mapping that starts `evaluate`. */
  trigger?: string;
  functions: Partial<Record<FunctionName, string>>;
  budgetsParameter?: string;
}

export type FunctionName = 'discover' | 'evaluate' | 'notify';

export interface Topic {
  kind: 'mail' | 'text' | 'event' | 'operators';
  /** The logical id in the template. */
  logicalId: string;
  arn: string;
}

export interface Schedule {
  /** The part of the logical id that says what it is for, such as `DiscoverySweep`. */
  id: string;
  /** Its name in AWS. */
  name: string;
}

const TOPIC_OUTPUTS: Record<Topic['kind'], string> = {
  mail: 'WhenNeededMailTopic',
  text: 'WhenNeededTextTopic',
  event: 'WhenNeededEventTopic',
  operators: 'WhenNeededOperatorTopic',
};

/** The outputs by which the parts are found. */
export const PLACES = [
  ...Object.values(TOPIC_OUTPUTS),
  'WhenNeededCostHistoryTable',
  'WhenNeededNotificationLogTable',
] as const;

/** Finds the parts of a stack. A part that the stack does not have is absent. */
export function stackParts(outputs: Record<string, string>, resources: StackResource[]): StackParts {
  const ofType = (type: string): StackResource[] => resources.filter((resource) => resource.type === type);
  const functionNamed = (part: string): string | undefined =>
    ofType('AWS::Lambda::Function').find(({ logicalId }) => logicalId.includes(`${part}Function`))?.physicalId;
  return {
    tables: {
      costHistory: outputs.WhenNeededCostHistoryTable,
      notificationLog: outputs.WhenNeededNotificationLogTable,
    },
    topics: Object.entries(TOPIC_OUTPUTS).flatMap(([kind, output]) => {
      const arn = outputs[output];
      const logicalId = ofType('AWS::SNS::Topic').find(({ physicalId }) => physicalId === arn)?.logicalId ?? '';
      return arn === undefined ? [] : { kind: kind as Topic['kind'], logicalId, arn };
    }),
    schedules: ofType('AWS::Scheduler::Schedule').map(({ logicalId, physicalId }) => ({
      // CDK ends a logical id with eight characters of a hash.
      id: logicalId.replace(/(Schedule)?[0-9A-F]{8}$/, ''),
      name: physicalId,
    })),
    trigger: ofType('AWS::Lambda::EventSourceMapping')[0]?.physicalId,
    functions: {
      discover: functionNamed('Discover'),
      evaluate: functionNamed('Evaluate'),
      notify: functionNamed('Notify'),
    },
    budgetsParameter: ofType('AWS::SSM::Parameter')[0]?.physicalId,
  };
}
