import { partition } from '@aws-sdk/core/client';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Sha256 } from '@smithy/core/checksum';
import { ServiceException } from '@smithy/core/client';
import { HttpRequest, type HttpResponse, loadJsonRpcErrorCode } from '@smithy/core/protocols';
import { retryMiddleware, StandardRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { SignatureV4, type SignatureV4Init } from '@smithy/signature-v4';
import { CLIENT_CONFIG } from './client-config.ts';

interface Settings {
  maxAttempts: number;
  requestHandler: NodeHttpHandlerOptions;
  /** This and what follows: by default what the environment says. */
  endpoint?: string;
  region?: string;
  credentials?: SignatureV4Init['credentials'];
}

/**
 * `GetParameter` of SSM, made of the parts that the SDK's clients are made of. `SSMClient` would be 78 KB of a bundle for
 * this one call: a client carries the errors of all operations of its service, and SSM has about 150.
 */
export class ParameterStore {
  /** As the SDK's clients have it: what decides whether, when and how often something is tried again. */
  readonly config: { retryStrategy(): Promise<StandardRetryStrategy>; maxAttempts(): Promise<number> };
  readonly #endpoint: URL;
  readonly #signer: SignatureV4;
  readonly #http: NodeHttpHandler;

  constructor(settings: Settings = CLIENT_CONFIG) {
    const { maxAttempts, requestHandler, region = process.env.AWS_REGION ?? '', credentials = fromEnv() } = settings;
    const strategy = new StandardRetryStrategy(maxAttempts);
    this.config = { retryStrategy: async () => strategy, maxAttempts: async () => maxAttempts };
    this.#endpoint = new URL(settings.endpoint ?? endpointIn(region, process.env));
    this.#signer = new SignatureV4({ service: 'ssm', region, credentials, sha256: Sha256 });
    this.#http = new NodeHttpHandler(requestHandler);
  }

  /**
   * Reads a parameter that is not encrypted.
   *
   * @returns undefined when SSM answers without a value
   * @throws {ServiceException} with SSM's code for a name when SSM refuses, such as `ParameterNotFound`
   * @throws {Error} when there is no answer, or not all of it, or when it is not JSON
   */
  async read(name: string): Promise<string | undefined> {
    const request = this.#request('GetParameter', { Name: name });
    const askWithRetries = retryMiddleware(this.config)(async () => {
      const { response } = await this.#http.handle(HttpRequest.clone(await this.#signer.sign(request)));
      return { response, output: { $metadata: {}, text: await textOf(response) } };
    }, {});
    const { output } = await askWithRetries({ input: {}, request });
    return JSON.parse(output.text).Parameter?.Value;
  }

  destroy(): void {
    this.#http.destroy();
  }

  #request(operation: string, input: object): HttpRequest {
    const { protocol, hostname, port, host } = this.#endpoint;
    return new HttpRequest({
      method: 'POST',
      protocol,
      hostname,
      ...(port !== '' && { port: Number(port) }),
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonSSM.${operation}`,
        'user-agent': 'emnify-cost-alerts',
      },
      body: JSON.stringify(input),
    });
  }
}

/** Where SSM answers: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
export function endpointIn(region: string, environment: Record<string, string | undefined>): string {
  const { AWS_ENDPOINT_URL_SSM, AWS_ENDPOINT_URL } = environment;
  return AWS_ENDPOINT_URL_SSM ?? AWS_ENDPOINT_URL ?? `https://ssm.${region}.${partition(region).dnsSuffix}`;
}

/** All of an answer. @throws {ServiceException} when it is a refusal */
async function textOf(response: HttpResponse): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  if (response.statusCode < 300) return text;
  throw refusal(response, text);
}

/** @param text JSON where SSM itself refuses */
function refusal(response: HttpResponse, text: string): ServiceException {
  const { statusCode, headers } = response;
  const said = jsonOrNothing(text);
  const name = loadJsonRpcErrorCode(response, said) ?? `HTTP ${statusCode}`;
  return new ServiceException({
    name,
    message: said.message ?? said.Message ?? name,
    $fault: statusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: statusCode, requestId: headers['x-amzn-requestid'] },
  });
}

function jsonOrNothing(text: string): { message?: string; Message?: string } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
