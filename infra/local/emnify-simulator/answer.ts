import { randomUUID } from 'node:crypto';

/** The simulator's answer to one request. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'x-amzn-RequestId': randomUUID(), ...headers },
    body: JSON.stringify(value),
  };
}

/** Answers with a status without a body; emnify labels some of them HTML. */
export function empty(status: number): Answer {
  return { status, headers: { 'Content-Type': 'text/html', 'x-amzn-RequestId': randomUUID() }, body: '' };
}

/** Answers with an error in emnify's own shape. */
export function apiError(status: number, code: number, token: string, message: string): Answer {
  return json(status, { error_code: code, error_token: token, message });
}

/** Answers with an error in the shape of the AWS API Gateway in front of emnify. */
export function gatewayError(status: number, type: string, message: string): Answer {
  return json(status, { message }, { 'Content-Type': 'application/json', 'x-amzn-ErrorType': type });
}

export function badRequest(message: string): Answer {
  return apiError(400, 1000, 'BadRequest', message);
}

export function unknownEndpoint(id: string | number): Answer {
  return apiError(404, 1401, 'InvalidReference', `Endpoint with Id '${id}' not found.`);
}

/** Answers like CloudFront when the servers behind it fail; emnify documents no shape for 5xx. */
export function htmlError(status: number): Answer {
  return {
    status,
    headers: { 'Content-Type': 'text/html', Server: 'CloudFront' },
    body: `<!DOCTYPE html><html><head><title>ERROR</title></head><body><h1>${status} ERROR</h1></body></html>`,
  };
}
