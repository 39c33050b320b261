import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('./every-stand-in-once.ts', import.meta.url));

describe('a process that runs the stand-ins', () => {
  test('reaches them by environment variables, ends after close and prints no warning', async () => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], { env, timeout: 20_000 });
    expect({ seen: JSON.parse(stdout), stderr }).toEqual({
      seen: {
        TableNames: ['Log'],
        bodies: ['a message'],
        mails: ['a mail'],
        textsUsd: [12.5],
        secret: 'a secret',
        parameter: 'a parameter',
      },
      stderr: '',
    });
  });
});
