import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localClientSettings } from '../../../../infra/local/aws/client-settings.ts';
import { type CloudFormationStandIn, startCloudFormation } from '../../../../infra/local/aws/cloudformation.ts';
import { AwsFault } from '../../../../infra/local/aws/http-stand-in.ts';

const resources = Array.from({ length: 45 }, (_, index) => ({
  logicalId: `Topic${index}`,
  type: 'AWS::SNS::Topic',
  physicalId: `topic & ${index}`,
}));
const template = { Resources: { Topic0: { Type: 'AWS::SNS::Topic' } } };

let cloudFormation: CloudFormationStandIn;
let client: CloudFormationClient;

beforeEach(async () => {
  cloudFormation = await startCloudFormation({
    Berlin: { status: 'CREATE_COMPLETE', outputs: { Step1: 'aws <a> & "b"' }, resources, template },
  });
  client = new CloudFormationClient({ ...localClientSettings(cloudFormation.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await cloudFormation.close();
});

test('describes a stack with its outputs', async () => {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'Berlin' }));
  expect(Stacks).toMatchObject([
    { StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputKey: 'Step1', OutputValue: 'aws <a> & "b"' }] },
  ]);
});

test('lists all resources, page by page', async () => {
  const pages = await Array.fromAsync(paginateListStackResources({ client }, { StackName: 'Berlin' }));
  expect(pages).toHaveLength(3);
  const found = pages.flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
  expect(found.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual(
    resources.map(({ physicalId }) => physicalId),
  );
});

test('has the template as it was deployed', async () => {
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: 'Berlin' }));
  expect(JSON.parse(TemplateBody)).toEqual(template);
});

test('knows no other stack and no other action', async () => {
  const other = client.send(new DescribeStacksCommand({ StackName: 'Bonn' }));
  await expect(other).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack with id Bonn does not exist' });
  const deletion = client.send(new DeleteStackCommand({ StackName: 'Berlin' }));
  await expect(deletion).rejects.toMatchObject({ name: 'InvalidAction' });
});

test('refuses an action until it is allowed again', async () => {
  cloudFormation.refusals.set('GetTemplate', new AwsFault(403, 'AccessDenied', 'not authorized'));
  const get = () => client.send(new GetTemplateCommand({ StackName: 'Berlin' }));
  await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' });
  cloudFormation.refusals.clear();
  await expect(get()).resolves.toHaveProperty('TemplateBody');
});
