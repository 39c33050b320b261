import type { IncomingHttpHeaders } from 'node:http';
import { localAccountId } from '../../../infra/local/aws/client-settings.ts';
import type { Permission } from './judge.ts';

/** Who signed a request, and for what: `Credential=<access key id>/<day>/<region>/<service>/aws4_request`. */
export interface Signature {
  accessKeyId: string;
  region: string;
  service: string;
}

/** @throws for a request without a signature of version 4 */
export function signatureOf({ authorization = '' }: IncomingHttpHeaders): Signature {
  const [, accessKeyId, region, service] = /Credential=([^/]+)\/\d+\/([\w-]+)\/(\w+)\//.exec(authorization) ?? [];
  if (!accessKeyId || !region || !service) throw new Error(`not signed: ${authorization}`);
  return { accessKeyId, region, service };
}

/** The name of the attribute that a table, or an index of it, is divided by. */
export type PartitionKeyOf = (table: string, index: string | undefined) => string;

interface ApiRequest {
  /** Of a service that speaks REST. */
  path: string;
  /** As the service's API calls it: `SendMessageBatch`. */
  operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: a service has as many shapes as operations, and IAM refuses an unknown one
  input: any;
  arn: (resource: string) => string;
  partitionKeyOf: PartitionKeyOf;
}

/** What each service asks IAM for, by its page in AWS's service authorization reference. */
const PERMISSIONS: Record<string, (request: ApiRequest) => Permission> = {
  dynamodb: ({ operation, input, arn, partitionKeyOf }) => {
    const { TableName, IndexName } = input;
    const keys = leadingKeys(input, partitionKeyOf(TableName, IndexName));
    return {
      action: `dynamodb:${operation}`,
      resource: arn(`table/${TableName}${IndexName ? `/index/${IndexName}` : ''}`),
      ...(keys.length > 0 && { context: { 'dynamodb:LeadingKeys': keys } }),
    };
  },
  // A batch needs the permission of its single call.
  sqs: ({ operation, input, arn }) => ({
    action: `sqs:${operation.replace(/Batch$/, '')}`,
    resource: arn(new URL(input.QueueUrl).pathname.split('/').at(-1) ?? ''),
  }),
  // AWS's errors name the topic of a subscription, which is its ARN without the last part.
  sns: ({ operation, input }) => ({
    action: `sns:${operation}`,
    resource: input.TopicArn ?? input.SubscriptionArn?.split(':').slice(0, -1).join(':'),
  }),
  // A metric is no resource. Requests are signed for the service's older name, and permissions have its newer one.
  monitoring: ({ operation }) => ({ action: `cloudwatch:${operation}`, resource: '*' }),
  // The name in the path of an invocation is an ARN here.
  lambda: ({ path }) => ({
    action: 'lambda:InvokeFunction',
    resource: decodeURIComponent(/\/functions\/([^/]+)\/invocations$/.exec(path)?.[1] ?? ''),
  }),
  secretsmanager: ({ operation, input }) => ({ action: `secretsmanager:${operation}`, resource: input.SecretId }),
  ssm: ({ operation, input, arn }) => ({
    action: `ssm:${operation}`,
    resource: arn(`parameter/${input.Name.replace(/^\//, '')}`),
  }),
};

/** What a request needs to be allowed. @throws for one that cannot be read */
export function requestedPermission(
  { service, region }: Signature,
  { headers, path, body }: { headers: IncomingHttpHeaders; path: string; body: string },
  partitionKeyOf: PartitionKeyOf,
): Permission {
  const read = PERMISSIONS[service];
  if (read === undefined) throw new Error(`the gate does not know ${service}`);
  const target = headers['x-amz-target'];
  const input = target === undefined ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
  return read({
    path,
    operation: target === undefined ? input.Action : String(target).split('.').at(-1),
    input,
    arn: (resource) => `arn:aws:${service}:${region}:${localAccountId}:${resource}`,
    partitionKeyOf,
  });
}

/** The partition that a request is about, where it is about one. */
function leadingKeys(input: ApiRequest['input'], partitionKey: string): string[] {
  const item = input.Key ?? input.Item;
  if (item) return [item[partitionKey].S];
  const { KeyConditionExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues } = input;
  const equalities: string[][] = [...KeyConditionExpression.matchAll(/(#?\w+) = (:\w+)/g)];
  return equalities
    .filter(([, name = '']) => (ExpressionAttributeNames[name] ?? name) === partitionKey)
    .map(([, , value = '']) => ExpressionAttributeValues[value].S);
}
