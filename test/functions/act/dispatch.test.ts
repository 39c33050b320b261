import { expect, test } from '@jest/globals';
import { type DispatchDeps, dispatch } from '../../../functions/act/dispatch.ts';
import type { ActPayload } from '../../../functions/act/payload.ts';
import { actFakes } from '../../fakes/act-deps.ts';

const INVOCATION = { awsRequestId: 'request-1', invokedFunctionArn: 'arn:aws:lambda:act' };

/** The function over stores in memory, in which endpoint 166 was checked. It shows its answers as JSON. */
async function ask(payload: ActPayload) {
  const fakes = await actFakes();
  await fakes.checkAt(0, '1');
  const recorded: string[] = [];
  const deps: DispatchDeps = { ...fakes.deps, render: (answer, options) => JSON.stringify({ answer, options }) };
  const answer = await dispatch(deps, payload, INVOCATION, ({ kind }) => void recorded.push(kind));
  return { answer, recorded, presses: fakes.presses.all() };
}

const wish = { kind: 'mute', endpoint: '166', until: { afterMs: 3_600_000 }, upTo: { pct: 300 } } as const;

test('a press by hand is answered with data', async () => {
  const { answer, recorded, presses } = await ask({ kind: 'press', from: 'hand', wish });
  expect(answer).toMatchObject({ kind: 'pressed', id: presses[0]?.id });
  expect([recorded, presses[0]?.requestId]).toEqual([['pressed'], 'request-1']);
});

test('a press in a widget is answered with HTML: with what takes it back, and the way back', async () => {
  const { answer, presses } = await ask({ kind: 'press', from: 'page', widget: { theme: 'dark' }, wish });
  expect(JSON.parse(String(answer))).toEqual({
    answer: {
      isDone: true,
      text: expect.stringContaining('A person (no name given) muted tracker-166'),
      undoes: presses[0]?.id,
      back: { view: 'device', endpoint: '166' },
    },
    options: { act: 'arn:aws:lambda:act', theme: 'dark' },
  });
});

test('what acts at once offers nothing to take back', async () => {
  const { answer } = await ask({ kind: 'press', from: 'page', widget: {}, wish: { kind: 'check', endpoint: '166' } });
  expect(JSON.parse(String(answer)).answer).not.toHaveProperty('undoes');
});

test('a refusal is for a person to read in a widget, and an error by hand', async () => {
  const unknown = { ...wish, endpoint: '7' };
  const { answer, recorded } = await ask({ kind: 'press', from: 'page', widget: {}, wish: unknown });
  expect(JSON.parse(String(answer)).answer).toMatchObject({
    isDone: false,
    text: expect.stringMatching(/^There is no endpoint 7/),
  });
  expect(recorded).toEqual([]);
  await expect(ask({ kind: 'press', from: 'hand', wish: unknown })).rejects.toThrow('There is no endpoint 7');
});

test('a mistake in a form is said in the widget, and changes nothing', async () => {
  const { answer, presses } = await ask({ kind: 'mistake', words: 'not a number', widget: {} });
  expect(JSON.parse(String(answer)).answer).toEqual({
    isDone: false,
    text: 'not a number',
    back: { view: 'fleet', list: 'all', sort: 'urgency' },
  });
  expect(presses).toEqual([]);
});

test('CloudWatch gets the documentation', async () => {
  expect((await ask({ kind: 'describe' })).answer).toMatch(/^## Press\n/);
});
