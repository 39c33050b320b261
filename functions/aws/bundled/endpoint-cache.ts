/**
 * In bundles only, this stands in for the package of this name: it keeps what `DescribeEndpoints` answered, which is
 * asked by no operation that we call, and brings two more packages along.
 */
export class EndpointCache {
  getEndpoint(): never {
    throw new Error('This bundle was built without endpoint discovery: see infra/constructs/bundling.ts.');
  }
}
