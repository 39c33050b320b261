import { localAccountId, localRegion } from '../../../infra/local/aws/client-settings.ts';
import type { Names } from './intrinsics.ts';
import type { Resource } from './resource.ts';

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::AccountId': localAccountId,
  'AWS::Partition': 'aws',
  'AWS::Region': localRegion,
};

/** What stands in an ARN behind `arn:aws:`, for each type of resource that has one. A resource is called by its id. */
const ARNS: Record<string, (id: string) => string> = {
  'AWS::DynamoDB::Table': (id) => `dynamodb:${localRegion}:${localAccountId}:table/${id}`,
  'AWS::IAM::Role': (id) => `iam::${localAccountId}:role/${id}`,
  'AWS::Lambda::Function': (id) => `lambda:${localRegion}:${localAccountId}:function:${id}`,
  // CloudFormation's has the colon and the asterisk, and means all that is in the group.
  'AWS::Logs::LogGroup': (id) => `logs:${localRegion}:${localAccountId}:log-group:${id}:*`,
  'AWS::Scheduler::ScheduleGroup': (id) => `scheduler:${localRegion}:${localAccountId}:schedule-group/${id}`,
  'AWS::SecretsManager::Secret': (id) => `secretsmanager:${localRegion}:${localAccountId}:secret:${id}-a1B2c3`,
  'AWS::SNS::Topic': (id) => `sns:${localRegion}:${localAccountId}:${id}`,
  'AWS::SQS::Queue': (id) => `sqs:${localRegion}:${localAccountId}:${id}`,
};
const CALLED_BY_THEIR_ARN = ['AWS::SecretsManager::Secret', 'AWS::SNS::Topic'];

/** @param queuesAt where SQS is: the address of a queue is what `Ref` gives */
export function namesOf(resources: Record<string, Resource>, queuesAt: string): Names {
  const find = (id: string): Resource => {
    const resource = resources[id];
    if (resource === undefined) throw new Error(`there is nothing called ${id} in the template`);
    return resource;
  };
  const arnOf = (id: string): string => {
    const resource = find(id);
    const arn = ARNS[resource.Type];
    if (arn === undefined) throw new Error(`the ARN of a ${resource.Type} is not known here`);
    return `arn:aws:${arn(id)}`;
  };
  return {
    ref(id) {
      const pseudo = PSEUDO_PARAMETERS[id];
      if (pseudo !== undefined) return pseudo;
      const { Type, Properties } = find(id);
      if (CALLED_BY_THEIR_ARN.includes(Type)) return arnOf(id);
      if (Type === 'AWS::SQS::Queue') return `${queuesAt}/${localAccountId}/${id}`;
      return Type === 'AWS::SSM::Parameter' ? Properties.Name : id;
    },
    attribute(id, attribute) {
      if (attribute === 'Arn') return arnOf(id);
      if (!attribute.endsWith('Name')) throw new Error(`${attribute} of ${id} is not known here`);
      return find(id) && id;
    },
  };
}
