import { localAccountId, localRegion } from './client-settings.ts';
import { AwsFault, startHttpStandIn } from './http-stand-in.ts';
import { escapeXml, refuseInXml, xmlAnswer } from './sns-xml.ts';

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
/** ListStackResources answers with pages. AWS does not say how long they are. */
const PAGE = 20;

export interface DeployedStack {
  status: string;
  outputs: Record<string, string>;
  resources: { logicalId: string; type: string; physicalId: string }[];
  template: object;
}

/** CloudFormation on this machine: what a person may read of some stacks. */
export interface CloudFormationStandIn {
  url: string;
  /** The stacks by name, read on every request. */
  stacks: Record<string, DeployedStack>;
  /** Actions that are refused by name, until they are deleted here. */
  refusals: Map<string, AwsFault>;
  close(): Promise<void>;
}

/** Starts a CloudFormation that knows DescribeStacks, ListStackResources and GetTemplate. */
export async function startCloudFormation(initial: Record<string, DeployedStack>): Promise<CloudFormationStandIn> {
  const stacks = { ...initial };
  const refusals = new Map<string, AwsFault>();
  const actions: Record<string, (form: URLSearchParams) => string> = {
    DescribeStacks: (form) => describe(nameIn(form), stackIn(form, stacks)),
    ListStackResources: (form) => listResources(stackIn(form, stacks), Number(form.get('NextToken') ?? 0)),
    GetTemplate: (form) => `<TemplateBody>${escapeXml(JSON.stringify(stackIn(form, stacks).template))}</TemplateBody>`,
  };
  const { url, close } = await startHttpStandIn(
    ({ method, body, requestId }) => {
      const form = new URLSearchParams(body);
      const action = form.get('Action') ?? '';
      const answer = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (method !== 'POST' || answer === undefined) {
        throw new AwsFault(400, 'InvalidAction', `Could not find operation ${action}`);
      }
      const refusal = refusals.get(action);
      if (refusal) throw refusal;
      const result = `<${action}Result>${answer(form)}</${action}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return xmlAnswer(200, `${action}Response`, result + metadata, NAMESPACE);
    },
    (fault, requestId) => refuseInXml(fault, requestId, NAMESPACE),
  );
  return { url, stacks, refusals, close };
}

function nameIn(form: URLSearchParams): string {
  const name = form.get('StackName') ?? '';
  if (name === '') throw new AwsFault(400, 'ValidationError', 'StackName must not be empty');
  return name;
}

function stackIn(form: URLSearchParams, stacks: Record<string, DeployedStack>): DeployedStack {
  const name = nameIn(form);
  const stack = Object.hasOwn(stacks, name) ? stacks[name] : undefined;
  if (stack === undefined) throw new AwsFault(400, 'ValidationError', `Stack with id ${name} does not exist`);
  return stack;
}

function describe(name: string, { status, outputs }: DeployedStack): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escapeXml(value)}</OutputValue></member>`,
  );
  const id = `arn:aws:cloudformation:${localRegion}:${localAccountId}:stack/${name}/local`;
  return (
    `<Stacks><member><StackName>${name}</StackName><StackId>${id}</StackId>` +
    '<CreationTime>2026-01-01T00:00:00Z</CreationTime>' +
    `<StackStatus>${status}</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks>`
  );
}

function listResources({ resources }: DeployedStack, from: number): string {
  const members = resources
    .slice(from, from + PAGE)
    .map(
      ({ logicalId, type, physicalId }) =>
        `<member><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType>` +
        `<PhysicalResourceId>${escapeXml(physicalId)}</PhysicalResourceId>` +
        '<ResourceStatus>CREATE_COMPLETE</ResourceStatus>' +
        '<LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>',
    );
  const next = from + PAGE < resources.length ? `<NextToken>${from + PAGE}</NextToken>` : '';
  return `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}`;
}
