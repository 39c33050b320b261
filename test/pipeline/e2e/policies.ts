import type { Resource } from './resource.ts';
import { type DeployedTemplate, nameIn, single } from './template.ts';

export interface PolicyDocument {
  Version: string;
  Statement: Statement[];
}

interface Statement {
  Effect: string;
  Action?: string | string[];
  Resource?: string | string[];
}

/** Everything that a role was given, in its own policies and in those attached to it. */
export function policiesOfRole(template: DeployedTemplate, roleId: string): PolicyDocument[] {
  const attached = template
    .ofType('AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles.includes(roleId));
  const inline = template.byId(roleId).Properties.Policies ?? [];
  return [...attached.map(([, { Properties }]) => Properties), ...inline].map(({ PolicyDocument }) => PolicyDocument);
}

/** The policy of a topic, a queue or a role itself, which says who may come. Nothing else here has one. */
export function policyOn(template: DeployedTemplate, arn: string): PolicyDocument | undefined {
  const name = nameIn(arn);
  switch (arn.split(':')[2]) {
    case 'sns':
      return attachedTo(template, 'AWS::SNS::TopicPolicy', ({ Topics }) => Topics.includes(arn));
    case 'sqs':
      return attachedTo(template, 'AWS::SQS::QueuePolicy', ({ Queues }) =>
        Queues.some((url: string) => nameIn(url) === name),
      );
    case 'iam':
      return template.byId(name).Properties.AssumeRolePolicyDocument;
    default:
      return undefined;
  }
}

/** What policies allow, each action on each resource: `dynamodb:Query arn:aws:dynamodb:…`. */
export function grantsIn(policies: PolicyDocument[]): string[] {
  return policies
    .flatMap(({ Statement }) => Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      listOf(Action).flatMap((action) => listOf(Resource).map((resource) => `${action} ${resource}`)),
    );
}

/** Of several policies on one topic or queue AWS would keep the last. */
function attachedTo(
  template: DeployedTemplate,
  type: string,
  isOn: (properties: Resource['Properties']) => boolean,
): PolicyDocument {
  const policies = template.ofType(type).filter(([, { Properties }]) => isOn(Properties));
  return single(policies, type)[1].Properties.PolicyDocument;
}

const listOf = <Item>(value: Item | Item[] | undefined): Item[] =>
  value === undefined ? [] : ([value].flat() as Item[]);
