import { describe, expect, test } from '@jest/globals';
import { FunctionError } from '../../../../infra/local/host/function-error.ts';
import { startFunction } from '../../../../infra/local/host/function-process.ts';
import { failure } from '../../../fakes/scripted-emnify.ts';

const TOKEN = 'app-token-1234567';
const environment = { POWERTOOLS_SERVICE_NAME: 'leaking', AWS_REGION: 'x' };
const modulePath = new URL('../../../fixtures/leaking-function.ts', import.meta.url).pathname;

function start(exportName: string, path = modulePath) {
  return startFunction({ name: 'leaking', modulePath: path, exportName, environment, secrets: [TOKEN] });
}

describe('a function behind our middleware', () => {
  test('has no token in its log, its answer or its error', async () => {
    const leaking = start('guarded');
    expect(await leaking.invoke({ fails: false })).toEqual({
      said: ['***', expect.stringMatching(/^\*\*\*.?.?=?=?$/)],
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(await failure(leaking.invoke({ fails: true }))).toMatchObject({ message: 'leaking: outer ***' });
    const log = leaking.log.join('\n');
    expect(log).toContain('using ***');
    expect(log).toContain('x***');
    expect(log).toContain('inner ***');
    expect(log).not.toContain('1234567');
    await leaking.stop();
  });
});

describe('a function process', () => {
  test('that wrote a secret is stopped, and then it is said', async () => {
    const leaking = start('careless');
    await leaking.invoke({});
    const error = await failure(leaking.stop());
    expect(error).toBeInstanceOf(FunctionError);
    expect(error).toMatchObject({ message: 'leaking has written a secret to its log: ***' });
    expect(await failure(leaking.invoke({}))).toBeInstanceOf(FunctionError);
  });

  test('that ends in the middle of its work is reported in one sentence, without a password', async () => {
    const dying = start('dying');
    expect(await failure(dying.invoke({}))).toMatchObject({
      message: 'leaking ended unexpectedly with code 3: Error: Invalid proxy URL: http://***@proxy',
    });
    await dying.stop();
  });

  test('that cannot be loaded is reported', async () => {
    expect(await failure(start('guarded', `${modulePath}.missing`).invoke({}))).toMatchObject({
      message: expect.stringMatching(/^leaking: Cannot find module/),
    });
  });
});
