import { setTimeout as delay } from 'node:timers/promises';
import type { EmnifySimulator } from '../../../infra/local/emnify-simulator/simulator.ts';
import type { Answer } from '../service-proxy.ts';
import type { Behaviour } from './gate.ts';

/** What a trouble may reach behind the gate. */
export interface Behind {
  emnify: EmnifySimulator;
}

/** A behaviour that remembers nothing. */
const always = (behaviour: Behaviour) => () => behaviour;

/** Never an answer. */
export const silent = always(async () => 'silence');

/** The connection ends before an answer. */
export const reset = always(async () => 'reset');

/** The request has taken effect, and its answer never arrives. */
export const answerLost = always(async (_, pass) => {
  await pass();
  return 'reset';
});

/** Every answer comes so much later. */
export const slow = (ms: number) =>
  always(async (_, pass) => {
    await delay(ms);
    return await pass();
  });

/** The connection ends in the middle of every answer. */
export const cutOff = always(async (_, pass) => ({ ...(await pass()), breaksOff: 'reset' as const }));

/** Every answer begins, and nothing more comes. */
export const stalled = always(async (_, pass) => ({ ...(await pass()), breaksOff: 'silence' as const }));

/** Answers in place of the service. */
export const answers = (status: number, body: string, headers: Record<string, string> = {}) =>
  always(async () => ({ status, headers, body: Buffer.from(body) }));

/** A refusal as the JSON protocols of AWS have it. */
export const refuses = (status: number, code: string, message: string) =>
  answers(status, JSON.stringify({ __type: code, message }), { 'content-type': 'application/x-amz-json-1.0' });

/** A refusal as SNS has it. */
export const refusesInXml = (status: number, code: string, message: string) =>
  answers(
    status,
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}` +
      `</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
    { 'content-type': 'text/xml' },
  );

/** The service's own answer with other words in it. */
export const reworded = (change: (text: string) => string) =>
  always(async (_, pass) => {
    const answer = await pass();
    return { ...answer, body: Buffer.from(change(answer.body.toString())) };
  });

/** The service's own answer with something else in its JSON. */
export const changed = (change: (answer: Record<string, unknown>) => unknown) =>
  reworded((text) => JSON.stringify(change(JSON.parse(text))));

/** A body without end, a chunk at a time. */
export const endless = (chunk: Buffer, { everyMs = 0, most = Number.POSITIVE_INFINITY }) =>
  always(async (_, pass) => {
    const { status, headers } = await pass();
    async function* chunks(): AsyncGenerator<Buffer> {
      for (let sent = 0; sent < most; sent += chunk.length) {
        if (everyMs > 0) await delay(everyMs);
        yield chunk;
      }
    }
    return { status, headers, body: chunks() };
  });

/** The item that is to be updated is gone a moment before. */
export const itemGone = always(async (asked, pass) => {
  const { TableName, Key } = JSON.parse(asked.body);
  const headers = { ...asked.headers, 'x-amz-target': 'DynamoDB_20120810.DeleteItem' };
  await pass({ ...asked, headers, body: JSON.stringify({ TableName, Key }) });
  return await pass();
});

/** Every page of a query holds one item, and before each comes one that is empty and says that there is more. */
export const inPages = always(async (asked, pass) => {
  const { ExclusiveStartKey: { emptyPage, ...start } = {}, ...query } = JSON.parse(asked.body);
  if (!emptyPage) {
    const LastEvaluatedKey = { ...start, emptyPage: { S: 'seen' } };
    return jsonReply({ Items: [], Count: 0, ScannedCount: 0, LastEvaluatedKey });
  }
  const from = Object.keys(start).length > 0 ? { ExclusiveStartKey: start } : {};
  return await pass({ ...asked, body: JSON.stringify({ ...query, ...from, Limit: 1 }) });
});

/** SQS takes all messages of a batch but the first. */
export const firstNotTaken = always(async (asked, pass) => {
  const {
    Entries: [{ Id }, ...others],
    ...batch
  } = JSON.parse(asked.body);
  const { body } = await pass({ ...asked, body: JSON.stringify({ ...batch, Entries: others }) });
  const Failed = [{ Id, Code: 'InternalError', Message: 'try later', SenderFault: false }];
  return jsonReply({ ...JSON.parse(body.toString()), Failed });
});

/** All of emnify's tokens are revoked, once, when the second request comes. */
export const tokensRevoked = ({ emnify }: Behind): Behaviour => {
  let requests = 0;
  return async (_, pass) => {
    requests += 1;
    if (requests === 2) emnify.revokeTokens();
    return await pass();
  };
};

function jsonReply(body: object, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}
