import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CLIENT_CONFIG } from '../../functions/aws/client-config.ts';
import { endpointIn, ParameterStore } from '../../functions/aws/parameter-store.ts';
import { listenOnLoopback, stopServer } from '../../infra/local/aws/http-stand-in.ts';

const NAME = '/EmnifyCostAlerts/budgets';
const SECRET_KEY = 'secret';

/** One request as SSM gets it. */
interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let server: Server;
let asked: Asked[];
let answer: { status: number; body: string };
const before = { ...process.env };

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: JSON.stringify({ Parameter: { Name: NAME, Value: 'a value' } }) };
  server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    asked.push({ method, path, headers, body: await text(request) });
    response.writeHead(answer.status, { 'x-amzn-requestid': 'request-1' }).end(answer.body);
  });
  // As Lambda gives them to a function.
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_SESSION_TOKEN: 'a session',
    AWS_ENDPOINT_URL_SSM: await listenOnLoopback(server),
  });
});
afterEach(async () => {
  process.env = { ...before };
  await stopServer(server);
});

async function read(): Promise<string | undefined> {
  const store = new ParameterStore({ ...CLIENT_CONFIG, maxAttempts: 1 });
  return await store.read(NAME).finally(() => store.destroy());
}

describe('the parameter store', () => {
  test("asks as the SDK's client asks", async () => {
    const client = new SSMClient({ maxAttempts: 1 });
    await client.send(new GetParameterCommand({ Name: NAME })).finally(() => client.destroy());
    expect(await read()).toBe('a value');
    const [theirs, ours] = asked.map(({ method, path, headers, body }) => {
      const { 'content-type': type, 'x-amz-target': target, 'x-amz-security-token': session, host } = headers;
      const scope = headers.authorization?.replace(/, .*/, '');
      return { method, path, type, target, session, host, scope, length: headers['content-length'], body };
    });
    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({ session: 'a session', scope: expect.stringMatching('ASIAEXAMPLE/.*/eu-west-1/ssm/') });
  });

  test('signs what arrives', async () => {
    await read();
    const [request] = asked;
    expect(request?.headers.authorization).toMatch(/Signature=[0-9a-f]{64}$/);
    expect(request?.headers.authorization).toContain(`Signature=${request && signatureOf(request)}`);
  });

  test('takes the credentials and the region that the environment has now', async () => {
    await read();
    process.env.AWS_ACCESS_KEY_ID = 'ASIAOTHER';
    process.env.AWS_REGION = 'us-east-1';
    await read();
    const scopes = asked.map(({ headers }) =>
      headers.authorization?.match(/Credential=(\w+)\/\d+\/([\w-]+)/)?.slice(1),
    );
    expect(scopes).toEqual([
      ['ASIAEXAMPLE', 'eu-west-1'],
      ['ASIAOTHER', 'us-east-1'],
    ]);
  });

  test.each([
    [
      'AWS_ENDPOINT_URL_SSM',
      'eu-west-1',
      { AWS_ENDPOINT_URL_SSM: 'http://ssm', AWS_ENDPOINT_URL: 'http://all' },
      'http://ssm',
    ],
    ['AWS_ENDPOINT_URL', 'eu-west-1', { AWS_ENDPOINT_URL: 'http://all' }, 'http://all'],
    ['a region', 'eu-west-1', {}, 'https://ssm.eu-west-1.amazonaws.com'],
    ['a region of China', 'cn-north-1', {}, 'https://ssm.cn-north-1.amazonaws.com.cn'],
    ['a region of the European cloud', 'eusc-de-east-1', {}, 'https://ssm.eusc-de-east-1.amazonaws.eu'],
  ])('finds SSM by %s', (_, region, environment, url) => {
    expect(endpointIn(region, environment)).toBe(url);
  });

  test.each([
    [
      'its code and its words',
      '{"__type":"com.amazonaws.ssm#AccessDeniedException","Message":"no"}',
      'AccessDeniedException',
      'no',
    ],
    ['its code alone', '{"__type":"ParameterNotFound"}', 'ParameterNotFound', 'ParameterNotFound'],
    ['HTML', '<html>', 'HTTP 400', 'HTTP 400'],
    ['null', 'null', 'HTTP 400', 'HTTP 400'],
  ])('names a refusal by %s', async (_, body, name, message) => {
    answer = { status: 400, body };
    await expect(read()).rejects.toMatchObject({
      name,
      message,
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: 'request-1', attempts: 1 },
    });
  });

  test('has nothing where SSM answers without a parameter', async () => {
    answer = { status: 200, body: '{}' };
    expect(await read()).toBeUndefined();
  });
});

/** The signature that AWS computes of a request without a query: Signature Version 4, of the headers as they arrived. */
function signatureOf({ method, path, headers, body }: Asked): string {
  const [, date = '', region = '', service = '', signedHeaders = ''] =
    headers.authorization?.match(/Credential=\w+\/(\d+)\/([\w-]+)\/(\w+)\/aws4_request, SignedHeaders=([\w;-]+),/) ??
    [];
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${headers[name]}\n`);
  const request = [method, path, '', canonicalHeaders.join(''), signedHeaders, sha256(body)].join('\n');
  const scope = [date, region, service, 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<string | Buffer>((inner, part) => hmac(inner, part), `AWS4${SECRET_KEY}`);
  return hmac(key, toSign).toString('hex');
}

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
